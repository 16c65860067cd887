#include <boost/test/unit_test.hpp>

#include "daemon/desk/control.h"
#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(ask_commands)

struct Daemon {
  TestFolder folder;
  Log log{"error"};
  Counters counters;
  std::unique_ptr<ControlSocket> socket;
  explicit Daemon(const std::string& status) {
    std::map<std::string, ControlSocket::Act> acts;
    acts["status"] = [status](const ControlRequest&) { return Result<std::string>(status); };
    acts["reload"] = [](const ControlRequest&) { return Result<std::string>("{\"keys\":4}"); };
    acts["drain"] = [](const ControlRequest&) -> Result<std::string> {
      return refuse(ErrorCode::kBusy, "draining already");
    };
    auto opened = ControlSocket::open(folder.path("control"), "", std::move(acts), counters, log);
    BOOST_REQUIRE(opened.has_value());
    socket = std::move(*opened);
  }
  Ran ask(const std::string& what) {
    return runCommand(addAsk, what + " --socket " + folder.path("control"));
  }
};

BOOST_AUTO_TEST_CASE(status_is_told_in_lines_or_as_it_is) {
  Daemon daemon(R"({"state":"taking","sequence":7,"filters":[{"name":"garble","version":"1.0"}]})");
  const auto ran = daemon.ask("status");
  BOOST_TEST(ran.status == kExitDone);
  BOOST_TEST(ran.out.find("state      taking") != std::string::npos);
  BOOST_TEST(ran.out.find("filter     garble 1.0") != std::string::npos);
  BOOST_TEST(daemon.ask("status --json").out.find("\"state\":\"taking\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_was_refused_and_what_a_reload_read_are_told) {
  Daemon daemon(R"({"refused":[{"socket":"publish","reason":"wrong_role","connections":3}]})");
  BOOST_TEST(daemon.ask("status").out.find("refused    publish  3 connections (wrong_role)") !=
             std::string::npos);
  BOOST_TEST(daemon.ask("reload").out.find("4 keys") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_feeds_balance_is_a_line_and_what_is_missing_shouts) {
  Daemon daemon(R"({"balance":{"wire":{"received":9,"published":5,"rejected":2,"repeated":1,
      "in_flight":1,"unaccounted":0},"post":{"received":4,"published":3,"unaccounted":1}}})");
  const auto ran = daemon.ask("status");
  BOOST_TEST(
      ran.out.find("wire  9 received = 5 published + 2 rejected + 1 repeated + 1 in flight\n") !=
      std::string::npos);
  BOOST_TEST(ran.out.find("in flight; 1 UNACCOUNTED") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_daemon_of_another_release_may_leave_things_unsaid) {
  Daemon daemon("{}");
  BOOST_TEST(daemon.ask("status").status == kExitDone);
}

BOOST_AUTO_TEST_CASE(a_refusal_and_a_missing_daemon_are_status_1) {
  Daemon daemon("{}");
  BOOST_TEST(daemon.ask("drain").status == kExitFailed);
  BOOST_TEST(runCommand(addAsk, "status --socket /nonexistent/control").status == kExitFailed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
