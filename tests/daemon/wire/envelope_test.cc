// The way back on a ROUTER: feed_test.cc sends by it; here what it keeps.
#include "daemon/wire/envelope.h"

#include <boost/test/unit_test.hpp>

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(envelopes)

BOOST_AUTO_TEST_CASE(frames_up_to_the_first_empty_one_are_kept) {
  std::vector<zmq::message_t> frames;
  for (const std::string_view text : {"me", "", "not this", "content"}) frames.emplace_back(text);
  BOOST_TEST(envelopeOf(frames) == std::string("\x02me\x00", 4));
}

BOOST_AUTO_TEST_CASE(a_message_of_content_alone_has_none) {
  std::vector<zmq::message_t> frames;
  frames.emplace_back(std::string_view("content"));
  BOOST_TEST(envelopeOf(frames).empty());
}

BOOST_AUTO_TEST_SUITE_END()
