// Peers that mean no good, at every socket of a real daemon: each is refused or cut off, each is
// counted, and the wire goes on: a good article sent afterwards comes out.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <deque>
#include <nlohmann/json.hpp>

#include "daemon/desk/control.h"
#include "daemon/wire/keys.h"
#include "tests/end_to_end/daemon_process.h"
#include "tests/end_to_end/raw_peer.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

// What the daemon says it has counted, over its control socket.
std::int64_t counted(const std::string& folder, const std::string& name, const std::string& socket,
                     const std::string& reason = "") {
  const auto status = askDaemon(folder + "/journal/control", {"status", {}});
  BOOST_REQUIRE_MESSAGE(status, (status ? "" : status.error().what));
  const auto json = nlohmann::json::parse(*status);
  for (const auto& counter : json["counters"]) {
    const auto& labels = counter["labels"];
    if (counter["name"] == name && labels.value("socket", "") == socket &&
        labels.value("reason", "") == reason)
      return counter["value"].get<std::int64_t>();
  }
  return 0;
}

bool comesTo(const std::string& folder, std::int64_t wanted, const std::string& name,
             const std::string& socket, const std::string& reason = "") {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs / 3);
  while (counted(folder, name, socket, reason) < wanted) {
    if (std::chrono::steady_clock::now() > until) return false;
  }
  return true;
}

// A daemon without keys, its good upstream and its good subscriber.
struct OpenWire {
  // A good article goes through.
  bool goesOn() {
    const std::string bytes = makeBytes(++number);
    BOOST_REQUIRE(upstream.send(zmq::buffer(bytes), zmq::send_flags::none).has_value());
    const auto out = subscriber.nextArticle();
    return out.article().id() == "article-" + std::to_string(number);
  }

  Folder folder;
  DaemonProcess daemon{folder.path(), {}};
  zmq::context_t context;
  zmq::socket_t upstream =
      connectTo(context, zmq::socket_type::push, daemon.address("feed wire (pull)"));
  Subscriber subscriber{context, daemon.address("publish")};
  int number = 0;
};

struct Side {
  const char *role, *door, *peer;  // of the printed endpoint, in the counters, who speaks to it
};
const Side kSides[] = {{"feed wire (pull)", "feed wire", "PUSH"},
                       {"publish", "publish", "SUB"},
                       {"replay", "replay", "DEALER"}};
