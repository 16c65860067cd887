// The publisher over real sockets: order, backlog, beats, and ZeroMQ's two traps of an XPUB (one
// stalled subscriber, subscribers that come and go).
#include "daemon/wire/publisher.h"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "copytaster/v1/enriched.pb.h"
#include "tests/daemon/wire/bench.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

std::unique_ptr<Publisher> publisher(Bench& b, std::uint64_t queue = 10'000,
                                     const std::string& bind = "tcp://127.0.0.1:*") {
  PublishOptions options;
  options.bind = bind;
  options.queue_frames_max = queue;
  return Publisher::open(options, b.publisherParts()).value();
}

// An article straight onto the belt, committed.
void putOne(Bench& b, const std::string& id, Refusal refusal = Refusal::kNone) {
  static const std::string feed = "wire";
  Copy* copy = b.belt.claim(100);
  BOOST_REQUIRE(copy != nullptr);
  copy->frame = articleBytes(id);
  copy->feed = feed;
  copy->refusal = refusal;
  b.belt.submit(*copy);
  b.settleOne();
}

void recycleAll(Bench& b) {
  while (Copy* copy = b.belt.nextDone()) b.belt.done(*copy);
}

std::string idOf(const std::vector<std::string>& frames) {
  BOOST_REQUIRE_EQUAL(frames.size(), 2);
  v1::EnrichedArticle enriched;
  BOOST_REQUIRE(enriched.ParseFromString(frames[1]));
  return enriched.article().id();
}

v1::Beat beatOf(const std::vector<std::string>& frames) {
  BOOST_REQUIRE_EQUAL(frames.size(), 2);
  if (frames[0] != "~beat") return {};
  v1::Beat beat;
  BOOST_REQUIRE(beat.ParseFromString(frames[1]));
  return beat;
}

std::vector<std::string> nextArticle(zmq::socket_t& socket) {
  for (;;) {
    auto frames = receiveAll(socket);
    if (frames.empty() || frames[0] != "~beat") return frames;
  }
}

std::size_t residentBytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(publisher_)

BOOST_AUTO_TEST_CASE(committed_articles_go_out_in_order_and_dead_letters_do_not) {
  Bench b;
  auto p = publisher(b);
  auto subscriber = peer(b, zmq::socket_type::sub, p->endpoint().address);
  p->start();
  beatOf(receiveAll(subscriber));  // subscribed
  putOne(b, "a");
  putOne(b, "refused", Refusal::kNoText);
  putOne(b, "b");
  BOOST_TEST(idOf(nextArticle(subscriber)) == "a");
  BOOST_TEST(idOf(nextArticle(subscriber)) == "b");
  b.belt.close();
  p->join();
  BOOST_TEST(p->publishedTo() == 2);
  BOOST_TEST(b.belt.drained());
}

BOOST_AUTO_TEST_CASE(a_new_subscriber_learns_the_last_sequence_at_once) {
  Bench b;
  auto p = publisher(b);
  p->start();
  putOne(b, "a");
  auto subscriber = peer(b, zmq::socket_type::sub, p->endpoint().address);
  v1::Beat beat;
  while (beat.sequence() < 1) beat = beatOf(receiveAll(subscriber));
  BOOST_TEST(beat.epoch() == b.journal.epoch());
  b.belt.close();
  p->join();
}

BOOST_AUTO_TEST_CASE(what_the_last_run_did_not_publish_goes_out_first) {
  Bench b;
  {
    auto group = b.journal.begin();
    for (std::uint64_t n = 1; n <= 3; ++n) {
      const std::string bytes = articleBytes(std::to_string(n));
      group->putArticle({.sequence = n, .received_at = 1, .feed = "wire", .bytes = bytes});
      group->putNotes({.sequence = n, .topic = "PASS.en.none", .bytes = ""});
    }
    BOOST_REQUIRE((group->setPublishedTo(1) == RecordStatus::kOk));
    BOOST_REQUIRE(group->commit());
  }
  auto p = publisher(b, 10'000, "inproc://out");
  // Within a process a subscription is there at once, so that it comes before the backlog.
  auto subscriber = peer(b, zmq::socket_type::sub, "inproc://out");
  p->start();
  BOOST_TEST(idOf(nextArticle(subscriber)) == "2");
  BOOST_TEST(idOf(nextArticle(subscriber)) == "3");
  b.belt.close();
  p->join();
  BOOST_TEST(p->publishedTo() == 3);
  BOOST_TEST(b.count("sent_messages") == 2);
}

BOOST_AUTO_TEST_CASE(a_stalled_subscriber_costs_nobody_else) {
  Bench b;
  auto p = publisher(b, 100);
  auto stalled = peer(b, zmq::socket_type::sub, p->endpoint().address);
  stalled.set(zmq::sockopt::rcvhwm, 1);
  auto quick = peer(b, zmq::socket_type::sub, p->endpoint().address);
  p->start();
  beatOf(receiveAll(quick));
  beatOf(receiveAll(stalled));
  for (int i = 0; i < 3'000; ++i) {
    putOne(b, std::to_string(i));
    BOOST_REQUIRE_EQUAL(idOf(nextArticle(quick)), std::to_string(i));
    recycleAll(b);
  }
  b.belt.close();
  p->join();
}

BOOST_AUTO_TEST_CASE(subscribers_that_come_and_go_cost_no_memory) {
  Bench b;
  auto p = publisher(b);
  p->start();
  const auto comeAndGo = [&](int count) {
    for (int i = 0; i < count; ++i) {
      auto subscriber = peer(b, zmq::socket_type::sub, p->endpoint().address);
      receiveAll(subscriber);  // one beat: it was there
    }
  };
  comeAndGo(100);  // buffers and allocator warm
  const std::size_t before = residentBytes();
  comeAndGo(200);
  const std::size_t after = residentBytes();
  // An XPUB that is not read would hold 200 * 11 kB = 2.2 MB.
  // A sanitizer's shadow of every page counts as resident, and what AddressSanitizer keeps freed.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
  BOOST_TEST(after < before + (std::size_t{1} << 20));
#else
  BOOST_TEST(after < before + (std::size_t{64} << 20));
#endif
  b.belt.close();
  p->join();
}

BOOST_AUTO_TEST_SUITE_END()
