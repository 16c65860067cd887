// received = published + rejected + repeated + in flight: for each feed of a busy daemon, at every
// scrape of its metrics.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "tests/end_to_end/daemon_process.h"
#include "tests/end_to_end/raw_peer.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

// The counters of each feed, of one scrape.
struct Scrape {
  explicit Scrape(const std::string& address) {
    RawPeer peer(address);
    peer.say("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::istringstream lines(peer.hear());
    for (std::string line; std::getline(lines, line);) {
      const auto label = line.find("{feed=\"");
      if (!line.starts_with("copytaster_") || label == std::string::npos) continue;
      const std::string feed = line.substr(label + 7, line.find('"', label + 7) - label - 7);
      values[feed][line.substr(11, label - 11)] = std::stol(line.substr(line.find("} ") + 2));
    }
  }
  [[nodiscard]] std::int64_t of(const std::string& feed, const std::string& name) const {
    return values.at(feed).at(name);
  }
  [[nodiscard]] bool holds(const std::string& feed) const {
    return of(feed, "received_frames_total") ==
               of(feed, "published_articles_total") + of(feed, "rejected_frames_total") +
                   of(feed, "repeated_articles_total") + of(feed, "in_flight_articles") &&
           of(feed, "unaccounted_frames") == 0;
  }
  std::map<std::string, std::map<std::string, std::int64_t>> values;
};

struct Scraped {
  int scrapes = 0, broken = 0, busy = 0;  // busy: with something in flight
};

// Until `done`: every scrape of both feeds. No macros of the test framework: not its thread.
Scraped scrapeUntil(const std::atomic<bool>& done, const std::string& address) {
  Scraped seen;
  while (!done) {
    const Scrape scrape(address);
    ++seen.scrapes;
    seen.broken += scrape.holds("wire") && scrape.holds("bulk") ? 0 : 1;
    seen.busy +=
        scrape.of("wire", "in_flight_articles") + scrape.of("bulk", "in_flight_articles") > 0;
  }
  return seen;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_feed_adds_up_at_every_scrape_while_good_bad_and_repeated_ones_come) {
  constexpr int kCount = 3'000;
  Folder folder;
  DaemonSettings settings;
  settings.kind = "post";
  settings.http = true;
  settings.more = "[[feed]]\nname = \"bulk\"\nkind = \"pull\"\nbind = \"tcp://127.0.0.1:*\"\n";
  DaemonProcess daemon(folder.path(), settings);
  const std::string metrics = daemon.address("health, metrics, status");
  zmq::context_t context;
  auto post = connectTo(context, zmq::socket_type::dealer, daemon.address("feed wire (post)"));
  auto bulk = connectTo(context, zmq::socket_type::push, daemon.address("feed bulk (pull)"));

  std::atomic<bool> done{false};
  Scraped seen;
  std::thread scraper([&] { seen = scrapeUntil(done, metrics); });
  std::map<int, int> receipts;
  for (int i = 0; i < kCount; ++i) {
    const std::string bytes = i % 7 == 3   ? "not an article"
                              : i % 5 == 4 ? makeBytes(i - 1)
                                           : makeBytes(i);
    post.send(zmq::message_t(), zmq::send_flags::sndmore);
    post.send(zmq::buffer(bytes), zmq::send_flags::none);
    bulk.send(zmq::buffer(i % 3 == 0 ? std::string(200, 'x') : makeBytes(kCount + i)),
              zmq::send_flags::none);
  }
  for (int i = 0; i < kCount; ++i) {
    const auto frames = framesOf(post);
    v1::Receipt receipt;
    if (frames.size() != 2 || !receipt.ParseFromString(frames[1])) break;
    ++receipts[receipt.status()];
  }
  for (int i = 0; i < 10'000; ++i) {  // those of the pull feed end unseen
    const Scrape scrape(metrics);
    if (scrape.of("bulk", "received_frames_total") == kCount &&
        scrape.of("bulk", "in_flight_articles") == 0)
      break;
  }
  done = true;
  scraper.join();

  const Scrape last(metrics);
  BOOST_TEST(last.holds("wire"));
  BOOST_TEST(last.holds("bulk"));
  BOOST_TEST(last.of("wire", "received_frames_total") == kCount);
  BOOST_TEST(last.of("wire", "published_articles_total") == receipts[v1::Receipt::ACCEPTED]);
  BOOST_TEST(last.of("wire", "rejected_frames_total") == receipts[v1::Receipt::REJECTED]);
  BOOST_TEST(last.of("wire", "repeated_articles_total") == receipts[v1::Receipt::REPEATED]);
  BOOST_TEST(receipts[v1::Receipt::REPEATED] > 0);
  BOOST_TEST(receipts[v1::Receipt::REJECTED] > 0);
  BOOST_TEST(last.of("bulk", "rejected_frames_total") == kCount / 3);
  BOOST_TEST(last.of("bulk", "in_flight_articles") == 0);
  BOOST_TEST_MESSAGE(seen.scrapes << " scrapes, " << seen.busy << " of them while something was in "
                                  << "flight");
  BOOST_TEST(seen.scrapes > 0);
  BOOST_TEST(seen.broken == 0);
  RawPeer ready(metrics);
  ready.say("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  BOOST_TEST(ready.hear().find("\r\n\r\nok") != std::string::npos);
}