std::ostream& operator<<(std::ostream& out, const Side& side) {
  return out << side.door;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_DATA_TEST_CASE(a_greeting_that_is_none_is_refused_and_counted,
                     boost::unit_test::data::make(kSides), side) {
  OpenWire wire;
  const std::string greetings[] = {greeting("PLAIN"), greeting("CURVE"), greeting("\x01\x02\x03"),
                                   greeting() + command("\x05HELLO")};
  std::int64_t refused = 0;
  for (const std::string& text : greetings) {
    RawPeer peer(wire.daemon.address(side.role));
    peer.say(text);
    BOOST_TEST(peer.isCutOff(kPatienceMs));
    BOOST_TEST(
        comesTo(wire.folder.path(), ++refused, "refused_connections", side.door, "handshake"));
    BOOST_TEST(wire.goesOn());
  }
}

BOOST_DATA_TEST_CASE(who_hangs_up_in_the_middle_of_a_greeting_is_counted,
                     boost::unit_test::data::make(kSides), side) {
  OpenWire wire;
  std::int64_t refused = 0;
  for (const std::size_t size : {0U, 1U, 10U, 63U, 64U, 70U}) {
    RawPeer(wire.daemon.address(side.role)).say((greeting() + ready(side.peer)).substr(0, size));
    BOOST_TEST(
        comesTo(wire.folder.path(), ++refused, "refused_connections", side.door, "handshake"));
  }
  BOOST_TEST(wire.goesOn());
}

BOOST_DATA_TEST_CASE(a_frame_of_2_gigabytes_or_from_a_socket_that_does_not_fit_is_cut_off,
                     boost::unit_test::data::make(kSides), side) {
  OpenWire wire;
  const std::size_t before = wire.daemon.residentBytes();
  const std::string heads[] = {
      greeting() + longFrame(4, std::uint64_t{1} << 31),  // in the place of READY
      greeting() + ready("PAIR"),                         // nothing that fits
      greeting() + ready(side.peer) + longFrame(0, std::uint64_t{1} << 31),
      greeting() + ready(side.peer) + longFrame(0, UINT64_MAX),
      greeting() + ready(side.peer) + longFrame(1, std::uint64_t{1} << 31)};
  std::int64_t ended = 0;
  for (const std::string& text : heads) {
    RawPeer peer(wire.daemon.address(side.role));
    peer.say(text);
    BOOST_TEST(peer.isCutOff(kPatienceMs));
    BOOST_TEST(comesTo(wire.folder.path(), ++ended, "ended_connections", side.door));
    BOOST_TEST(wire.goesOn());
  }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  BOOST_TEST(wire.daemon.residentBytes() < before + 20'000'000);
#else
  BOOST_TEST(before > 0);
#endif
}

BOOST_DATA_TEST_CASE(frames_that_make_no_sense_cost_nobody_else,
                     boost::unit_test::data::make(kSides), side) {
  OpenWire wire;
  const std::string hello = greeting() + ready(side.peer);
  const std::string tails[] = {
      ready("PAIR"),                                                // who it is, again
      command("\x04PING"),                                          // without its body
      command("\xffLONG"),                                          // a name longer than the frame
      std::string("\x04\x00", 2),                                   // a command without a name
      std::string("\xf8\x01x", 3),                                  // flags that are not there
      std::string("\x00\x00", 2),                                   // an empty frame
      std::string("\x00\x05\xff\xfe\xfd\xfc\xfb", 7),               // a frame of rubbish
      std::string("\x01\x01\x00\x01\x01\x00\x00\x02\x12\x7f", 10),  // frames of rubbish
      std::string("\x01\x01x", 3)};                                 // a message without an end
  for (const std::string& tail : tails) {
    RawPeer peer(wire.daemon.address(side.role));
    peer.say(hello + tail);
    BOOST_TEST(wire.goesOn());
  }
  BOOST_TEST(
      comesTo(wire.folder.path(), std::int64_t{std::size(tails)}, "ended_connections", side.door));
  BOOST_TEST(counted(wire.folder.path(), "open_connections", side.door) >= 0);
}

BOOST_AUTO_TEST_CASE(slow_ones_at_every_socket_are_cut_off_and_hold_up_nobody) {
  OpenWire wire;
  std::deque<RawPeer> slow;
  for (const Side& side : kSides) {
    for (int i = 0; i < 30; ++i) slow.emplace_back(wire.daemon.address(side.role));
  }
  const std::string text = greeting() + ready("SUB");
  // A byte at a time, round all of them, while the wire goes on.
  for (std::size_t at = 0; at < 20; ++at) {
    for (RawPeer& peer : slow) peer.say(text.substr(at, 1));
    BOOST_TEST(wire.goesOn());
  }
  for (RawPeer& peer : slow) BOOST_TEST(peer.isCutOff(kPatienceMs));
  for (const Side& side : kSides)
    BOOST_TEST(comesTo(wire.folder.path(), 30, "refused_connections", side.door, "handshake"));
  BOOST_TEST(wire.goesOn());
}

BOOST_AUTO_TEST_CASE(a_control_socket_that_is_talked_nonsense_to_answers_the_next) {
  OpenWire wire;
  const std::string path = wire.folder.path() + "/journal/control";
  for (const std::string& line : {std::string(200'000, 'x'), std::string("{\"command\":\n"),
                                  std::string("\xff\xff\n"), std::string("half")}) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    BOOST_REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    ::send(fd, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::close(fd);
  }
  BOOST_TEST(comesTo(wire.folder.path(), 3, "refused_connections", "control", "line"));
  BOOST_TEST(wire.goesOn());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// A daemon whose every socket asks for a key, and a list with one key a role.
struct ClosedWire {
  ClosedWire() {
    ::umask(077);
    std::ofstream(folder.path() + "/secret") << server.secret << '\n';
    std::ofstream(folder.path() + "/allowed") << agency.public_key << " agency publish\n"
                                              << desk.public_key << " desk subscribe replay\n";
    const std::string curve = "curve = { secret_file = \"secret\", clients_file = \"allowed\" }\n";
    DaemonSettings settings;
    settings.feed_more = settings.publish_more = curve;
    daemon.emplace(folder.path(), settings);
    upstream = come(zmq::socket_type::push, "feed wire (pull)", agency);
    subscriber = come(zmq::socket_type::sub, "publish", desk);
    BOOST_REQUIRE_EQUAL(framesOf(subscriber).at(0), "~beat");
  }
  // Keys without a secret: none are used.
  zmq::socket_t come(zmq::socket_type type, const std::string& role, const KeyPair& keys,
                     const std::string& server_key) {
    zmq::socket_t socket(context, type);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, kPatienceMs);
    socket.set(zmq::sockopt::sndtimeo, kPatienceMs);
    if (!keys.secret.empty()) {
      socket.set(zmq::sockopt::curve_serverkey, server_key);
      socket.set(zmq::sockopt::curve_publickey, keys.public_key);
      socket.set(zmq::sockopt::curve_secretkey, keys.secret);
    }
    if (type == zmq::socket_type::sub) socket.set(zmq::sockopt::subscribe, "");
    socket.connect(daemon->address(role));
    return socket;
  }
  zmq::socket_t come(zmq::socket_type type, const std::string& role, const KeyPair& keys) {
    return come(type, role, keys, server.public_key);
  }
  bool goesOn() {
    const std::string bytes = makeBytes(++number);
    BOOST_REQUIRE(upstream.send(zmq::buffer(bytes), zmq::send_flags::none).has_value());
    auto frames = framesOf(subscriber);
    while (!frames.empty() && frames[0].starts_with('~')) frames = framesOf(subscriber);
    v1::EnrichedArticle out;
    return frames.size() == 2 && out.ParseFromString(frames[1]) &&
           out.article().id() == "article-" + std::to_string(number);
  }

  Folder folder;
  KeyPair server = makeKeys(), agency = makeKeys(), desk = makeKeys();
  zmq::context_t context;
  std::optional<DaemonProcess> daemon;
  zmq::socket_t upstream, subscriber;
  int number = 0;
};

zmq::socket_type typeOf(const Side& side) {
  return std::string(side.peer) == "PUSH"  ? zmq::socket_type::push
         : std::string(side.peer) == "SUB" ? zmq::socket_type::sub
                                           : zmq::socket_type::dealer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_with_keys)

BOOST_DATA_TEST_CASE(only_the_key_with_the_role_comes_in_and_the_others_are_counted,
                     boost::unit_test::data::make(kSides), side) {
  ClosedWire wire;
  const std::string folder = wire.folder.path();
  const bool is_feed = std::string(side.door) == "feed wire";
  const auto stranger = wire.come(typeOf(side), side.role, makeKeys());
  BOOST_TEST(comesTo(folder, 1, "refused_connections", side.door, "unknown_key"));
  const auto wrong_role = wire.come(typeOf(side), side.role, is_feed ? wire.desk : wire.agency);
  BOOST_TEST(comesTo(folder, 1, "refused_connections", side.door, "wrong_role"));
  BOOST_TEST(counted(folder, "refused_connections", side.door, "handshake") == 0);
  {
    const auto bare = wire.come(typeOf(side), side.role, KeyPair{});
    BOOST_TEST(comesTo(folder, 1, "refused_connections", side.door, "handshake"));
  }
  const auto before = counted(folder, "refused_connections", side.door, "handshake");
  const auto misled =
      wire.come(typeOf(side), side.role, is_feed ? wire.agency : wire.desk, makeKeys().public_key);
  BOOST_TEST(comesTo(folder, before + 1, "refused_connections", side.door, "handshake"));
  BOOST_TEST(wire.goesOn());
}

BOOST_AUTO_TEST_CASE(nothing_of_who_is_refused_gets_in_or_out) {
  ClosedWire wire;
  auto intruder = wire.come(zmq::socket_type::push, "feed wire (pull)", wire.desk);
  intruder.send(zmq::buffer(makeBytes(999)), zmq::send_flags::dontwait);
  auto eavesdropper = wire.come(zmq::socket_type::sub, "publish", wire.agency);
  eavesdropper.set(zmq::sockopt::rcvtimeo, 0);
  BOOST_TEST(comesTo(wire.folder.path(), 1, "refused_connections", "feed wire", "wrong_role"));
  BOOST_TEST(comesTo(wire.folder.path(), 1, "refused_connections", "publish", "wrong_role"));
  for (int i = 0; i < 20; ++i) BOOST_TEST(wire.goesOn());
  BOOST_TEST(framesOf(eavesdropper).empty());
}

BOOST_AUTO_TEST_CASE(old_zmtp_without_keys_does_not_get_round_the_keys) {
  ClosedWire wire;
  RawPeer peer(wire.daemon->address("feed wire (pull)"));
  // ZMTP 1.0: an empty identity, then a message.
  peer.say(std::string("\x01\x00\x06\x00hello", 9));
  BOOST_TEST(peer.isCutOff(kPatienceMs));
  BOOST_TEST(wire.goesOn());
}

BOOST_AUTO_TEST_CASE(a_key_put_on_the_list_comes_in_after_a_hang_up_signal) {
  ClosedWire wire;
  const KeyPair late = makeKeys();
  std::ofstream(wire.folder.path() + "/allowed", std::ios::app) << late.public_key << " late\n";
  wire.daemon->signal(SIGHUP);
  auto reload = askDaemon(wire.folder.path() + "/journal/control", {"reload", {}});
  BOOST_REQUIRE_MESSAGE(reload, (reload ? "" : reload.error().what));
  BOOST_TEST(*reload == "{\"keys\":9}");  // three on the list of each socket
  auto subscriber = wire.come(zmq::socket_type::sub, "publish", late);
  BOOST_TEST(framesOf(subscriber).at(0) == "~beat");
  std::ofstream(wire.folder.path() + "/allowed", std::ios::app) << "nonsense\n";
  reload = askDaemon(wire.folder.path() + "/journal/control", {"reload", {}});
  BOOST_REQUIRE(!reload);
  BOOST_TEST(reload.error().what.find("allowed:4:") != std::string::npos);
  BOOST_TEST(wire.goesOn());
}

BOOST_AUTO_TEST_SUITE_END()
