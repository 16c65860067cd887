// The intake over real sockets, with the test in the place of the walk: what is let in, what
// becomes a dead letter, whom it answers, how it waits and how it ends.
#include "daemon/wire/intake.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/daemon/wire/bench.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

FeedOptions feed(WireKind kind, WireFormat format = WireFormat::kProtobuf) {
  FeedOptions options;
  options.name = "wire";
  options.kind = kind;
  options.bind = "tcp://127.0.0.1:*";
  options.format = format;
  options.frame_bytes_max = 10'000;
  return options;
}

// An intake with one feed, and the upstream's side of it.
struct Wire {
  Wire(Bench& b, FeedOptions options, zmq::socket_type type)
      : Wire(b, b.intakeParts(), std::move(options), type) {}
  Wire(Bench& b, Intake::Parts parts, FeedOptions options, zmq::socket_type type)
      : intake(Intake::open({std::move(options)}, std::move(parts)).value()),
        upstream(peer(b, type, intake->endpoints()[0].address)) {
    intake->start();
  }
  std::unique_ptr<Intake> intake;
  zmq::socket_t upstream;
};

v1::Receipt receiptOf(zmq::socket_t& socket) {
  const auto frames = receiveAll(socket);
  BOOST_REQUIRE_EQUAL(frames.size(), 2);
  BOOST_TEST(frames[0].empty());
  v1::Receipt receipt;
  BOOST_REQUIRE(receipt.ParseFromString(frames[1]));
  return receipt;
}

struct Bad {
  const char* what;
  WireFormat format;
  std::string frame;
  Refusal refusal;
};
std::ostream& operator<<(std::ostream& out, const Bad& bad) {
  return out << bad.what;
}

std::string without(bool id, bool text) {
  v1::Article article;
  article.set_provider("Test Wire");
  if (id) article.set_id("x");
  if (text) article.set_body("y");
  return article.SerializeAsString();
}

