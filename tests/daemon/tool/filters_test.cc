#include <boost/test/unit_test.hpp>

#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(filters_command)

BOOST_AUTO_TEST_CASE(an_empty_chain_is_told_as_one) {
  const auto ran = runCommand(addFilters, "filters --json --filters ,");
  BOOST_TEST(ran.status == kExitDone);
  BOOST_TEST(ran.out == "[]\n");
}

BOOST_AUTO_TEST_CASE(a_filter_that_does_not_open_is_status_1) {
  BOOST_TEST(runCommand(addFilters, "filters --filters nosuch").status == kExitFailed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
