// One feed: what it counts under its name, whom it answers, what it says when it cannot open.
#include "daemon/wire/feed.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/wire/bench.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

FeedOptions post() {
  FeedOptions options;
  options.name = "desk";
  options.kind = WireKind::kPost;
  options.bind = "inproc://desk";
  return options;
}

void waitFor(Feed& feed) {
  zmq::pollitem_t item{feed.zmq().handle(), 0, ZMQ_POLLIN, 0};
  BOOST_REQUIRE(zmq::poll(&item, 1, std::chrono::seconds(20)) == 1);
  BOOST_REQUIRE(feed.receive());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(feeds)

BOOST_AUTO_TEST_CASE(an_answer_goes_back_by_the_frames_that_stood_before_the_article) {
  Bench b;
  auto feed = Feed::open(b.context, post(), {}, b.counters, b.log).value();
  auto dealer = peer(b, zmq::socket_type::dealer, "inproc://desk");
  for (const std::vector<std::string>& before :
       {std::vector<std::string>{}, {""}, {"hop", ""}, {std::string(255, 'i'), ""}}) {
    auto message = before;
    message.push_back("article");
    sendAll(dealer, message);
    waitFor(*feed);
    BOOST_TEST(feed->frame() == "article");
    BOOST_TEST(feed->answer(feed->envelope(), "receipt"));
    message.back() = "receipt";
    BOOST_TEST(receiveAll(dealer) == message);
  }
}

BOOST_AUTO_TEST_CASE(a_message_of_too_many_frames_still_ends_in_its_article) {
  Bench b;
  auto feed = Feed::open(b.context, post(), {}, b.counters, b.log).value();
  auto dealer = peer(b, zmq::socket_type::dealer, "inproc://desk");
  auto message = std::vector<std::string>(1'000, "x");
  message.emplace_back("article");
  sendAll(dealer, message);
  waitFor(*feed);
  BOOST_TEST(feed->frame() == "article");
}

BOOST_AUTO_TEST_CASE(what_cannot_open_is_named_with_its_feed) {
  Bench b;
  auto options = post();
  options.bind = "carrier-pigeon://roof";
  options.insecure = true;
  const auto feed = Feed::open(b.context, options, {}, b.counters, b.log);
  BOOST_REQUIRE(!feed);
  BOOST_TEST(feed.error().what.find("`desk`") != std::string::npos);
  BOOST_TEST(feed.error().what.find("carrier-pigeon") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
