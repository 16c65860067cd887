// The choice of whom to compare with, and the decision: the same text, the same article edited, and
// neither.
#include "plugins/dedup/judge.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/plugins/dedup/read.h"
#include "tests/plugins/dedup/wire.h"

using namespace copytaster::dedup;

namespace {

constexpr std::uint32_t kNow = 1'700'000'000;

// A window and its judge. Chains are made as the filter makes them.
struct Desk {
  Window window{100, 0};
  Judge judge{{}};
  std::uint64_t sequence = 0;

  Link take(const Signature& s, std::uint16_t provider = 1) {
    ++sequence;
    window.advance(sequence, kNow, [](std::uint64_t, const Slot&) {});
    window.lookUp(s, sequence);
    const Link link = judge.judge(window, s, sequence, provider, kNow);
    Slot slot = Window::slotOf(sequence, kNow, s, sequence);
    slot.provider = provider;
    if (link.joins) slot.head = static_cast<std::uint32_t>(link.head);
    std::uint32_t keys[Window::kKeys];
    const std::size_t count = Window::keys(s, sequence, keys);
    window.enter(sequence, slot, {keys, count});
    return link;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_)

BOOST_AUTO_TEST_CASE(the_same_text_is_exact_an_edited_one_near_and_another_neither) {
  std::mt19937_64 random(21);
  Desk desk;
  const auto words = body(random, 12);
  const std::string title = "Harbour of Orlitz closed";
  desk.take(sign(title, text(words)));
  BOOST_TEST(desk.take(sign("Museum opens in Sapren", text(body(random, 12)))).partner == 0U);
  const Link exact = desk.take(sign(title, text(words)), 2);
  BOOST_TEST(exact.relation == CT_EXACT);
  BOOST_TEST(exact.partner == 1U);
  const Link near = desk.take(sign(title, text(words) + " " + text(body(random, 1))), 2);
  BOOST_TEST(near.relation == CT_NEAR);
  BOOST_TEST(near.head == 1U);
}

BOOST_AUTO_TEST_CASE(copies_of_one_article_do_not_keep_another_from_being_compared) {
  std::mt19937_64 random(22);
  Desk desk;
  const std::string often = text(body(random, 12)), once = text(body(random, 3));
  desk.take(sign("Harbour of Orlitz closed", often));
  for (int i = 0; i < 40; ++i) desk.take(sign("Harbour of Orlitz closed", often), 2);
  desk.take(sign("Museum opens in Sapren", once));
  const std::uint64_t other = desk.sequence;
  desk.take(sign("News of the day", often + " " + once), 3);
  bool compared = false;
  for (const Compared& c : desk.judge.compared())
    compared = compared || c.candidate->sequence == other;
  BOOST_TEST(compared);
}

BOOST_AUTO_TEST_SUITE_END()
