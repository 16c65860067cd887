// The ring: the newest are there, the oldest make room, by count and by age.
#include "plugins/dedup/window.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <utility>

#include "tests/plugins/dedup/read.h"
#include "tests/plugins/dedup/wire.h"

using namespace copytaster::dedup;

namespace {

void enter(Window& window, std::uint64_t sequence, std::uint32_t seconds, const Signature& s) {
  window.advance(sequence, seconds, [](std::uint64_t, const Slot&) {});
  std::uint32_t keys[Window::kKeys];
  const std::size_t n = Window::keys(s, sequence, keys);
  window.enter(sequence, Window::slotOf(sequence, seconds, s, sequence), {keys, n});
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
    const auto candidates = window.lookUp(sent[s - 1], s);
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

// As a restart does, into a window smaller than it was, with so many that parts of the index go in
// one after the other.
BOOST_AUTO_TEST_CASE(entered_all_at_once_it_is_the_same_window) {
  constexpr std::uint64_t kArticles = 6000, kSize = 5000;
  std::mt19937_64 random(3);
  Window one_by_one(kSize, 0), at_once(kSize, 0);
  std::vector<Signature> sent;
  std::vector<std::uint64_t> gone, displaced;
  for (std::uint64_t s = 1; s <= kArticles; ++s) {
    sent.push_back(sign("", text(body(random, 4))));
    std::uint32_t keys[Window::kKeys];
    const std::size_t n = Window::keys(sent.back(), s, keys);
    one_by_one.advance(s, 1000, [&](std::uint64_t old, const Slot&) { gone.push_back(old); });
    const Slot& slot = one_by_one.enter(s, Window::slotOf(s, 1000, sent.back(), s), {keys, n});
    at_once.displace(s, [&](std::uint64_t old, const Slot&) { displaced.push_back(old); });
    at_once.enterLater(s, slot, {keys, n});
  }
  at_once.enterAll();
  BOOST_TEST(gone == displaced, boost::test_tools::per_element());
  BOOST_TEST(at_once.count() == one_by_one.count());
  BOOST_TEST(at_once.weights().articles() == one_by_one.weights().articles());
  std::uint64_t there = 0;
  for (std::uint64_t s = 1; s <= kArticles; ++s) {
    const Signature& article = sent[s - 1];
    BOOST_TEST(at_once.latest(s) == one_by_one.latest(s));
    for (std::size_t i = 0; i < article.term_count; ++i)
      BOOST_REQUIRE(at_once.weights().rarity(article.terms[i]) ==
                    one_by_one.weights().rarity(article.terms[i]));
    const auto found = [&](Window& window) {
      std::set<std::pair<std::uint64_t, std::uint32_t>> shared;
      for (const Candidate& c : window.lookUp(article, s)) {
        if (window.slot(c.sequence) != nullptr) shared.emplace(c.sequence, c.shared);
      }
      return shared;
    };
    const auto candidates = found(one_by_one);
    BOOST_REQUIRE(found(at_once) == candidates);
    const auto own = candidates.lower_bound({s, kSharedText});
    there += own != candidates.end() && own->first == s ? 1 : 0;
  }
  BOOST_TEST(there > kSize * 95 / 100);  // of a crowded bucket the last are left
}

BOOST_AUTO_TEST_CASE(low_bits_are_widened_across_the_turn) {
  const std::uint64_t by = (std::uint64_t{5} << 32) + 3;
  BOOST_TEST(Window::widen(3, by) == by);
  BOOST_TEST(Window::widen(0xFFFFFFFFu, by) == by - 4);
}

BOOST_AUTO_TEST_SUITE_END()
