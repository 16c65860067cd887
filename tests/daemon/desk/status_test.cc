// The status of a daemon as the tool and scripts read it.
#include "daemon/desk/status.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "daemon/record/group.h"
#include "daemon/record/journal.h"
#include "tests/daemon/record/journal_folder.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(status_says_where_the_wire_stands) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  BOOST_REQUIRE(journal);
  {
    auto group = journal->begin();
    BOOST_REQUIRE((group->putArticle(articleOf(1, "a")) == RecordStatus::kOk));
    BOOST_REQUIRE((group->putArticle(articleOf(2, "b")) == RecordStatus::kOk));
    BOOST_REQUIRE((group->setFeed("wire", {2, 1, 2, 5}) == RecordStatus::kOk));
    BOOST_REQUIRE(group->commit());
  }
  Counters counters;
  counters.total("received_articles", {{"feed", "wire"}}, "articles", "").add(2);
  counters.total("refused_connections", {{"socket", "publish"}, {"reason", "wrong_role"}}, "", "")
      .add(3);
  counters.total("refused_connections", {{"socket", "publish"}, {"reason", "handshake"}}, "", "");
  counters.total("received_frames", {{"feed", "wire"}}, "", "").add(3);
  counters.level("unaccounted_frames", {{"feed", "wire"}}, "", "").set(-1);
  counters.spread("walk_seconds", {}, "microseconds", "").add(100);
  DaemonFacts facts;
  facts.state = "taking";
  facts.now = 61'000'000;
  facts.started_at = 1'000'000;
  facts.published_to = 2;
  facts.sockets = {{"feed wire (sub)", "tcp://127.0.0.1:7551", true}};
  facts.filters = {{"dedup", "1.0.0"}};
  const auto reader = journal->read();
  const auto status = nlohmann::json::parse(statusJson(facts, counters, *reader));
  BOOST_TEST(status["state"] == "taking");
  BOOST_TEST(status["uptime_seconds"] == 60);
  BOOST_TEST(status["epoch"] == std::to_string(journal->epoch()));
  BOOST_TEST(status["sequence"] == 2);
  BOOST_TEST(status["published_to"] == 2);
  BOOST_TEST(status["feeds"]["wire"]["rejected"] == 1);
  BOOST_TEST(status["balance"]["wire"]["received"] == 3);
  BOOST_TEST(status["balance"]["wire"]["unaccounted"] == -1);
  BOOST_TEST(status["journal"]["articles"] == 2);
  BOOST_TEST(status["sockets"][0]["bound"] == true);
  BOOST_TEST(status["filters"][0]["name"] == "dedup");
  BOOST_REQUIRE_EQUAL(status["refused"].size(), 1);
  BOOST_TEST(status["refused"][0]["socket"] == "publish");
  BOOST_TEST(status["refused"][0]["reason"] == "wrong_role");
  BOOST_TEST(status["refused"][0]["connections"] == 3);
  BOOST_TEST(status["counters"][0]["labels"]["feed"] == "wire");
  BOOST_TEST(status["counters"][0]["value"] == 2);
  BOOST_TEST(status["spreads"][0]["p50"] == 128);
}

}  // namespace
}  // namespace copytaster
