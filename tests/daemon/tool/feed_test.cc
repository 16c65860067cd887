#include <boost/test/unit_test.hpp>
#include <thread>
#include <zmq.hpp>

#include "copytaster/v1/article.pb.h"
#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(feed_command)

struct Subscriber {
  zmq::context_t context;
  zmq::socket_t socket{context, zmq::socket_type::sub};
  Subscriber() {
    socket.set(zmq::sockopt::subscribe, "");
    socket.set(zmq::sockopt::rcvtimeo, 20'000);
    socket.bind("tcp://127.0.0.1:*");
  }
  std::string address() { return socket.get(zmq::sockopt::last_endpoint); }
};

BOOST_AUTO_TEST_CASE(files_go_out_in_order_as_often_as_asked) {
  const TestFolder folder;
  const auto file = folder.write("w.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
  Subscriber subscriber;
  const std::string arguments =
      "feed --quiet --loop 2 --rate 1000 --to " + subscriber.address() + " " + file;
  std::string ids;
  std::jthread reading([&] {
    for (int i = 0; i < 4; ++i) {
      zmq::message_t message;
      v1::Article article;
      if (!subscriber.socket.recv(message)) return;
      article.ParseFromArray(message.data(), static_cast<int>(message.size()));
      ids += article.id();
    }
  });
  BOOST_TEST(runCommand(addFeed, arguments).status == kExitDone);
  reading.join();
  BOOST_TEST(ids == "abab");
}

BOOST_AUTO_TEST_CASE(nobody_there_is_status_1_and_no_endpoint_a_usage_error) {
  BOOST_TEST(runCommand(addFeed, "feed --patience 0.05 --bind --to tcp://127.0.0.1:* x").status ==
             kExitFailed);
  BOOST_TEST(runCommand(addFeed, "feed x").status == -1);
  BOOST_TEST(runCommand(addFeed, "feed --to x --post --push x").status == -1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
