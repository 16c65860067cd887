// The control socket over a real Unix socket: who may ask, what is answered, what a bad client
// costs.
#include "daemon/desk/control.h"

#include <spdlog/sinks/null_sink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace copytaster {
namespace {

struct Desk {
  std::string folder = (std::filesystem::temp_directory_path() / "copytaster-XXXXXX").string();
  Log log{
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>())};
  Counters counters;
  std::string path;
  std::unique_ptr<ControlSocket> socket;

  Desk() {
    BOOST_REQUIRE(mkdtemp(folder.data()) != nullptr);
    path = folder + "/control";
    auto opened = ControlSocket::open(path, "", acts(), counters, log);
    BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().what));
    socket = std::move(*opened);
  }
  ~Desk() {
    socket.reset();
    std::filesystem::remove_all(folder);
  }

  [[nodiscard]] std::int64_t refused(const std::string& reason) const {
    std::int64_t value = -1;
    counters.each([&](const Counter& c) {
      if (c.labels().back().second == reason) value = c.value();
    });
    return value;
  }

  static std::map<std::string, ControlSocket::Act> acts() {
    return {{"echo",
             [](const ControlRequest& request) -> Result<std::string> {
               return "\"" + request.arguments.at("say") + "\"";
             }},
            {"fail",
             [](const ControlRequest&) -> Result<std::string> {
               return refuse(ErrorCode::kBusy, "draining \"already\"");
             }},
            {"large", [](const ControlRequest&) -> Result<std::string> {
               return "\"" + std::string(3'000'000, 'x') + "\"";
             }}};
  }
};

// A client that says exactly these bytes, and the answer up to the end or the first line feed.
std::string say(const std::string& path, std::string_view bytes) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  std::string answer;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    while (!bytes.empty()) {
      const ssize_t size = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    shutdown(fd, SHUT_WR);
    char room[4096];
    for (ssize_t size = 0; (size = recv(fd, room, sizeof room, 0)) > 0;)
      answer.append(room, static_cast<std::size_t>(size));
  }
  close(fd);
  return answer;
}

BOOST_AUTO_TEST_CASE(a_command_is_answered_with_its_result) {
  const Desk desk;
  const auto answer = askDaemon(desk.path, {"echo", {{"say", "hello"}}});
  BOOST_REQUIRE_MESSAGE(answer, (answer ? "" : answer.error().what));
  BOOST_TEST(*answer == "\"hello\"");
}

BOOST_AUTO_TEST_CASE(a_refusal_reaches_the_one_who_asked) {
  const Desk desk;
  const auto answer = askDaemon(desk.path, {"fail", {}});
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().code == ErrorCode::kRefused));
  BOOST_TEST(answer.error().what == "draining \"already\"");
}

BOOST_AUTO_TEST_CASE(an_unknown_command_is_told_which_there_are) {
  const Desk desk;
  const auto answer = askDaemon(desk.path, {"eco", {}});
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().what == "no command `eco`; there are: echo, fail, large");
}

BOOST_AUTO_TEST_CASE(a_long_answer_arrives_whole) {
  const Desk desk;
  BOOST_TEST(askDaemon(desk.path, {"large", {}})->size() == 3'000'002u);
}

BOOST_AUTO_TEST_CASE(nobody_listening_is_not_found) {
  const auto answer = askDaemon("/nonexistent/control", {"echo", {}});
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().code == ErrorCode::kNotFound));
  BOOST_TEST(answer.error().what.find("is it running") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_the_owner_may_open_the_socket) {
  const Desk desk;
  struct stat file {};
  BOOST_REQUIRE(stat(desk.path.c_str(), &file) == 0);
  BOOST_TEST((file.st_mode & 0777) == 0600u);
}

BOOST_AUTO_TEST_CASE(the_socket_goes_with_the_daemon) {
  std::string path;
  {
    const Desk desk;
    path = desk.path;
  }
  BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(
    a_socket_of_a_live_daemon_is_left_alone_and_one_of_a_dead_daemon_is_taken_over) {
  Desk desk;
  const auto second = ControlSocket::open(desk.path, "", Desk::acts(), desk.counters, desk.log);
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == ErrorCode::kBusy));
  BOOST_TEST(askDaemon(desk.path, {"echo", {{"say", "x"}}}).has_value());

  const std::string left = desk.folder + "/left";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(left.begin(), left.end(), address.sun_path);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  BOOST_REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  close(fd);
  const auto third = ControlSocket::open(left, "", Desk::acts(), desk.counters, desk.log);
  BOOST_REQUIRE_MESSAGE(third, (third ? "" : third.error().what));
  BOOST_TEST(askDaemon(left, {"echo", {{"say", "x"}}}).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_socket_is_not_removed) {
  Desk desk;
  const std::string file = desk.folder + "/file";
  std::ofstream(file) << "precious";
  const auto opened = ControlSocket::open(file, "", Desk::acts(), desk.counters, desk.log);
  BOOST_TEST((opened.error().code == ErrorCode::kInvalid));
  BOOST_TEST(std::filesystem::file_size(file) == 8u);
}

