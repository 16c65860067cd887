// The breaker of a filter that fails article after article.
#include "copytaster/testing.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/chain/filters.h"

using namespace copytaster_tests;
using copytaster::testing::Desk;

BOOST_AUTO_TEST_SUITE(breaker)

BOOST_AUTO_TEST_CASE(the_breaker_opens_after_failures_in_a_row_far_enough_ahead_and_closes_again) {
  Desk d({{"counting", &kCounting}});
  for (int i = 0; i < 20; ++i) BOOST_TEST(!d.taste({.body = "throw"}).runs.at(0).ok);
  int failed = 0, skipped = 0;
  for (int i = 0; i < 1024 + 1000; ++i) {
    const auto run = d.taste({.body = "throw"}).runs.at(0);
    ++(run.skipped ? skipped : failed);
    if (i == 1500) d.restart();  // the pause is in the journal
  }
  BOOST_TEST(skipped == 1000);
  BOOST_TEST(!d.taste({.body = "throw"}).runs.at(0).skipped);
}

BOOST_AUTO_TEST_SUITE_END()
