// The ring: the newest are there, the oldest make room, by count and by age.
#include "plugins/dedup/window.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/dedup/read.h"
#include "tests/plugins/dedup/wire.h"

using namespace copytaster::dedup;

namespace {

void enter(Window& window, std::uint64_t sequence, std::uint32_t seconds, const Signature& s) {
  window.advance(sequence, seconds, [](std::uint64_t, const Slot&) {});
  std::uint32_t keys[Window::kKeys];
  const std::size_t n = Window::keys(s, s.text, sequence, keys);
  window.enter(sequence, Window::slotOf(sequence, seconds, s, s.text, sequence), keys, n);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(window)

BOOST_AUTO_TEST_CASE(the_last_articles_are_there_and_no_others) {
  std::mt19937_64 random(1);
  Window window(16, 0);
  std::vector<Signature> sent;
  for (std::uint64_t s = 1; s <= 100; ++s) {
    sent.push_back(sign("", text(body(random, 4))));
    enter(window, s, 1000, sent.back());
    BOOST_TEST(window.count() <= 16u);
  }
  for (std::uint64_t s = 1; s <= 100; ++s) {
    BOOST_TEST((window.slot(s) != nullptr) == (s > 84));
    const auto candidates = window.candidates(sent[s - 1], sent[s - 1].text, s);
    const bool known = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& c) {
      return c.sequence == s && c.same_text;
    });
    BOOST_TEST(known == (s > 84));
    BOOST_TEST(window.latest(s) == (s > 84 ? s : 0));
  }
}

BOOST_AUTO_TEST_CASE(what_is_older_than_its_hours_leaves_though_there_is_room) {
  std::mt19937_64 random(2);
  Window window(100, 3600);
  enter(window, 1, 1000, sign("", text(body(random, 4))));
  enter(window, 2, 4000, sign("", text(body(random, 4))));
  enter(window, 3, 5000, sign("", text(body(random, 4))));
  BOOST_TEST(window.slot(1) == nullptr);
  BOOST_TEST(window.slot(2) != nullptr);
}

BOOST_AUTO_TEST_CASE(low_bits_are_widened_across_the_turn) {
  const std::uint64_t by = (std::uint64_t{5} << 32) + 3;
  BOOST_TEST(Window::widen(3, by) == by);
  BOOST_TEST(Window::widen(0xFFFFFFFFu, by) == by - 4);
}

BOOST_AUTO_TEST_SUITE_END()
