// The same as a sort of all, whatever their number and however many weigh the same.
#include "plugins/dedup/heaviest.h"

#include <boost/test/unit_test.hpp>
#include <random>

using copytaster::dedup::Heaviest;

BOOST_AUTO_TEST_SUITE(heaviest)

BOOST_AUTO_TEST_CASE(the_heaviest_come_first_and_of_equal_ones_the_greater_tie) {
  std::mt19937 random(11);
  Heaviest heaviest;
  for (const std::size_t count : {0, 1, 7, 40, 41, 900}) {
    for (const unsigned kinds : {1U, 5U, 100000U}) {
      std::vector<std::uint64_t> all;
      auto keys = heaviest.open(count);
      for (std::size_t i = 0; i < count; ++i) {
        const float weight = static_cast<float>(random() % kinds) * 0.37F;
        all.push_back(Heaviest::key(weight, i));
        keys.pass(all.back(), true);
      }
      std::sort(all.begin(), all.end(), std::greater<>());
      all.resize(std::min<std::size_t>(count, 40));
      const auto taken = heaviest.take(keys.kept(), 40);
      BOOST_TEST(std::vector<std::uint64_t>(taken.begin(), taken.end()) == all,
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(every_machine_orders_alike) {
  std::mt19937_64 random(12);
  for (const auto order : {&copytaster::dedup::orderByRank, &copytaster::dedup::orderByRankPlain}) {
    for (std::size_t count = 0; count < 70; ++count) {
      std::vector<std::uint64_t> keys(count + copytaster::dedup::kRankLanes), out(count);
      for (std::size_t i = 0; i < count; ++i) keys[i] = random() << 7 | (i + 1);
      std::vector<std::uint64_t> sorted(keys.begin(), keys.begin() + static_cast<long>(count));
      std::sort(sorted.begin(), sorted.end(), std::greater<>());
      order(keys.data(), count, out.data());
      BOOST_TEST(out == sorted, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_key_orders_as_its_weight_does) {
  std::uint64_t before = Heaviest::key(0, 5);
  for (const float weight : {1.5F, 1.6F, 2.0F, 30.0F, 21000.0F, 4e9F}) {
    const std::uint64_t key = Heaviest::key(weight, 0);
    BOOST_TEST(key > before);
    before = key;
  }
}

BOOST_AUTO_TEST_SUITE_END()
