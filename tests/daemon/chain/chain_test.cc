// The chain: what one filter notes the next ones see, and nobody spikes an advisory.
#include "copytaster/testing.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/chain/filters.h"

using namespace copytaster_tests;
using copytaster::testing::Desk;

BOOST_AUTO_TEST_SUITE(chain)

BOOST_AUTO_TEST_CASE(nobody_spikes_an_advisory) {
  Desk d({{"spiker", &kSpiker}});
  BOOST_TEST(d.taste({.body = "Kill this."}).verdict == CT_SPIKE);
  const auto kill = d.taste({.body = "Kill this.", .advisory = CT_KILL});
  BOOST_TEST(kill.verdict == CT_PASS);
  BOOST_TEST(kill.runs.at(0).message == "wanted to spike an advisory: refused");
}

BOOST_AUTO_TEST_CASE(a_later_filter_reads_what_an_earlier_one_restored) {
  Desk d({{"restorer", &kRestorer}, {"again", &kRestorer}});
  const auto tasted = d.taste({.body = "helium said so"});
  BOOST_TEST(tasted.findings.at(0).found == "helium");
  BOOST_TEST(tasted.restored == "he said so");
  BOOST_TEST(tasted.runs.at(1).message == "he said so");
}

BOOST_AUTO_TEST_CASE(the_strongest_verdict_stands_and_every_reason_is_told) {
  Desk d({{"shout", &kShout}, {"spiker", &kSpiker}});
  const auto tasted = d.taste({.body = "ALL IN CAPITALS HERE"});
  BOOST_TEST(tasted.verdict == CT_SPIKE);
  BOOST_TEST(tasted.reasons.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_filter_stands_once_in_a_chain) {
  BOOST_CHECK_THROW(Desk({{"shout", &kShout}, {"shout", &kShout}}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_held_with_its_place) {
  Desk d({{"shout", &kShout}});
  const auto tasted = d.taste({.body = "in the caf\xe9 today"});
  BOOST_TEST(tasted.verdict == CT_HOLD);
  BOOST_TEST(tasted.findings.at(0).kind == CT_ENCODING);
  BOOST_TEST(tasted.findings.at(0).found == "é");
}

BOOST_AUTO_TEST_SUITE_END()
