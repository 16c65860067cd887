// The sparse set: each article once, whatever stood in its place before.
#include "plugins/dedup/candidates.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

using namespace copytaster::dedup;

BOOST_AUTO_TEST_CASE(candidates_are_entered_once_and_found_until_cleared) {
  std::mt19937_64 random(4);
  Candidates candidates;
  for (int round = 0; round < 300; ++round) {
    candidates.clear();
    BOOST_TEST(candidates.all().empty());
    std::map<std::uint64_t, std::uint32_t> expected;
    const std::uint64_t base = random() >> 8, kinds = 1 + random() % (2 * Candidates::kMost);
    for (std::size_t i = 0; i < 3 * Candidates::kMost && candidates.room() > 0; ++i) {
      const std::uint64_t sequence = base + random() % kinds;
      ++candidates.of(sequence).shared;
      ++expected[sequence];
    }
    BOOST_TEST(candidates.all().size() == expected.size());
    for (const Candidate& c : candidates.all()) {
      BOOST_REQUIRE(c.shared == expected[c.sequence]);
      BOOST_REQUIRE(candidates.find(c.sequence) == &c);
    }
    BOOST_TEST(candidates.find(base + kinds) == nullptr);
  }
}
