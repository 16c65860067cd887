// What Prometheus is given for each kind of counter.
#include "daemon/desk/metrics.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(a_total_is_a_counter_with_its_labels) {
  Counters counters;
  counters.total("received_articles", {{"feed", "wire"}}, "articles", "taken in").add(3);
  counters.total("received_articles", {{"feed", "post"}}, "articles", "taken in").add(4);
  BOOST_TEST(renderMetrics(counters) ==
             "# HELP copytaster_received_articles_total taken in\n"
             "# TYPE copytaster_received_articles_total counter\n"
             "copytaster_received_articles_total{feed=\"wire\"} 3\n"
             "copytaster_received_articles_total{feed=\"post\"} 4\n");
}

BOOST_AUTO_TEST_CASE(a_level_is_a_gauge_and_microseconds_are_seconds) {
  Counters counters;
  counters.level("in_flight_bytes", {}, "bytes", "on the belt").set(-1);
  counters.total("commit_seconds", {}, "microseconds", "committing").add(1'500'000);
  const std::string text = renderMetrics(counters);
  BOOST_TEST(text.find("# TYPE copytaster_in_flight_bytes gauge\n") != std::string::npos);
  BOOST_TEST(text.find("copytaster_in_flight_bytes -1\n") != std::string::npos);
  BOOST_TEST(text.find("copytaster_commit_seconds_total 1.5\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_spread_is_a_histogram_whose_buckets_add_up) {
  Counters counters;
  Spread& spread = counters.spread("walk_seconds", {}, "microseconds", "received to published");
  spread.add(1'000'000);
  spread.add(std::int64_t{1} << 40);
  const std::string text = renderMetrics(counters);
  BOOST_TEST(text.find("# TYPE copytaster_walk_seconds histogram\n") != std::string::npos);
  BOOST_TEST(text.find("copytaster_walk_seconds_bucket{le=\"0.524288\"} 0\n") != std::string::npos);
  BOOST_TEST(text.find("copytaster_walk_seconds_bucket{le=\"1.048576\"} 1\n") != std::string::npos);
  BOOST_TEST(text.find("copytaster_walk_seconds_bucket{le=\"+Inf\"} 2\n") != std::string::npos);
  BOOST_TEST(text.find("copytaster_walk_seconds_count 2\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(labels_cannot_break_out_of_their_quotes) {
  Counters counters;
  counters.total("x", {{"feed", "a\"} 1\nevil 1"}}, "articles", "");
  BOOST_TEST(renderMetrics(counters).find("\nevil 1") == std::string::npos);
}

}  // namespace
}  // namespace copytaster
