// A follower of a publisher and a replay socket that the test plays by hand.
#include "daemon/wire/follower.h"

#include <boost/test/unit_test.hpp>

#include "copytaster/v1/enriched.pb.h"
#include "copytaster/v1/wire.pb.h"
#include "tests/daemon/wire/bench.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

constexpr std::uint64_t kEpoch = 77;

std::string enriched(std::uint64_t sequence, std::uint64_t epoch = kEpoch) {
  v1::EnrichedArticle article;
  article.set_epoch(epoch);
  article.set_sequence(sequence);
  article.mutable_article()->set_id(std::to_string(sequence));
  article.add_reasons("as it was before");
  return article.SerializeAsString();
}

std::string end(v1::ReplayEnd::Reason reason, std::uint64_t last, std::uint64_t first_available = 1,
                std::uint64_t epoch = kEpoch) {
  v1::ReplayEnd end;
  end.set_epoch(epoch);
  end.set_reason(reason);
  end.set_last_sequence(last);
  end.set_first_available(first_available);
  return end.SerializeAsString();
}

// The other copytaster, and a follower of it.
struct Upstream {
  explicit Upstream(std::vector<std::string> topics = {""}, UpstreamPosition from = {}) {
    for (zmq::socket_t* socket : {&publisher, &replay}) {
      socket->set(zmq::sockopt::rcvtimeo, 20'000);
      socket->set(zmq::sockopt::linger, 0);
    }
    publisher.bind("inproc://publish");
    replay.bind("inproc://replay");
    follower.emplace(Follower::open(b.context, live,
                                    {"wire", "inproc://replay", std::move(topics), {}}, from,
                                    b.counters, b.log)
                         .value());
    BOOST_REQUIRE(live.connect("inproc://publish"));
    receiveAll(publisher);  // its subscription
  }
  void publish(std::uint64_t sequence, const std::string& topic = "PASS.en.none",
               std::uint64_t epoch = kEpoch) {
    sendAll(publisher, {topic, enriched(sequence, epoch)});
  }
  void beat(std::uint64_t sequence, std::uint64_t epoch = kEpoch) {
    v1::Beat beat;
    beat.set_epoch(epoch);
    beat.set_sequence(sequence);
    sendAll(publisher, {"~beat", beat.SerializeAsString()});
  }
  // The id of the next article; empty: none is there.
  std::string next() {
    if (!follower->receive(frames, now)) return {};
    v1::Article article;
    const auto bytes = follower->article();
    return article.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ? article.id()
                                                                                : "unreadable";
  }
  // What it asks for; it has nothing to hand on meanwhile.
  v1::ReplayRequest asked() {
    BOOST_TEST(next() == "");
    const auto request = receiveAll(replay);
    BOOST_REQUIRE_EQUAL(request.size(), 3);
    asker = request[0];
    v1::ReplayRequest out;
    BOOST_REQUIRE(out.ParseFromString(request[2]));
    return out;
  }
  [[nodiscard]] bool asksNothing() {
    zmq::pollitem_t item{replay.handle(), 0, ZMQ_POLLIN, 0};
    return zmq::poll(&item, 1, std::chrono::milliseconds(0)) == 0;
  }
  void answer(std::uint64_t from, std::uint64_t to, const std::string& last) {
    for (std::uint64_t n = from; n <= to; ++n)
      sendAll(replay, {asker, "", "PASS.en.none", enriched(n)});
    sendAll(replay, {asker, "", "~end", last});
  }
  void expect(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t n = from; n <= to; ++n) {
      BOOST_TEST(next() == std::to_string(n));
      BOOST_TEST(follower->position().sequence == n);
      BOOST_TEST(follower->position().epoch == kEpoch);
    }
  }