BOOST_AUTO_TEST_CASE(a_path_too_long_for_a_socket_says_what_to_set) {
  Desk desk;
  const auto opened = ControlSocket::open("/tmp/" + std::string(200, 'x'), "", Desk::acts(),
                                          desk.counters, desk.log);
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().what.find("set control.path") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_group_is_an_error) {
  Desk desk;
  BOOST_TEST(!ControlSocket::open(desk.folder + "/c", "no-such-group-here", Desk::acts(),
                                  desk.counters, desk.log));
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_answered_as_an_error_and_others_go_on) {
  const Desk desk;
  for (const char* wrong : {"\n", "hello\n", "[]\n", "{}\n", "{\"command\":7}\n",
                            "{\"command\":\"echo\",\"arguments\":7}\n",
                            "{\"command\":\"echo\",\"arguments\":{\"say\":[1]}}\n", "\xff\xfe\n"}) {
    BOOST_TEST(say(desk.path, wrong).starts_with("{\"error\":"), wrong);
  }
  BOOST_TEST(desk.refused("line") == 8);
  BOOST_TEST(say(desk.path, std::string(60'000, '[') + "\n").starts_with("{\"error\":"));
  BOOST_TEST(askDaemon(desk.path, {"echo", {{"say", "still here"}}}).has_value());
}

BOOST_AUTO_TEST_CASE(a_line_without_end_is_cut_off) {
  const Desk desk;
  BOOST_TEST(say(desk.path, std::string(2 * kControlLineBytesMax, 'x')).find("too long") !=
             std::string::npos);
  BOOST_TEST(desk.refused("line") == 1);
  BOOST_TEST(askDaemon(desk.path, {"echo", {{"say", "still here"}}}).has_value());
}

BOOST_AUTO_TEST_CASE(several_lines_are_answered_in_order) {
  const Desk desk;
  const std::string answers =
      say(desk.path, requestLine({"echo", {{"say", "1"}}}) + requestLine({"echo", {{"say", "2"}}}));
  BOOST_TEST(answers == "{\"ok\":true,\"result\":\"1\"}\n{\"ok\":true,\"result\":\"2\"}\n");
}

BOOST_AUTO_TEST_CASE(many_clients_are_served) {
  const Desk desk;
  std::vector<std::thread> threads;
  std::atomic<int> answered{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n)
        if (askDaemon(desk.path, {"echo", {{"say", "x"}}})) ++answered;
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(answered == 400);
}

BOOST_AUTO_TEST_CASE(a_request_reads_back_as_it_was_written) {
  const ControlRequest request{"drain", {{"why", "new \"kernel\"\nsoon"}}};
  const std::string line = requestLine(request);
  BOOST_TEST(std::ranges::count(line, '\n') == 1);
  const auto read = parseRequest(line);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->command == "drain");
  BOOST_TEST(read->arguments.at("why") == "new \"kernel\"\nsoon");
  BOOST_TEST(
      parseRequest("{\"command\":\"x\",\"arguments\":{\"n\":3,\"f\":true}}")->arguments.at("n") ==
      "3");
}

BOOST_AUTO_TEST_CASE(the_daemons_user_root_and_the_group_may_ask) {
  constexpr gid_t kNone = static_cast<gid_t>(-1);
  BOOST_TEST(mayAsk(1000, 1000, 1000, kNone));
  BOOST_TEST(mayAsk(0, 0, 1000, kNone));
  BOOST_TEST(!mayAsk(4'000'001, 4'000'001, 1000, kNone));
  BOOST_TEST(!mayAsk(4'000'001, 4'000'001, 1000, 50));
  BOOST_TEST(mayAsk(4'000'001, 50, 1000, 50));
}

}  // namespace
}  // namespace copytaster
