#include <array>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "copytaster/v1/enriched.pb.h"
#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(tap_command)

std::string tap(const std::string& arguments) {
  zmq::context_t context;
  zmq::socket_t publisher(context, zmq::socket_type::xpub);
  publisher.set(zmq::sockopt::rcvtimeo, 20'000);
  publisher.bind("tcp://127.0.0.1:*");
  std::jthread publishing([&publisher] {
    zmq::message_t told;
    if (!publisher.recv(told)) return;
    for (const std::uint64_t sequence : {1, 2, 5}) {
      v1::EnrichedArticle enriched;
      enriched.set_epoch(1);
      enriched.set_sequence(sequence);
      enriched.set_verdict(v1::EnrichedArticle::PASS);
      enriched.mutable_article()->set_id("a" + std::to_string(sequence));
      enriched.mutable_article()->set_headline("Ferry aground");
      const std::string bytes = enriched.SerializeAsString(), topic = "PASS.en.none";
      zmq::send_multipart(publisher, std::array{zmq::buffer(topic), zmq::buffer(bytes)});
    }
  });
  const auto ran = runCommand(addTap, "tap --patience 20 --color never --from " +
                                          publisher.get(zmq::sockopt::last_endpoint) + arguments);
  BOOST_TEST(ran.status == kExitDone);
  return ran.out;
}

BOOST_AUTO_TEST_CASE(a_line_an_article_until_the_count_is_reached) {
  const auto out = tap(" --count 3");
  BOOST_TEST(out.find("#2        PASS  Ferry aground") != std::string::npos);
  BOOST_TEST(out.find("articles  3: 3 PASS") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_is_for_programs) {
  const auto out = tap(" --count 2 --json --quiet");
  BOOST_TEST(std::count(out.begin(), out.end(), '\n') == 2);
  BOOST_TEST(out.find("\"id\":\"a1\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(silence_is_status_1) {
  zmq::context_t context;
  zmq::socket_t publisher(context, zmq::socket_type::pub);
  publisher.bind("tcp://127.0.0.1:*");
  BOOST_TEST(runCommand(addTap, "tap --quiet --patience 0.05 --from " +
                                    publisher.get(zmq::sockopt::last_endpoint))
                 .status == kExitFailed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