std::string manyFields() {
  std::string bytes = without(true, true);
  for (int i = 0; i < 4'500; ++i) bytes += "\x10\x01";  // version: 1
  return bytes;
}

const Bad kBad[] = {
    {"too large", WireFormat::kProtobuf, articleBytes("x", std::string(12'000, 'y')),
     Refusal::kTooLarge},
    {"empty", WireFormat::kProtobuf, "", Refusal::kNoId},
    {"not protobuf", WireFormat::kProtobuf, "Hello, is this the wire?", Refusal::kNotAnArticle},
    {"cut short", WireFormat::kProtobuf, articleBytes("x", std::string(200, 'y')).substr(0, 100),
     Refusal::kNotAnArticle},
    {"no id", WireFormat::kProtobuf, without(false, true), Refusal::kNoId},
    {"no text", WireFormat::kProtobuf, without(true, false), Refusal::kNoText},
    {"too many fields", WireFormat::kProtobuf, manyFields(), Refusal::kTooManyFields},
    {"not JSON", WireFormat::kJson, "{\"id\": \"x\"", Refusal::kNotReadable},
    {"JSON of no article", WireFormat::kJson, "{\"id\": {\"a\": 1}}", Refusal::kNotReadable},
    {"JSON without id", WireFormat::kJson, "{\"body\": \"y\"}", Refusal::kNoId},
    {"ninjs of a list", WireFormat::kNinjs, "[1, 2]", Refusal::kNotReadable},
    {"ninjs without text", WireFormat::kNinjs, "{\"uri\": \"x\"}", Refusal::kNoText},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(intake)

BOOST_AUTO_TEST_CASE(an_article_goes_on_the_belt_byte_for_byte) {
  Bench b;
  Wire w(b, feed(WireKind::kPull), zmq::socket_type::push);
  const std::string sent = articleBytes("a") + "\xfa\x3e\x03new";  // field 1007, unknown here
  sendAll(w.upstream, {sent});
  const Copy& copy = b.settleOne();
  BOOST_TEST(copy.frame == sent);
  BOOST_TEST(copy.sequence == 1);
  BOOST_TEST(copy.feed == "wire");
  BOOST_TEST(copy.received_at == b.clock.now());
  b.publishOne();
}

BOOST_AUTO_TEST_CASE(the_last_frame_is_the_article) {
  Bench b;
  Wire w(b, feed(WireKind::kPull), zmq::socket_type::push);
  sendAll(w.upstream, {"topic", "envelope", articleBytes("a")});
  BOOST_TEST(b.settleOne().frame == articleBytes("a"));
  b.publishOne();
}

BOOST_AUTO_TEST_CASE(a_sub_feed_takes_the_topics_it_asked_for) {
  Bench b;
  auto options = feed(WireKind::kSub);
  options.topics = {"sport."};
  Wire w(b, options, zmq::socket_type::xpub);
  BOOST_REQUIRE_EQUAL(receiveAll(w.upstream).size(), 1);  // its subscription has come
  sendAll(w.upstream, {"politics.uk", articleBytes("a")});
  sendAll(w.upstream, {"sport.golf", articleBytes("b")});
  BOOST_TEST(b.settleOne().frame == articleBytes("b"));
  b.publishOne();
}

BOOST_DATA_TEST_CASE(a_bad_frame_is_a_dead_letter_and_the_wire_goes_on,
                     boost::unit_test::data::make(kBad), bad) {
  Bench b;
  Wire w(b, feed(WireKind::kPull, bad.format), zmq::socket_type::push);
  sendAll(w.upstream, {bad.frame});
  const Copy& letter = b.settleOne();
  BOOST_TEST((letter.refusal == bad.refusal), describe(letter.refusal));
  BOOST_TEST(letter.frame == bad.frame);
  BOOST_TEST(letter.sequence == 0);
  BOOST_TEST(letter.refusal_detail.empty() == (bad.refusal != Refusal::kNotReadable));
  b.publishOne();
  const std::string good = bad.format == WireFormat::kProtobuf ? articleBytes("a")
                           : bad.format == WireFormat::kJson
                               ? R"({"id": "a", "body": "Good."})"
                               : R"({"uri": "a", "body_text": "Good."})";
  sendAll(w.upstream, {good});
  BOOST_TEST(b.settleOne().sequence == 1);
  b.publishOne();
  w.intake->stop();
  w.intake->join();
  BOOST_TEST(b.count("received_frames") == 2);
  BOOST_TEST(b.count("rejected_frames") == 1);
  BOOST_TEST(b.count("published_articles") == 1);
}

BOOST_AUTO_TEST_CASE(a_full_belt_leaves_the_upstream_waiting_and_loses_nothing) {
  Bench b(1'000);  // one article of 600 bytes fits, not two
  auto options = feed(WireKind::kPull);
  options.queue_frames_max = 1;
  Wire w(b, options, zmq::socket_type::push);
  const int count = 50;
  std::thread sender([&] {
    for (int i = 0; i < count; ++i)
      sendAll(w.upstream, {articleBytes(std::to_string(i), std::string(600, 'x'))});
  });
  for (int i = 0; i < count; ++i) {
    const Copy& copy = b.settleOne();
    BOOST_TEST(copy.frame == articleBytes(std::to_string(i), std::string(600, 'x')));
    BOOST_TEST(b.belt.load().articles <= 2);
    b.publishOne();
  }
  sender.join();
}

BOOST_AUTO_TEST_CASE(the_time_of_receipt_never_goes_back) {
  Bench b;
  Wire w(b, feed(WireKind::kPull), zmq::socket_type::push);
  sendAll(w.upstream, {articleBytes("a")});
  const Micros first = b.settleOne().received_at;
  b.publishOne();
  b.clock.set(b.clock.now() - 3'600'000'000);
  sendAll(w.upstream, {articleBytes("b")});
  BOOST_TEST(b.settleOne().received_at == first);
  b.publishOne();
}

BOOST_AUTO_TEST_CASE(a_posted_article_is_acknowledged_after_its_commit) {
  Bench b;
  Wire w(b, feed(WireKind::kPost), zmq::socket_type::dealer);
  sendAll(w.upstream, {"", articleBytes("a")});
  b.settleOne();
  w.upstream.set(zmq::sockopt::rcvtimeo, 0);
  BOOST_TEST(receiveAll(w.upstream).empty());  // on the belt still
  w.upstream.set(zmq::sockopt::rcvtimeo, 20'000);
  b.publishOne();
  const auto receipt = receiptOf(w.upstream);
  BOOST_TEST(receipt.status() == v1::Receipt::ACCEPTED);
  BOOST_TEST(receipt.sequence() == 1);
  BOOST_TEST(receipt.epoch() == b.journal.epoch());
  BOOST_TEST(receipt.id() == "a");
}

BOOST_AUTO_TEST_CASE(an_article_posted_again_is_acknowledged_and_not_published_twice) {
  Bench b;
  Wire w(b, feed(WireKind::kPost), zmq::socket_type::dealer);
  sendAll(w.upstream, {"", articleBytes("a")});
  sendAll(w.upstream, {"", articleBytes("a")});  // while the first is on the belt
  b.settleOne();
  b.publishOne();
  BOOST_TEST(b.settleOne().repeated);
  b.publishOne();
  BOOST_TEST(receiptOf(w.upstream).status() == v1::Receipt::ACCEPTED);
  BOOST_TEST(receiptOf(w.upstream).status() == v1::Receipt::REPEATED);
  sendAll(w.upstream, {"", articleBytes("a")});  // when only the journal knows it
  BOOST_TEST(b.settleOne().repeated);
  b.publishOne();
  const auto receipt = receiptOf(w.upstream);
  BOOST_TEST(receipt.status() == v1::Receipt::REPEATED);
  BOOST_TEST(receipt.sequence() == 1);
  sendAll(w.upstream, {"", articleBytes("b")});
  BOOST_TEST(b.settleOne().sequence == 2);
  b.publishOne();
  BOOST_TEST(receiptOf(w.upstream).status() == v1::Receipt::ACCEPTED);
}

BOOST_AUTO_TEST_CASE(a_posted_frame_that_is_no_article_is_answered_with_the_reason) {
  Bench b;
  Wire w(b, feed(WireKind::kPost), zmq::socket_type::req);
  w.upstream.send(zmq::buffer(without(true, false)));
  b.settleOne();
  b.publishOne();
  zmq::message_t answer;
  BOOST_REQUIRE(w.upstream.recv(answer));
  v1::Receipt receipt;
  BOOST_REQUIRE(receipt.ParseFromArray(answer.data(), static_cast<int>(answer.size())));
  BOOST_TEST(receipt.status() == v1::Receipt::REJECTED);
  BOOST_TEST(receipt.reason() == "article has neither headline nor body");
  BOOST_TEST(receipt.id() == "x");
}

BOOST_AUTO_TEST_CASE(a_number_of_the_provider_left_out_is_told_and_counted_over_restarts) {
  const auto numbered = [](std::uint64_t number) {
    v1::Article article;
    article.set_id(std::to_string(number));
    article.set_provider("Test Wire");
    article.set_body("y");
    article.set_provider_sequence(number);
    return article.SerializeAsString();
  };
  Bench b;
  {
    Wire w(b, feed(WireKind::kPull), zmq::socket_type::push);
    for (const std::uint64_t number : {7U, 8U}) {
      sendAll(w.upstream, {numbered(number)});
      BOOST_TEST(b.settleOne().gap.empty());
      b.publishOne();
    }
    w.intake->stop();
    w.intake->join();
  }
  Belt again(1'000'000, b.journal.nextSequence());  // as after a restart
  auto parts = b.intakeParts();
  Wire w(b,
         Intake::Parts{parts.context, again, parts.journal, parts.clock, parts.counters, parts.log,
                       parts.skips, 0},
         feed(WireKind::kPull), zmq::socket_type::push);
  sendAll(w.upstream, {numbered(12)});
  Copy* copy = again.nextToExamine();
  v1::Gap gap;
  BOOST_REQUIRE(gap.ParseFromString(copy->gap));
  BOOST_TEST(gap.feed() == "wire");
  BOOST_TEST(gap.provider() == "Test Wire");
  BOOST_TEST(gap.first_missed() == 9);
  BOOST_TEST(gap.last_missed() == 11);
  BOOST_TEST(b.count("missed_numbers") == 3);
  again.examined(*copy);
  BOOST_REQUIRE(again.nextToSettle(1'000'000) == copy);
  again.committed();
  again.published(*again.nextToPublish(), End::kPublished);
  w.intake->stop();
  w.intake->join();
}

BOOST_AUTO_TEST_CASE(stopping_takes_what_has_come_and_ends_when_all_is_done) {
  Bench b;
  Wire w(b, feed(WireKind::kPull), zmq::socket_type::push);
  sendAll(w.upstream, {articleBytes("a")});
  b.settleOne();
  w.intake->stop();
  b.publishOne();
  w.intake->join();
  BOOST_TEST(b.belt.finished());
  BOOST_TEST(b.belt.drained());
  BOOST_TEST(b.belt.load().articles == 0);
}

BOOST_AUTO_TEST_CASE(a_bind_that_strangers_reach_needs_a_key_or_a_word) {
  Bench b;
  auto options = feed(WireKind::kPull);
  options.bind = "tcp://0.0.0.0:*";
  const auto refused = Intake::open({options}, b.intakeParts());
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == ErrorCode::kRefused));
  BOOST_TEST(refused.error().what.find("insecure = true") != std::string::npos);
  options.insecure = true;
  BOOST_TEST(Intake::open({options}, b.intakeParts()).has_value());
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_named) {
  Bench b;
  const auto first = Intake::open({feed(WireKind::kPull)}, b.intakeParts());
  auto second = feed(WireKind::kPull);
  second.bind = (*first)->endpoints()[0].address;
  const auto refused = Intake::open({second}, b.intakeParts());
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == ErrorCode::kBusy));
  BOOST_TEST(refused.error().what.find(second.bind) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
