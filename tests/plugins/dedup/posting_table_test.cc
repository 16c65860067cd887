// The index: what is live is found, what has left is not, chance matches are few, and a table made
// again from the live insertions answers as the old one.
#include "plugins/dedup/posting_table.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <set>
#include <vector>

using copytaster::dedup::PostingTable;

namespace {

std::set<std::uint64_t> found(const PostingTable& t, std::uint32_t key, std::uint64_t oldest,
                              std::uint64_t next) {
  std::set<std::uint64_t> out;
  t.find(key, oldest, next, [&](std::uint64_t s) { out.insert(s); });
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(posting_table)

BOOST_AUTO_TEST_CASE(nearly_all_live_postings_are_found_and_false_ones_are_bounded) {
  constexpr std::size_t kArticles = 20000, kKeys = 40;
  PostingTable table(kArticles, kArticles * kKeys);
  std::mt19937 random(5);
  std::vector<std::uint32_t> keys(kArticles * kKeys);
  for (std::size_t i = 0; i < keys.size(); ++i)
    table.insert(keys[i] = static_cast<std::uint32_t>(random()), 1 + i / kKeys);
  std::size_t there = 0, chance = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    there += found(table, keys[i], 1, kArticles + 1).count(1 + i / kKeys);
    chance += found(table, static_cast<std::uint32_t>(random()), 1, kArticles + 1).size();
  }
  BOOST_TEST(there > keys.size() * 96 / 100);
  BOOST_TEST(chance < keys.size() / 100);
}

BOOST_AUTO_TEST_CASE(what_has_left_the_window_is_not_found) {
  PostingTable table(100, 4000);
  for (std::uint64_t s = 1; s <= 1000; ++s) table.insert(77, s);
  for (const std::uint64_t s : found(table, 77, 951, 1001)) BOOST_TEST(s >= 951u);
  BOOST_TEST(found(table, 77, 951, 1001).count(1000) == 1u);
}

BOOST_AUTO_TEST_CASE(a_table_made_from_what_is_live_answers_the_same) {
  constexpr std::uint64_t kWindow = 200, kAll = 3000;
  PostingTable whole(kWindow, kWindow * 20), again(kWindow, kWindow * 20);
  std::mt19937 random(9);
  std::vector<std::uint32_t> keys;
  for (std::uint64_t s = 1; s <= kAll; ++s) {
    for (int i = 0; i < 20; ++i) {
      keys.push_back(i == 0 ? 4711U : static_cast<std::uint32_t>(random()));  // one that all hold
      whole.insert(keys.back(), s);
      if (s > kAll - kWindow) again.insert(keys.back(), s);
    }
  }
  for (const std::uint32_t key : keys) {
    BOOST_REQUIRE((found(whole, key, kAll - kWindow + 1, kAll + 1) ==
                   found(again, key, kAll - kWindow + 1, kAll + 1)));
  }
}

BOOST_AUTO_TEST_CASE(a_window_too_large_for_its_stamps_is_refused) {
  BOOST_CHECK_THROW(PostingTable(std::size_t{1} << 25, 64), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
