#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "daemon/tool/commands.h"
#include "daemon/wire/allow_list.h"
#include "daemon/wire/keys.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(keygen_command)

mode_t modeOf(const std::string& path) {
  struct stat file {};
  BOOST_REQUIRE(stat(path.c_str(), &file) == 0);
  return file.st_mode & 0777;
}

BOOST_AUTO_TEST_CASE(the_pair_fits_and_its_line_is_one_of_an_allow_list) {
  const TestFolder folder;
  const auto ran =
      runCommand(addKeygen, "keygen " + folder.path("desk") + " --role subscribe --role replay");
  BOOST_REQUIRE(ran.status == kExitDone);
  const auto keys = readKeys(folder.path("desk.secret"), "");
  BOOST_REQUIRE_MESSAGE(keys, (keys ? "" : keys.error().what));
  BOOST_TEST(readKeyLines(folder.path("desk.public"))->front().words.front() == keys->public_key);
  const auto list = AllowList::open(folder.write("allowed", ran.out));
  BOOST_REQUIRE(list);
  const auto* client = list->find(keys->public_key);
  BOOST_REQUIRE(client != nullptr);
  BOOST_TEST(client->name == "desk");
  BOOST_TEST(client->roles == (kSubscribeRole | kReplayRole));
}

BOOST_AUTO_TEST_CASE(the_secret_is_its_owners_whatever_the_umask_lets_through) {
  const TestFolder folder;
  const mode_t before = ::umask(0);
  BOOST_TEST(runCommand(addKeygen, "keygen " + folder.path("a")).status == kExitDone);
  ::umask(before);
  BOOST_TEST(modeOf(folder.path("a.secret")) == 0600);
  BOOST_TEST(modeOf(folder.path("a.public")) == 0644);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_there_is_never_written_over) {
  const TestFolder folder;
  const std::string there = folder.write("a.public", "precious");
  BOOST_TEST(runCommand(addKeygen, "keygen " + folder.path("a")).status == kExitFailed);
  BOOST_TEST(!std::filesystem::exists(folder.path("a.secret")));
  BOOST_TEST(std::filesystem::file_size(there) == 8);
  folder.write("b.secret", "precious");
  BOOST_TEST(runCommand(addKeygen, "keygen " + folder.path("b")).status == kExitFailed);
}

BOOST_AUTO_TEST_CASE(a_role_that_is_none_is_a_usage_error) {
  const TestFolder folder;
  BOOST_TEST(runCommand(addKeygen, "keygen " + folder.path("a") + " --role editor").status == -1);
  BOOST_TEST(!std::filesystem::exists(folder.path("a.secret")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
