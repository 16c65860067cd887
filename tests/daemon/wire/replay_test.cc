// The replay socket over a real journal: what a client gets, in which order, and how it ends; and
// that a client which does not read costs nobody else.
#include "daemon/wire/replay.h"

#include <boost/test/unit_test.hpp>
#include <optional>

#include "copytaster/v1/enriched.pb.h"
#include "tests/daemon/wire/bench.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

constexpr std::uint64_t kCount = 1'000;
constexpr std::int64_t kFirstAt = 1'700'000'000'000'000;

// Every third article is held, every fifth is German; one a second.
std::string topicOf(std::uint64_t n) {
  return std::string(n % 3 == 0 ? "HOLD." : "PASS.") + (n % 5 == 0 ? "de." : "en.") + "11000000";
}

void fill(Bench& b, std::uint64_t count, std::size_t body_bytes = 20) {
  auto group = b.journal.begin();
  BOOST_REQUIRE(group);
  for (std::uint64_t n = 1; n <= count; ++n) {
    const std::string bytes = articleBytes(std::to_string(n), std::string(body_bytes, 'x'));
    v1::EnrichedArticle notes;
    notes.set_sequence(n);
    group->putArticle(
        {n, kFirstAt + static_cast<std::int64_t>(n) * 1'000'000, 0, "wire", {}, bytes});
    group->putNotes({n, 0, topicOf(n), notes.SerializeAsString()});
  }
  BOOST_REQUIRE(group->commit());
}

struct Desk {
  explicit Desk(std::uint64_t count = kCount, ReplayOptions options = {},
                std::size_t body_bytes = 20) {
    fill(b, count, body_bytes);
    consumers.emplace(b.journal.read().value());
    options.bind = "inproc://replay";
    replay = Replay::open(options, {b.context, b.journal, *consumers, b.counters, b.log,
                                    [] { return false; }})
                 .value();
    replay->start();
  }
  zmq::socket_t client() { return peer(b, zmq::socket_type::dealer, "inproc://replay"); }

  Bench b;
  std::optional<Consumers> consumers;
  std::unique_ptr<Replay> replay;
};

void ask(zmq::socket_t& client, const v1::ReplayRequest& request) {
  sendAll(client, {"", request.SerializeAsString()});
}

struct Answer {
  std::vector<std::uint64_t> sequences;
  v1::ReplayEnd end;
};

Answer answerOf(zmq::socket_t& client) {
  Answer answer;
  for (;;) {
    const auto frames = receiveAll(client);
    BOOST_REQUIRE_EQUAL(frames.size(), 3);
    BOOST_REQUIRE(frames[0].empty());
    if (frames[1] == "~end") {
      BOOST_REQUIRE(answer.end.ParseFromString(frames[2]));
      return answer;
    }
    v1::EnrichedArticle article;
    BOOST_REQUIRE(article.ParseFromString(frames[2]));
    BOOST_REQUIRE_EQUAL(article.article().id(), std::to_string(article.sequence()));
    BOOST_REQUIRE_EQUAL(frames[1], topicOf(article.sequence()));
    answer.sequences.push_back(article.sequence());
  }
}

Answer replayOf(zmq::socket_t& client, const v1::ReplayRequest& request) {
  ask(client, request);
  return answerOf(client);
}

std::vector<std::uint64_t> range(std::uint64_t from, std::uint64_t to) {
  std::vector<std::uint64_t> all;
  for (std::uint64_t n = from; n <= to; ++n) all.push_back(n);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replay_)

BOOST_AUTO_TEST_CASE(everything_from_a_sequence_comes_in_order_up_to_the_live_edge) {
  Desk d;
  auto client = d.client();
  v1::ReplayRequest request;
  request.set_from_sequence(400);
  const auto answer = replayOf(client, request);
  BOOST_TEST(answer.sequences == range(400, kCount));
  BOOST_TEST(answer.end.reason() == v1::ReplayEnd::LIVE_EDGE);
  BOOST_TEST(answer.end.last_sequence() == kCount);
  BOOST_TEST(answer.end.first_available() == 1);
  BOOST_TEST(answer.end.epoch() == d.b.journal.epoch());
}

BOOST_AUTO_TEST_CASE(topics_and_verdicts_choose) {
  Desk d;
  auto client = d.client();
  v1::ReplayRequest request;
  request.add_topics("HOLD.de.");
  request.add_topics("PASS.de.");
  request.add_verdicts(v1::EnrichedArticle::HOLD);
  const auto answer = replayOf(client, request);
  BOOST_TEST(answer.sequences.size() == kCount / 15);
  for (const auto n : answer.sequences) BOOST_TEST(n % 15 == 0);
  BOOST_TEST(answer.end.last_sequence() == kCount);
}

BOOST_AUTO_TEST_CASE(a_time_is_a_beginning_too) {
  Desk d;
  auto client = d.client();
  v1::ReplayRequest request;
  request.mutable_from_time()->set_seconds(kFirstAt / 1'000'000 + 990);
  BOOST_TEST(replayOf(client, request).sequences == range(990, kCount));
}

