// A setting that nobody asked for, or of another type, is an error with its neighbour.
#include "copytaster/testing.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/chain/filters.h"

using namespace copytaster_tests;
using copytaster::testing::Desk;

BOOST_AUTO_TEST_SUITE(settings_sheet)

BOOST_AUTO_TEST_CASE(
    a_setting_changes_the_filter_and_an_unknown_one_is_refused_with_its_neighbour) {
  Desk lenient({{"shout", &kShout, {{"limit", 1.0}}}});
  BOOST_TEST(lenient.taste({.headline = "FED RAISES RATES"}).verdict == CT_PASS);
  BOOST_CHECK_EXCEPTION(
      Desk({{"shout", &kShout, {{"limt", 1.0}}}}), std::runtime_error, [](const auto& e) {
        return std::string(e.what()).find("did you mean 'limit'?") != std::string::npos;
      });
  BOOST_CHECK_EXCEPTION(Desk({{"shout", &kShout, {{"limit", std::string("high")}}}}),
                        std::runtime_error, [](const auto& e) {
                          return std::string(e.what()).find("must be a number") !=
                                 std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_chain_are_said_at_once) {
  try {
    Desk({{"shout", &kShout, {{"limt", 1.0}, {"colour", true}}},
          {"again", &kShout, {{"limit", true}}}});
    BOOST_FAIL("accepted");
  } catch (const std::runtime_error& e) {
    const std::string what = e.what();
    BOOST_TEST_INFO(what);
    BOOST_TEST(what.find("'limt'; did you mean 'limit'?") != std::string::npos);
    BOOST_TEST(what.find("no setting 'colour'\n") != std::string::npos);
    BOOST_TEST(what.find("of filter again must be a number") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
