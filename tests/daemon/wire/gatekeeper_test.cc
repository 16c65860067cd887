// Who comes in through a socket with CURVE, over real sockets on a loopback port.
#include "daemon/wire/gatekeeper.h"

#include <spdlog/sinks/null_sink.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <zmq.hpp>

#include "daemon/base/clock.h"
#include "daemon/wire/keys.h"
#include "daemon/wire/socket.h"

namespace copytaster {
namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

struct Guarded {
  Log log{
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>())};
  Counters counters;
  std::string list = (std::filesystem::temp_directory_path() / "copytaster-list-XXXXXX").string();
  KeyPair server = makeKeys();
  KeyPair known = makeKeys();
  WireContext context;
  std::unique_ptr<Gatekeeper> gatekeeper;
  std::unique_ptr<Socket> door;
  std::string address;

  explicit Guarded(const std::string& roles = "", bool curve = true) {
    close(mkstemp(list.data()));
    write(known.public_key + " sports-desk " + roles);
    auto opened = Gatekeeper::open(context, {{"feed wire", kPublishRole, list}}, counters, log);
    BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().what));
    gatekeeper = std::move(*opened);
    SocketOptions options;
    if (curve) options.curve = {server.secret, server.public_key, ""};
    options.door = "feed wire";
    door = std::make_unique<Socket>(context, zmq::socket_type::pull, options);
    address = *door->bind("tcp://127.0.0.1:*");
  }
  ~Guarded() {
    door.reset();
    std::filesystem::remove(list);
  }
  void write(const std::string& lines) const { std::ofstream(list) << lines << '\n'; }

  Socket comer(const CurveKeys& keys) {
    SocketOptions options;
    options.curve = keys;
    Socket socket(context, zmq::socket_type::push, options);
    BOOST_REQUIRE(socket.connect(address));
    socket.zmq().send(zmq::str_buffer("hello"), zmq::send_flags::dontwait);
    return socket;
  }
  Socket comer(const KeyPair& keys) {
    return comer(CurveKeys{keys.secret, keys.public_key, server.public_key});
  }

  [[nodiscard]] bool hears(std::chrono::milliseconds patience) const {
    zmq::pollitem_t wait{door->zmq().handle(), 0, ZMQ_POLLIN, 0};
    zmq::poll(&wait, 1, patience);
    zmq::message_t message;
    return wait.revents != 0 && door->zmq().recv(message, zmq::recv_flags::dontwait).has_value();
  }

  [[nodiscard]] std::int64_t count(const std::string& name, const std::string& label) const {
    std::int64_t sum = 0;
    counters.each([&](const Counter& c) {
      if (c.name() == name && c.labels().back().second == label) sum += c.value();
    });
    return sum;
  }
  // Whether somebody was refused for that reason and no other, hearing nothing meanwhile.
  [[nodiscard]] bool refuses(const std::string& reason) const {
    const Micros end = steadyMicros() + 10'000'000;
    while (count("refused_connections", reason) == 0 && steadyMicros() < end) {
      if (hears(std::chrono::milliseconds(20))) return false;
    }
    std::int64_t others = 0;
    for (const char* other : {"unknown_key", "wrong_role", "handshake"}) {
      if (other != reason) others += count("refused_connections", other);
    }
    return count("refused_connections", reason) > 0 && others == 0;
  }
};

BOOST_AUTO_TEST_CASE(a_key_on_the_list_comes_in) {
  Guarded guarded;
  const auto comer = guarded.comer(guarded.known);
  BOOST_TEST(guarded.hears(kPatience));
  for (const char* reason : {"unknown_key", "wrong_role", "handshake"})
    BOOST_TEST(guarded.count("refused_connections", reason) == 0);
  BOOST_TEST(guarded.count("open_connections", "feed wire") == 1);
}

BOOST_DATA_TEST_CASE(a_key_comes_in_for_what_its_roles_say,
                     boost::unit_test::data::make({"publish", "subscribe publish", "replay publish",
                                                   "subscribe", "replay", "subscribe replay"}),
                     roles) {
  Guarded guarded(roles);
  const auto comer = guarded.comer(guarded.known);
  if (std::string(roles).find("publish") != std::string::npos) {
    BOOST_TEST(guarded.hears(kPatience));
  } else {
    BOOST_TEST(guarded.refuses("wrong_role"));
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_on_the_list_is_refused_and_counted) {
  Guarded guarded;
  const auto comer = guarded.comer(makeKeys());
  BOOST_TEST(guarded.refuses("unknown_key"));
}

BOOST_AUTO_TEST_CASE(a_key_added_to_the_list_comes_in_without_a_restart) {
  Guarded guarded;
  const KeyPair late = makeKeys();
  guarded.write(late.public_key + " late-desk publish");
  const auto comer = guarded.comer(late);
  BOOST_TEST(guarded.hears(kPatience));
}

BOOST_AUTO_TEST_CASE(a_role_taken_away_is_gone_for_who_comes_next) {
  Guarded guarded;
  guarded.write(guarded.known.public_key + " sports-desk subscribe");
  BOOST_TEST(guarded.gatekeeper->reload().value() == 1);
  const auto comer = guarded.comer(guarded.known);
  BOOST_TEST(guarded.refuses("wrong_role"));
}

BOOST_AUTO_TEST_CASE(a_list_that_does_not_read_back_leaves_the_last_good_one) {
  Guarded guarded;
  guarded.write("nonsense");
  const auto told = guarded.gatekeeper->reload();
  BOOST_REQUIRE(!told);
  BOOST_TEST(told.error().what.find(guarded.list + ":1:") != std::string::npos);
  const auto comer = guarded.comer(guarded.known);
  BOOST_TEST(guarded.hears(kPatience));
}

BOOST_AUTO_TEST_CASE(who_comes_without_a_key_is_refused_and_counted_while_others_are_heard) {
  Guarded guarded;
  const auto bare = guarded.comer(CurveKeys{});
  BOOST_TEST(guarded.refuses("handshake"));
  const auto comer = guarded.comer(guarded.known);
  BOOST_TEST(guarded.hears(kPatience));
  BOOST_TEST(!guarded.hears(std::chrono::milliseconds(200)));
}

BOOST_AUTO_TEST_CASE(who_takes_another_for_the_server_is_refused_and_counted) {
  Guarded guarded;
  const auto misled = guarded.comer(
      CurveKeys{guarded.known.secret, guarded.known.public_key, makeKeys().public_key});
  BOOST_TEST(guarded.refuses("handshake"));
}

BOOST_AUTO_TEST_CASE(a_key_where_none_is_needed_is_counted_too) {
  Guarded guarded("", false);
  const auto comer = guarded.comer(guarded.known);
  BOOST_TEST(guarded.refuses("handshake"));
}

BOOST_AUTO_TEST_CASE(a_list_that_is_wrong_at_the_start_is_an_error) {
  Guarded guarded;
  WireContext context;
  BOOST_TEST(!Gatekeeper::open(context, {{"publish", kSubscribeRole, "/nonexistent"}},
                               guarded.counters, guarded.log));
}

}  // namespace
}  // namespace copytaster
