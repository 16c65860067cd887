#include "daemon/tool/tapping.h"

#include <boost/test/unit_test.hpp>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(tappings)

using namespace std::chrono_literals;

// A publisher that says a beat when somebody subscribes, as the daemon does.
struct Publisher {
  zmq::context_t context;
  zmq::socket_t socket{context, zmq::socket_type::xpub};
  Publisher() { socket.bind("tcp://127.0.0.1:*"); }
  std::string address() { return socket.get(zmq::sockopt::last_endpoint); }
  void awaitSubscriptions(int count) {
    zmq::message_t told;
    for (int i = 0; i < count; ++i) BOOST_REQUIRE(socket.recv(told).has_value());
  }
  void send(const std::string& topic, const std::string& bytes) {
    zmq::send_multipart(socket, std::array{zmq::buffer(topic), zmq::buffer(bytes)});
  }
};

BOOST_AUTO_TEST_CASE(articles_beats_and_others_are_told_apart) {
  Publisher publisher;
  const auto tapping = Tapping::open({publisher.address(), {}, {}});
  BOOST_REQUIRE(tapping.has_value());
  publisher.awaitSubscriptions(1);
  publisher.send("~beat", "b");
  publisher.send("~gap", "g");
  publisher.send("PASS.en.none", "a");
  Tapping::Message message;
  BOOST_REQUIRE((*tapping)->next(message, 10s));
  BOOST_CHECK(message.sort == Tapping::Sort::kBeat);
  BOOST_REQUIRE((*tapping)->next(message, 10s));
  BOOST_CHECK(message.sort == Tapping::Sort::kOther);
  BOOST_REQUIRE((*tapping)->next(message, 10s));
  BOOST_CHECK(message.sort == Tapping::Sort::kArticle);
  BOOST_TEST(message.bytes == "a");
  BOOST_TEST(!(*tapping)->next(message, 1ms));
}

BOOST_AUTO_TEST_CASE(prefixes_select_and_the_beat_comes_all_the_same) {
  Publisher publisher;
  const auto tapping = Tapping::open({publisher.address(), {"HOLD"}, {}});
  publisher.awaitSubscriptions(2);
  publisher.send("PASS.en.none", "p");
  publisher.send("HOLD.en.none", "h");
  publisher.send("~beat", "b");
  Tapping::Message message;
  BOOST_REQUIRE((*tapping)->next(message, 10s));
  BOOST_TEST(message.bytes == "h");
  BOOST_REQUIRE((*tapping)->next(message, 10s));
  BOOST_TEST(message.bytes == "b");
}

BOOST_AUTO_TEST_CASE(gaps_are_counted_within_an_epoch) {
  Gaps gaps;
  BOOST_TEST(gaps.see(1, 5) == 0);
  BOOST_TEST(gaps.see(1, 6) == 0);
  BOOST_TEST(gaps.see(1, 9) == 2);
  BOOST_TEST(gaps.see(1, 9) == 0);
  BOOST_TEST(gaps.see(2, 50) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
