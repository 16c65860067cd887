// Changes between editions, in words a person reads.
#include "plugins/dedup/particulars.h"

#include <boost/test/unit_test.hpp>

using copytaster::dedup::changes;

BOOST_AUTO_TEST_CASE(changes_are_paired_where_as_many_came_as_went) {
  BOOST_TEST(changes("figures", {"12", "40"}, {"12", "40"}) == "");
  BOOST_TEST(changes("figures", {"12", "40"}, {"12", "41"}) == "figures: 40 becomes 41");
  BOOST_TEST(changes("names", {"Ann"}, {"Ann", "Bob"}) == "names new: Bob");
  BOOST_TEST(changes("names", {"Ann", "Bob"}, {"Bob"}) == "names gone: Ann");
}
