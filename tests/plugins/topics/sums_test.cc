// The fast sums against the plain ones, on rows and weights made up.
#include "plugins/topics/sums.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace copytaster::topics;

BOOST_AUTO_TEST_SUITE(sums)

BOOST_AUTO_TEST_CASE(the_fast_sums_are_the_plain_ones) {
  constexpr std::uint32_t kSeed = 20000763, kBuckets = 512;
  std::mt19937 random(kSeed);
  std::vector<std::int8_t> rows(kBuckets * kColumns);
  for (auto& r : rows) r = static_cast<std::int8_t>(random());
  for (const std::size_t count : {0U, 1U, 2U, 3U, 25U, 40U, 1480U}) {
    std::vector<Feature> features(count);
    for (auto& f : features)
      f = {static_cast<std::uint32_t>(random() % kBuckets), 0,
           static_cast<std::int32_t>(random() % 32768)};
    for (const std::size_t first : {std::size_t{0}, kFirstOfBrief}) {
      const Sums fast = sumRows(features, rows.data(), first);
      const Sums plain = sumRowsPlain(features, rows.data(), first);
      BOOST_TEST(fast.of == plain.of, boost::test_tools::per_element());
      BOOST_TEST(fast.square == plain.square);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_ends_of_the_range_do_not_overflow_a_pair) {
  const std::vector<std::int8_t> rows(kColumns, -128);
  const std::vector<Feature> features(2, Feature{0, 0, 32767});
  BOOST_TEST(sumRows(features, rows.data(), kFirstOfBrief).of[63] == -2 * 128 * 32767);
}

BOOST_AUTO_TEST_SUITE_END()
