#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(taste_command)

constexpr const char* kOne = "{\"id\":\"a\",\"headline\":\"Ferry aground\",\"body\":\"It ran.\"}\n";

BOOST_AUTO_TEST_CASE(json_is_one_enriched_article_a_line) {
  const TestFolder folder;
  const auto ran =
      runCommand(addTaste, "taste --json --filters , " + folder.write("w.jsonl", kOne));
  BOOST_TEST(ran.status == kExitDone);
  const auto json = nlohmann::json::parse(ran.out);
  BOOST_TEST(json["article"]["id"] == "a");
  BOOST_TEST(json["verdict"] == "PASS");
}

BOOST_AUTO_TEST_CASE(a_report_ends_with_a_summary) {
  const TestFolder folder;
  const auto ran =
      runCommand(addTaste, "taste --color never --filters , " + folder.write("w.jsonl", kOne));
  BOOST_TEST(ran.out.find("Ferry aground") != std::string::npos);
  BOOST_TEST(ran.out.find("articles  1: 1 PASS") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(something_unread_is_status_1_and_the_rest_is_tasted) {
  const TestFolder folder;
  const auto ran = runCommand(addTaste, "taste --json --filters , " + folder.path("none") + " " +
                                            folder.write("w.jsonl", kOne));
  BOOST_TEST(ran.status == kExitFailed);
  BOOST_TEST(ran.out.find("\"id\":\"a\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_filter_that_is_not_there_is_status_1) {
  BOOST_TEST(runCommand(addTaste, "taste --filters nosuch none").status == kExitFailed);
}

BOOST_AUTO_TEST_CASE(a_config_gives_the_chain_and_its_mistakes_are_told) {
  const TestFolder folder;
  const auto file = folder.write("w.jsonl", kOne);
  const auto config = folder.write("c.toml", "[[filter]]\nname = \"nosuch\"\n");
  BOOST_TEST(runCommand(addTaste, "taste --config " + config + " " + file).status == kExitFailed);
  const auto wrong = folder.write("d.toml", "[chian]\n");
  BOOST_TEST(runCommand(addTaste, "taste --config " + wrong + " " + file).status == kExitFailed);
  BOOST_TEST(runCommand(addTaste, "taste --filters , --config " + config + " " + file).status ==
             kExitDone);
}

BOOST_AUTO_TEST_CASE(an_unknown_option_is_a_usage_error) {
  BOOST_TEST(runCommand(addTaste, "taste --jsn").status == -1);
  BOOST_TEST(runCommand(addTaste, "taste --color loud").status == -1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
