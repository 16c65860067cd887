// What a mistyped key most likely meant.
#include "daemon/base/nearest.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace copytaster {
namespace {

const std::vector<std::string> kKnown = {"path", "keep_days", "keep_bytes", "sync"};

BOOST_AUTO_TEST_CASE(a_slip_of_the_finger_is_one_edit) {
  BOOST_TEST(editDistance("sync", "sync") == 0u);
  BOOST_TEST(editDistance("sync", "snyc") == 1u);
  BOOST_TEST(editDistance("sync", "syn") == 1u);
  BOOST_TEST(editDistance("sync", "sink") == 2u);
  BOOST_TEST(editDistance("", "sync") == 4u);
}

BOOST_AUTO_TEST_CASE(distance_is_the_same_both_ways) {
  for (const std::string& a : kKnown)
    for (const std::string& b : kKnown) BOOST_TEST(editDistance(a, b) == editDistance(b, a));
}

BOOST_AUTO_TEST_CASE(the_nearest_known_name_is_proposed) {
  BOOST_TEST(nearestName("keep_byte", kKnown) == "keep_bytes");
  BOOST_TEST(nearestName("keepdays", kKnown) == "keep_days");
  BOOST_TEST(nearestName("snyc", kKnown) == "sync");
  BOOST_TEST(didYouMean("pth", kKnown) == "; did you mean `path`?");
}

BOOST_AUTO_TEST_CASE(a_name_like_no_other_proposes_nothing) {
  BOOST_TEST(nearestName("frequency", kKnown) == "");
  BOOST_TEST(didYouMean("zz", kKnown) == "");
}

}  // namespace
}  // namespace copytaster
