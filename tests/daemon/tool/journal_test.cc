#include <nlohmann/json.hpp>

#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"
#include "tests/daemon/tool/journal_files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(journal_command)

BOOST_AUTO_TEST_CASE(stat_counts_what_is_there) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  const auto ran = runCommand(addJournal, "journal stat --json --journal " + folder.path("j"));
  BOOST_TEST(ran.status == kExitDone);
  const auto json = nlohmann::json::parse(ran.out);
  BOOST_TEST(json["articles"] == 3);
  BOOST_TEST(json["notes"] == 2);
  BOOST_TEST(json["letters"] == 1);
  BOOST_TEST(json["firstReceivedAt"] == "2026-03-11 00:00:00");
}

BOOST_AUTO_TEST_CASE(verify_reads_every_record_back) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  BOOST_TEST(runCommand(addJournal, "journal verify --journal " + folder.path("j")).status ==
             kExitDone);
}

BOOST_AUTO_TEST_CASE(export_writes_what_was_published) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  const auto ran = runCommand(addJournal, "journal export --from 2 --journal " + folder.path("j"));
  BOOST_TEST(ran.status == kExitDone);
  const auto json = nlohmann::json::parse(ran.out);
  BOOST_TEST(json["article"]["id"] == "a2");
  BOOST_TEST(json["verdict"] == "HOLD");
}

BOOST_AUTO_TEST_CASE(retaste_says_what_other_settings_would_change) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  const std::string journal = " --json --journal " + folder.path("j");
  // Held both times; a chain of no filters holds nothing.
  const auto ran = runCommand(addJournal, "journal retaste --count 1 --filters ," + journal);
  BOOST_TEST(ran.status == kExitDone);
  const auto json = nlohmann::json::parse(ran.out);
  BOOST_TEST(json["id"] == "a1");
  BOOST_TEST(json["before"] == "HOLD");
  BOOST_TEST(json["after"] == "PASS");
  BOOST_TEST(json["changed"][0] == "verdict");
  BOOST_TEST(runCommand(addJournal, "journal retaste --filters nosuch" + journal).status ==
             kExitFailed);
}

BOOST_AUTO_TEST_CASE(no_journal_is_status_1_and_no_verb_a_usage_error) {
  const TestFolder folder;
  BOOST_TEST(runCommand(addJournal, "journal stat --journal " + folder.path("none")).status ==
             kExitFailed);
  BOOST_TEST(runCommand(addJournal, "journal").status == -1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
