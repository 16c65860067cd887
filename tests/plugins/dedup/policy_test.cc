// Names of relations are those of the wire.
#include "plugins/dedup/policy.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(relations_are_called_as_on_the_wire) {
  BOOST_TEST(copytaster::dedup::nameOf(CT_EXACT) == "EXACT");
  BOOST_TEST(copytaster::dedup::nameOf(CT_VERSION_OF) == "VERSION");
  BOOST_TEST(copytaster::dedup::nameOf(CT_REWRITE) == "REWRITE");
}
