// Answering on a ROUTER: the frames before the content (identities of the way back, then the empty
// one) as one string that can be kept, and sending by it without ever blocking.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

namespace copytaster {

// All frames but the last, up to and with the first empty one.
std::string envelopeOf(const std::vector<zmq::message_t>& frames);

enum class Sent : std::uint8_t {
  kSent,
  kFull,  // the peer's queue; only with ZMQ_ROUTER_MANDATORY, without it the message is lost
  kGone,  // there is no such peer; likewise
};
Sent sendBack(zmq::socket_t& socket, std::string_view envelope,
              std::initializer_list<std::string_view> frames);

}  // namespace copytaster
