// The smallest of many, each once, ascending; and nothing is left of those before.
#include "plugins/dedup/small_set.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <set>
#include <vector>

using copytaster::dedup::SmallSet;

BOOST_AUTO_TEST_CASE(a_small_set_gives_the_smallest_and_forgets_all) {
  std::mt19937 random(3);
  SmallSet set;
  for (const std::size_t count : {0, 1, 5, 16, 300, 40000}) {
    std::set<std::uint16_t> expected;
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = static_cast<std::uint16_t>(i == 0 ? 65535 : random());
      set.add(value);
      set.add(value);
      expected.insert(value);
    }
    std::vector<std::uint16_t> out(16);
    out.resize(set.take(out));
    while (expected.size() > 16) expected.erase(std::prev(expected.end()));
    BOOST_TEST(out == std::vector<std::uint16_t>(expected.begin(), expected.end()),
               boost::test_tools::per_element());
  }
}
