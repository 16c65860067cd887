#include <nlohmann/json.hpp>

#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"
#include "tests/daemon/tool/journal_files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(letters_command)

BOOST_AUTO_TEST_CASE(list_names_the_reason_and_show_gives_the_bytes) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  const std::string journal = " --journal " + folder.path("j");
  const auto listed =
      nlohmann::json::parse(runCommand(addLetters, "letters list --json" + journal).out);
  BOOST_TEST(listed["reason"] == "no id");
  BOOST_TEST(listed["bytes"] == 9);
  const std::string id = std::to_string(listed["id"].get<int>());
  BOOST_TEST(runCommand(addLetters, "letters show " + id + journal).out == "the frame");
  BOOST_TEST(runCommand(addLetters, "letters list" + journal).out.find("no id") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_letter_that_is_not_there_is_status_1) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  BOOST_TEST(runCommand(addLetters, "letters show 99 --journal " + folder.path("j")).status ==
             kExitFailed);
  BOOST_TEST(runCommand(addLetters, "letters list --journal " + folder.path("none")).status ==
             kExitFailed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