BOOST_AUTO_TEST_CASE(credit_ends_an_answer_and_the_next_goes_on) {
  Desk d;
  auto client = d.client();
  v1::ReplayRequest request;
  request.set_from_sequence(1);
  request.set_credit(300);
  std::vector<std::uint64_t> all;
  for (;;) {
    const auto answer = replayOf(client, request);
    BOOST_TEST(answer.sequences.size() <= 300U);
    all.insert(all.end(), answer.sequences.begin(), answer.sequences.end());
    request.set_from_sequence(answer.end.last_sequence() + 1);
    if (answer.end.reason() == v1::ReplayEnd::LIVE_EDGE) break;
    BOOST_REQUIRE(answer.end.reason() == v1::ReplayEnd::CREDIT_SPENT);
  }
  BOOST_TEST(all == range(1, kCount));
}

BOOST_AUTO_TEST_CASE(another_epoch_ends_at_once_and_says_which_it_is_now) {
  Desk d;
  auto client = d.client();
  v1::ReplayRequest request;
  request.set_epoch(d.b.journal.epoch() + 1);
  const auto answer = replayOf(client, request);
  BOOST_TEST(answer.sequences.empty());
  BOOST_TEST(answer.end.reason() == v1::ReplayEnd::EPOCH_CHANGED);
  BOOST_TEST(answer.end.epoch() == d.b.journal.epoch());
}

BOOST_AUTO_TEST_CASE(past_the_edge_there_is_nothing_and_the_end_says_where_the_edge_is) {
  Desk d;
  auto client = d.client();
  v1::ReplayRequest request;
  request.set_from_sequence(kCount + 50);
  const auto answer = replayOf(client, request);
  BOOST_TEST(answer.sequences.empty());
  BOOST_TEST(answer.end.last_sequence() == kCount);
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_refused_with_a_reason) {
  Desk d;
  auto client = d.client();
  sendAll(client, {"", "\xff\xff what is this"});
  const auto answer = answerOf(client);
  BOOST_TEST(answer.end.reason() == v1::ReplayEnd::REFUSED);
  BOOST_TEST(!answer.end.message().empty());
  v1::ReplayRequest request;
  for (int i = 0; i < 100; ++i) request.add_topics("x");
  BOOST_TEST(replayOf(client, request).end.reason() == v1::ReplayEnd::REFUSED);
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_costs_nobody_else_and_streams_are_bounded) {
  ReplayOptions options;
  options.streams_max = 2;
  Desk d(10'000, options);
  auto stalled = d.client();
  v1::ReplayRequest request;
  request.set_from_sequence(1);
  ask(stalled, request);
  auto quick = d.client();
  for (int i = 0; i < 3; ++i) {
    const auto answer = replayOf(quick, request);
    BOOST_TEST(answer.sequences.size() == 10'000U);
  }
  auto second = d.client(), third = d.client();
  ask(second, request);  // takes the second place and does not read either
  while (d.b.count("replay_requests") < 5) std::this_thread::yield();
  BOOST_TEST(replayOf(third, request).end.reason() == v1::ReplayEnd::REFUSED);
  BOOST_TEST(answerOf(stalled).sequences.size() == 10'000U);  // and it still gets it all
}

BOOST_AUTO_TEST_CASE(a_rate_is_kept) {
  ReplayOptions options;
  options.articles_second_max = 2'000;
  Desk d(kCount, options);
  auto client = d.client();
  v1::ReplayRequest request;
  const Micros begun = steadyMicros();
  BOOST_TEST(replayOf(client, request).sequences.size() == kCount);
  BOOST_TEST(steadyMicros() - begun > 300'000);  // 1,000 at 2,000 a second, a turn's worth ahead
}

BOOST_AUTO_TEST_CASE(a_durable_consumer_goes_on_after_what_it_acknowledged) {
  Desk d;
  auto client = d.client();
  v1::ReplayRequest request;
  request.set_consumer("desk-1");
  request.set_credit(100);
  BOOST_TEST(replayOf(client, request).sequences == range(1, 100));
  BOOST_TEST(replayOf(client, request).sequences == range(1, 100));  // not acknowledged
  request.set_acknowledge(60);
  BOOST_TEST(replayOf(client, request).sequences == range(61, 160));
  {
    auto group = d.b.journal.begin();
    BOOST_REQUIRE((d.consumers->record(*group) == RecordStatus::kOk));
    BOOST_REQUIRE(group->commit());
  }
  const Consumers again(d.b.journal.read().value());  // as after a restart
  BOOST_TEST(again.position("desk-1").value() == 60);
  request.set_consumer("no such/name");
  BOOST_TEST(replayOf(client, request).end.reason() == v1::ReplayEnd::REFUSED);
}

BOOST_AUTO_TEST_SUITE_END()
