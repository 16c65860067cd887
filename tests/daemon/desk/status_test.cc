// The state of the daemon as JSON.
#include "daemon/desk/status.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(status)

BOOST_AUTO_TEST_CASE(facts_and_counters_are_all_there) {
  Counters counters;
  counters.total("received_frames", {{"feed", "a \"wire\""}}, "frames", "help").add(7);
  StatusFacts facts;
  facts.version = "1.2.3";
  facts.state = "taking";
  facts.epoch = 0xab;
  facts.sockets = {{"publish", "tcp://127.0.0.1:7552", true}};
  facts.filters = {{"garble", "1.0.0"}};
  facts.journal.articles = 5;
  const auto json = nlohmann::json::parse(renderStatus(facts, counters));
  BOOST_TEST(json["version"] == "1.2.3");
  BOOST_TEST(json["epoch"] == "00000000000000ab");
  BOOST_TEST(json["sockets"][0]["address"] == "tcp://127.0.0.1:7552");
  BOOST_TEST(json["filters"][0]["name"] == "garble");
  BOOST_TEST(json["journal"]["articles"] == 5);
  BOOST_TEST(json["counters"][0]["labels"]["feed"] == "a \"wire\"");
  BOOST_TEST(json["counters"][0]["value"] == 7);
}

BOOST_AUTO_TEST_SUITE_END()
