// The desk of testing.h: what a filter says stands in what it gives back.
#include "copytaster/testing.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/chain/filters.h"

using namespace copytaster_tests;
using copytaster::testing::Desk;

BOOST_AUTO_TEST_SUITE(testing)

BOOST_AUTO_TEST_CASE(a_filter_holds_what_it_finds) {
  Desk d({{"shout", &kShout}});
  const auto held =
      d.taste({.headline = "FED RAISES RATES", .body = "THE FED RAISED RATES ON TUESDAY."});
  BOOST_TEST(held.verdict == CT_HOLD);
  BOOST_TEST(held.reasons.at(0) == "headline and body are in capitals");
  BOOST_TEST(held.wire_topic == "HOLD.en.none");
  BOOST_TEST(d.taste({.body = "The Fed raised rates on Tuesday."}).verdict == CT_PASS);
}

BOOST_AUTO_TEST_CASE(state_survives_a_restart) {
  Desk d({{"counting", &kCounting}});
  static_cast<void>(d.taste({.body = "one two"}));
  BOOST_TEST(d.taste({.body = "one two three"}).runs.at(0).message == "2 seen, 3 words");
  d.restart();
  BOOST_TEST(d.taste({.body = "one"}).runs.at(0).message == "3 seen, 1 words");
  BOOST_TEST(d.store("counting").at("seen") == "3");
}

BOOST_AUTO_TEST_SUITE_END()
