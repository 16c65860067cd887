// The table that is asked of every token: all its words are found, and no other.
#include "plugins/dedup/common_words.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

using namespace copytaster::dedup;

BOOST_AUTO_TEST_SUITE(common_words)

BOOST_AUTO_TEST_CASE(its_words_have_their_marks_and_all_others_none) {
  std::mt19937 random(5);
  for (const std::size_t count : {0, 1, 12, 1225, 20000}) {
    std::vector<CommonWords::Word> words;
    std::set<std::uint32_t> in;
    for (std::size_t i = 0; i < count; ++i) {
      words.push_back({static_cast<std::uint32_t>(random()), static_cast<std::uint8_t>(i % 7 + 1)});
      if (!in.insert(words.back().hash).second) words.pop_back();
    }
    const CommonWords table(words);
    const auto reader = table.reader();
    for (const auto& w : words) BOOST_REQUIRE(reader.level(std::uint64_t{w.hash} << 32) == w.level);
    for (const auto& w : words) {
      // What differs in one bit alone, high or low, is another word.
      for (int bit = 0; bit < 32; ++bit) {
        const std::uint32_t other = w.hash ^ 1U << bit;
        if (in.contains(other)) continue;
        BOOST_REQUIRE(reader.level(std::uint64_t{other} << 32) >= CommonWords::kEmpty);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(hashes_that_are_not_spread_are_refused) {
  std::vector<CommonWords::Word> words;
  std::mt19937 random(5);
  for (int i = 0; i < 3000; ++i)
    words.push_back({static_cast<std::uint32_t>(random()) << 11, 1});  // all of one group
  BOOST_CHECK_THROW(CommonWords{words}, std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
