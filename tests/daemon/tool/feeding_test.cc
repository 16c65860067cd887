#include "daemon/tool/feeding.h"

#include <boost/test/unit_test.hpp>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include <thread>

#include "copytaster/v1/wire.pb.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(feedings)

using namespace std::chrono_literals;

FeedingOptions bound(FeedingKind kind) {
  FeedingOptions options;
  options.endpoint = "tcp://127.0.0.1:*";
  options.kind = kind;
  options.bind = true;
  return options;
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_somebody_subscribes_so_nothing_is_lost) {
  auto feeding = Feeding::open(bound(FeedingKind::kPublish));
  BOOST_REQUIRE(feeding.has_value());
  zmq::context_t context;
  zmq::socket_t subscriber(context, zmq::socket_type::sub);
  subscriber.set(zmq::sockopt::subscribe, "");
  subscriber.connect((*feeding)->address());
  BOOST_REQUIRE((*feeding)->awaitPeer().has_value());
  for (int i = 0; i < 3'000; ++i) {  // more than the queue holds
    BOOST_REQUIRE((*feeding)->send(std::to_string(i)).has_value());
    zmq::message_t got;
    BOOST_REQUIRE(subscriber.recv(got).has_value());
    BOOST_REQUIRE(got.to_string() == std::to_string(i));
  }
  BOOST_TEST((*feeding)->counts().sent == 3'000);
}

BOOST_AUTO_TEST_CASE(without_a_subscriber_patience_ends) {
  auto options = bound(FeedingKind::kPublish);
  options.patience = 20ms;
  auto feeding = Feeding::open(options);
  const auto peer = (*feeding)->awaitPeer();
  BOOST_REQUIRE(!peer.has_value());
  BOOST_CHECK(peer.error().code == ErrorCode::kNotFound);
}

BOOST_AUTO_TEST_CASE(a_topic_goes_before_the_article) {
  auto options = bound(FeedingKind::kPush);
  options.topic = "sports";
  auto feeding = Feeding::open(options);
  zmq::context_t context;
  zmq::socket_t puller(context, zmq::socket_type::pull);
  puller.connect((*feeding)->address());
  BOOST_REQUIRE((*feeding)->awaitPeer().has_value());
  BOOST_REQUIRE((*feeding)->send("x").has_value());
  std::vector<zmq::message_t> frames;
  BOOST_REQUIRE(zmq::recv_multipart(puller, std::back_inserter(frames)).has_value());
  BOOST_REQUIRE(frames.size() == 2);
  BOOST_TEST(frames[0].to_string() == "sports");
}

// Answers each article with a receipt: accepted, then repeated, then rejected, in turn.
void answer(zmq::socket_t& desk, int count) {
  for (int i = 0; i < count; ++i) {
    std::vector<zmq::message_t> frames;
    if (!zmq::recv_multipart(desk, std::back_inserter(frames))) return;
    v1::Receipt receipt;
    receipt.set_status(static_cast<v1::Receipt::Status>(1 + i % 3));
    receipt.set_reason("because");
    frames.back() = zmq::message_t(receipt.SerializeAsString());
    zmq::send_multipart(desk, frames);
  }
}

BOOST_AUTO_TEST_CASE(a_post_counts_a_receipt_for_every_article) {
  zmq::context_t context;
  zmq::socket_t desk(context, zmq::socket_type::router);
  desk.set(zmq::sockopt::rcvtimeo, 10'000);
  desk.bind("tcp://127.0.0.1:*");
  FeedingOptions options;
  options.endpoint = desk.get(zmq::sockopt::last_endpoint);
  options.kind = FeedingKind::kPost;
  auto feeding = Feeding::open(options);
  std::jthread answering([&desk] { answer(desk, 900); });
  BOOST_REQUIRE((*feeding)->awaitPeer().has_value());
  for (int i = 0; i < 900; ++i) BOOST_REQUIRE((*feeding)->send("x").has_value());
  BOOST_REQUIRE((*feeding)->finish().has_value());
  const FeedingCounts counts = (*feeding)->counts();
  BOOST_TEST(counts.accepted == 300);
  BOOST_TEST(counts.repeated == 300);
  BOOST_TEST(counts.rejected == 300);
  BOOST_TEST((*feeding)->reason() == "because");
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_is_none_is_refused) {
  FeedingOptions options;
  options.endpoint = "nowhere";
  BOOST_TEST(!Feeding::open(options).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