  Bench b;
  zmq::socket_t publisher{b.context.zmq().context, zmq::socket_type::xpub},
      replay{b.context.zmq().context, zmq::socket_type::router};
  Socket live{b.context, zmq::socket_type::sub, {}};
  std::optional<Follower> follower;
  std::vector<zmq::message_t> frames;
  std::string asker;
  Micros now = 1'000'000'000;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(follower)

BOOST_AUTO_TEST_CASE(what_comes_in_order_is_handed_on_and_asks_nothing) {
  Upstream up;
  for (std::uint64_t n = 1; n <= 5; ++n) up.publish(n);
  up.beat(5);
  up.expect(1, 5);
  BOOST_TEST(up.next() == "");
  BOOST_TEST(up.asksNothing());
}

BOOST_AUTO_TEST_CASE(what_was_published_before_it_came_is_fetched_and_comes_once) {
  Upstream up;
  up.beat(3);
  const auto request = up.asked();
  BOOST_TEST(request.from_sequence() == 1);
  BOOST_TEST(request.epoch() == kEpoch);
  BOOST_TEST(up.b.count("behind_articles") == 3);
  up.publish(3);
  up.publish(4);
  up.answer(1, 3, end(v1::ReplayEnd::LIVE_EDGE, 3));
  up.expect(1, 4);
  up.beat(4);
  BOOST_TEST(up.next() == "");
  BOOST_TEST(up.b.count("behind_articles") == 0);
  BOOST_TEST(up.b.count("fetched_articles") == 3);
}

BOOST_AUTO_TEST_CASE(it_goes_on_after_the_position_that_was_kept) {
  Upstream up({""}, {kEpoch, 40});
  up.publish(40);
  up.publish(41);
  up.expect(41, 41);
  up.publish(44);
  BOOST_TEST(up.asked().from_sequence() == 42);
}

BOOST_AUTO_TEST_CASE(a_gap_is_fetched_before_what_follows_it) {
  Upstream up;
  up.publish(1);
  up.publish(3);
  up.expect(1, 1);
  BOOST_TEST(up.asked().from_sequence() == 2);
  up.publish(4);
  up.answer(2, 3, end(v1::ReplayEnd::LIVE_EDGE, 3));
  up.expect(2, 4);
}

BOOST_AUTO_TEST_CASE(credit_that_is_spent_is_granted_anew) {
  Upstream up;
  up.beat(4);
  BOOST_TEST(up.asked().credit() > 0);
  up.answer(1, 2, end(v1::ReplayEnd::CREDIT_SPENT, 2));
  up.expect(1, 2);
  BOOST_TEST(up.asked().from_sequence() == 3);
  up.answer(3, 4, end(v1::ReplayEnd::LIVE_EDGE, 4));
  up.expect(3, 4);
}

BOOST_AUTO_TEST_CASE(another_journal_is_taken_from_its_oldest) {
  Upstream up({""}, {5, 1'000});
  up.beat(2);
  BOOST_TEST(up.asked().from_sequence() == 1);
  up.answer(1, 0, end(v1::ReplayEnd::EPOCH_CHANGED, 0));
  BOOST_TEST(up.asked().epoch() == kEpoch);
  up.answer(1, 2, end(v1::ReplayEnd::LIVE_EDGE, 2));
  up.expect(1, 2);
}

BOOST_AUTO_TEST_CASE(a_question_without_an_answer_is_asked_again_by_another_socket) {
  Upstream up;
  up.beat(1);
  up.asked();
  const std::string first = up.asker;
  BOOST_TEST(up.next() == "");
  BOOST_TEST(up.asksNothing());
  up.now += 6'000'000;
  BOOST_TEST(up.asked().from_sequence() == 1);
  BOOST_TEST(up.asker != first);
  up.answer(1, 1, end(v1::ReplayEnd::LIVE_EDGE, 1));
  up.expect(1, 1);
}

BOOST_AUTO_TEST_CASE(who_refuses_is_left_alone_for_a_second) {
  Upstream up;
  up.beat(1);
  up.asked();
  up.answer(1, 0, end(v1::ReplayEnd::REFUSED, 0));
  up.beat(1);
  BOOST_TEST(up.next() == "");
  BOOST_TEST(up.asksNothing());
  up.now += 1'000'001;
  up.beat(1);
  BOOST_TEST(up.asked().from_sequence() == 1);
}

BOOST_AUTO_TEST_CASE(what_retention_deleted_is_counted_as_lost) {
  Upstream up({""}, {kEpoch, 10});
  up.beat(100);
  BOOST_TEST(up.asked().from_sequence() == 11);
  up.answer(51, 100, end(v1::ReplayEnd::LIVE_EDGE, 100, 51));
  up.expect(51, 100);
  BOOST_TEST(up.next() == "");
  BOOST_TEST(up.b.count("lost_articles") == 40);
}

BOOST_AUTO_TEST_CASE(topics_choose_and_what_they_pass_over_is_no_gap) {
  Upstream up({"HOLD.", "SPIKE."});
  up.publish(1);
  up.publish(2, "HOLD.en.none");
  up.publish(3);
  up.publish(4, "SPIKE.en.none");
  up.expect(2, 2);
  up.expect(4, 4);
  BOOST_TEST(up.asksNothing());
  up.beat(9);
  const auto request = up.asked();
  BOOST_TEST(request.from_sequence() == 5);
  BOOST_TEST(request.topics_size() == 2);
}

BOOST_AUTO_TEST_CASE(what_is_no_enriched_article_is_handed_on_and_moves_no_position) {
  Upstream up({""}, {kEpoch, 7});
  for (const std::string& bytes :
       {std::string("rubbish"), std::string(), enriched(0), enriched(8).substr(0, 12)}) {
    sendAll(up.publisher, {"PASS.en.none", bytes});
    BOOST_TEST(up.follower->receive(up.frames, up.now));
    BOOST_TEST(up.follower->article() == bytes);
    BOOST_TEST(up.follower->position().sequence == 7);
  }
  sendAll(up.publisher, {"~gap", "whatever"});
  sendAll(up.publisher, {"~beat", "rubbish"});
  up.publish(8);
  up.expect(8, 8);
}

BOOST_AUTO_TEST_SUITE_END()
