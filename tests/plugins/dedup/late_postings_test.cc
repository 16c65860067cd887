// Put in late, by another thread, they lie as they would have lain one by one.
#include "plugins/dedup/late_postings.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <vector>

using copytaster::dedup::LatePostings;
using copytaster::dedup::PostingTable;

BOOST_AUTO_TEST_CASE(late_postings_make_the_same_table) {
  constexpr std::uint64_t kArticles = 5000, kKeys = 60;
  PostingTable at_once(kArticles, kArticles * kKeys), late(kArticles, kArticles * kKeys);
  std::mt19937 random(6);
  std::vector<std::uint32_t> keys;
  LatePostings postings(late);
  for (std::uint64_t s = 1; s <= kArticles; ++s) {
    for (std::uint64_t i = 0; i < kKeys; ++i) {
      // Of every three two in one part of the table, whose batches are handed over several times.
      const auto key = static_cast<std::uint32_t>(random());
      keys.push_back(i % 3 == 0 ? key : key >> 8);
      at_once.insert(keys.back(), s);
      postings.add(keys.back(), s);
    }
  }
  postings.finish();
  const auto found = [](const PostingTable& table, std::uint32_t key) {
    std::vector<std::uint64_t> out;  // in the order of the bucket
    table.find(key, 1, kArticles + 1, [&](std::uint64_t s) { out.push_back(s); });
    return out;
  };
  std::size_t there = 0;
  for (const std::uint32_t key : keys) {
    const auto expected = found(at_once, key);
    there += expected.size();
    BOOST_REQUIRE(found(late, key) == expected);
  }
  BOOST_TEST(there > keys.size() / 4);  // of the crowded part only the last are left
}
