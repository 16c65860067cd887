// Who comes in through a socket with CURVE, over real sockets on a loopback port.
#include "daemon/wire/gatekeeper.h"

#include <spdlog/sinks/null_sink.h>

#include <unistd.h>

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
  Counter& refused = counters.total("refused_clients", {{"socket", "feed wire"}}, "connections",
                                    "Connections that the allow-list refused.");
  std::string list = (std::filesystem::temp_directory_path() / "copytaster-list-XXXXXX").string();
  KeyPair server = makeKeys();
  KeyPair known = makeKeys();
  WireContext context;
  std::unique_ptr<Gatekeeper> gatekeeper;
  std::unique_ptr<Socket> door;
  std::string address;

  Guarded() {
    close(mkstemp(list.data()));
    std::ofstream(list) << known.public_key << " sports-desk\n";
    auto opened = Gatekeeper::open(context, {{"feed wire", list}}, counters, log);
    BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().what));
    gatekeeper = std::move(*opened);
    SocketOptions options;
    options.curve = {server.secret, server.public_key, "", "feed wire"};
    door = std::make_unique<Socket>(context, zmq::socket_type::pull, options);
    address = *door->bind("tcp://127.0.0.1:*");
  }
  ~Guarded() {
    door.reset();
    std::filesystem::remove(list);
  }

  Socket comer(const CurveKeys& keys) {
    SocketOptions options;
    options.curve = keys;
    Socket socket(context, zmq::socket_type::push, options);
    BOOST_REQUIRE(socket.connect(address));
    socket.zmq().send(zmq::str_buffer("hello"), zmq::send_flags::dontwait);
    return socket;
  }

  [[nodiscard]] bool hears(std::chrono::milliseconds patience) const {
    zmq::pollitem_t wait{door->zmq().handle(), 0, ZMQ_POLLIN, 0};
    zmq::poll(&wait, 1, patience);
    zmq::message_t message;
    return wait.revents != 0 && door->zmq().recv(message, zmq::recv_flags::dontwait).has_value();
  }

  // Whether somebody was refused, hearing nothing meanwhile.
  [[nodiscard]] bool refuses() const {
    const Micros end = steadyMicros() + 10'000'000;
    while (refused.value() == 0 && steadyMicros() < end) {
      if (hears(std::chrono::milliseconds(20))) return false;
    }
    return refused.value() > 0;
  }
};

BOOST_AUTO_TEST_CASE(a_key_on_the_list_comes_in) {
  Guarded guarded;
  const auto comer = guarded.comer(
      {guarded.known.secret, guarded.known.public_key, guarded.server.public_key, ""});
  BOOST_TEST(guarded.hears(kPatience));
  BOOST_TEST(guarded.refused.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_on_the_list_is_refused_and_counted) {
  Guarded guarded;
  const KeyPair stranger = makeKeys();
  const auto comer =
      guarded.comer({stranger.secret, stranger.public_key, guarded.server.public_key, ""});
  BOOST_TEST(guarded.refuses());
}

BOOST_AUTO_TEST_CASE(a_key_added_to_the_list_comes_in_without_a_restart) {
  Guarded guarded;
  const KeyPair late = makeKeys();
  std::ofstream(guarded.list, std::ios::app) << late.public_key << " late-desk\n";
  const auto comer = guarded.comer({late.secret, late.public_key, guarded.server.public_key, ""});
  BOOST_TEST(guarded.hears(kPatience));
}

BOOST_AUTO_TEST_CASE(a_list_that_does_not_read_back_leaves_the_last_good_one) {
  Guarded guarded;
  std::ofstream(guarded.list) << "nonsense\n";
  const auto comer = guarded.comer(
      {guarded.known.secret, guarded.known.public_key, guarded.server.public_key, ""});
  BOOST_TEST(guarded.hears(kPatience));
}

BOOST_AUTO_TEST_CASE(who_comes_without_a_key_is_not_heard_while_others_are) {
  Guarded guarded;
  const auto bare = guarded.comer({});
  const KeyPair wrong = makeKeys();  // takes another for the server
  const auto misled =
      guarded.comer({guarded.known.secret, guarded.known.public_key, wrong.public_key, ""});
  const auto comer = guarded.comer(
      {guarded.known.secret, guarded.known.public_key, guarded.server.public_key, ""});
  BOOST_TEST(guarded.hears(kPatience));
  BOOST_TEST(!guarded.hears(std::chrono::milliseconds(200)));
}

BOOST_AUTO_TEST_CASE(a_list_that_is_wrong_at_the_start_is_an_error) {
  Guarded guarded;
  WireContext context;
  BOOST_TEST(
      !Gatekeeper::open(context, {{"publish", "/nonexistent"}}, guarded.counters, guarded.log));
}

}  // namespace
}  // namespace copytaster
