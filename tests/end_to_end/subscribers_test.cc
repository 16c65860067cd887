// Subscribers that cost nobody else: one that reads nothing, and many that connect and vanish.
// COPYTASTER_SUBSCRIBERS says how many (scripts/torture subscribers: 3,000).
#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <deque>

#include "tests/end_to_end/daemon_process.h"
#include "tests/end_to_end/raw_peer.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

int subscribersWanted() {
  const char* wanted = std::getenv("COPYTASTER_SUBSCRIBERS");
  return wanted == nullptr ? 300 : std::atoi(wanted);
}

// Subscribed to everything, by hand: so that it may stop reading, or vanish without a word.
std::string subscription() {
  return greeting() + ready("SUB") + std::string("\x00\x01\x01", 3);
}

constexpr int kWindow = 500;  // sent before the subscriber must have them

// Sends articles through; how long until the subscriber has them all, in order.
std::chrono::duration<double> takes(DaemonProcess& daemon, Subscriber& subscriber, int windows) {
  zmq::context_t context;
  auto upstream = connectTo(context, zmq::socket_type::push, daemon.address("feed wire (pull)"));
  const auto began = std::chrono::steady_clock::now();
  std::uint64_t last = 0;
  for (int window = 0; window < windows; ++window) {
    for (int i = 1; i <= kWindow; ++i)
      upstream.send(zmq::buffer(makeBytes(i)), zmq::send_flags::none);
    for (int i = 1; i <= kWindow; ++i) {
      const std::uint64_t sequence = subscriber.nextArticle().sequence();
      BOOST_REQUIRE((last == 0 || sequence == last + 1));
      last = sequence;
    }
  }
  return std::chrono::steady_clock::now() - began;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(subscribers)

BOOST_AUTO_TEST_CASE(one_that_reads_nothing_costs_the_others_no_article) {
  constexpr int kWindows = 20;
  Folder folder;
  DaemonSettings settings;
  settings.publish_queue = 4 * kWindow;  // its queue is full after a few windows
  DaemonProcess daemon(folder.path(), settings);
  zmq::context_t context;
  Subscriber quick(context, daemon.address("publish"));
  const auto alone = takes(daemon, quick, kWindows);
  RawPeer stalled(daemon.address("publish"));
  stalled.say(subscription());
  const auto beside = takes(daemon, quick, kWindows);
  BOOST_TEST_MESSAGE(kWindows * kWindow << " articles in " << alone.count() << " s alone, in "
                                        << beside.count() << " s beside a stalled one");
}

BOOST_AUTO_TEST_CASE(many_that_connect_and_vanish_cost_no_memory) {
  const int wanted = subscribersWanted();
  Folder folder;
  DaemonProcess daemon(folder.path(), {});
  zmq::context_t context;
  const auto comeAndGo = [&](int count) {
    for (int i = 0; i < count; ++i) {
      if (i % 2 == 0) {
        Subscriber polite(context, daemon.address("publish"));  // has heard a beat
      } else {
        RawPeer rude(daemon.address("publish"));
        rude.say(subscription());
      }
    }
    // All are seen when one that came last is.
    Subscriber last(context, daemon.address("publish"));
  };
  comeAndGo(100);  // buffers and allocator warm
  const std::size_t before = daemon.residentBytes();
  comeAndGo(wanted);
  const std::size_t after = daemon.residentBytes();
  BOOST_TEST_MESSAGE(wanted << " subscribers: resident " << before / 1'000 << " kB before, "
                            << after / 1'000 << " kB after");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  BOOST_TEST(after < before + 2'000'000);
  BOOST_TEST(before < after + 2'000'000);
#endif
}

BOOST_AUTO_TEST_CASE(more_may_be_there_at_a_time_than_a_shell_allows) {
  rlimit usual{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &usual) == 0);
  const rlimit small{128, usual.rlim_max};
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &small) == 0);
  Folder folder;
  DaemonProcess daemon(folder.path(), {});
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &usual) == 0);
  std::deque<RawPeer> peers;
  for (int i = 0; i < 300; ++i) peers.emplace_back(daemon.address("publish")).say(subscription());
  zmq::context_t context;
  Subscriber last(context, daemon.address("publish"));  // hears a beat
}

BOOST_AUTO_TEST_SUITE_END()
