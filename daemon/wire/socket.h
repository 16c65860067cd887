// A ZeroMQ socket with every option set before it is bound or connected (later ones are ignored by
// libzmq, silently), and with every setting that its defaults get wrong for a wire: heartbeats off,
// frames unbounded, waiting for ever at the end.
//
// One thread at a time owns a socket: made by the thread that sets up, then used by the one it was
// given to.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "daemon/base/result.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

struct WireContext::Zmq {
  zmq::context_t context{1};
  std::set<std::string> watched;  // doors whose book the gatekeeper keeps
};

struct SocketOptions {
  int receive_frames_max = 10'000;         // ZMQ_RCVHWM, a peer
  int send_frames_max = 10'000;            // ZMQ_SNDHWM, a peer
  std::int64_t frame_bytes_max = 1 << 20;  // a longer frame costs its sender the connection
  int linger_ms = 0;                       // how long unsent messages may hold up the end
  CurveKeys curve;
  std::string door;  // the gatekeeper's name for it; empty: nobody is asked, nothing is counted
};

class Socket {
 public:
  Socket(WireContext& context, zmq::socket_type type, const SocketOptions& options);

  // Answers the address it has. kBusy, kRefused (not allowed), kInvalid (not an address), kSystem.
  Result<std::string> bind(const std::string& address);
  Result<void> connect(const std::string& address);

  zmq::socket_t& zmq() { return socket_; }

 private:
  zmq::socket_t socket_;
};

// Before bind or connect: ours is the server's side where no server key is given. No keys: nothing.
void setKeys(zmq::socket_t& socket, const CurveKeys& keys);

// Where the events of a door's connections come out.
std::string bookAddress(const std::string& door);

// One message, all its frames, never blocking. `frames` is filled anew; false: nothing there.
bool receive(zmq::socket_t& socket, std::vector<zmq::message_t>& frames);

inline std::string_view textOf(const zmq::message_t& frame) {
  return {static_cast<const char*>(frame.data()), frame.size()};
}

}  // namespace copytaster
