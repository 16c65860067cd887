// What the wire is told of its sockets, and what it tells: plain data, so that main.cc and tests
// need no ZeroMQ.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"

namespace copytaster {

// A socket that is open, for people: `address` is the one it really has, with the port that a
// wildcard ("tcp://127.0.0.1:*") was given.
struct Endpoint {
  std::string role;  // "feed wire (sub)", "publish", "replay"
  std::string address;
  bool bound = true;  // false: connects to it
};

// CURVE keys of one socket, Z85, 40 characters each; empty secret: no CURVE.
struct CurveKeys {
  std::string secret;
  std::string public_key;
  std::string server_key;  // connecting: of the other side
};

// Whether the address stays on this machine: loopback, ipc, inproc.
bool isLocal(std::string_view address);

// kRefused where a bind would let strangers in: not local, without CURVE, and not `insecure`.
Result<void> checkBind(std::string_view address, const CurveKeys& curve, bool insecure);

// The ZeroMQ context: its I/O threads. Outlives every socket.
class WireContext {
 public:
  WireContext();
  ~WireContext();
  WireContext(const WireContext&) = delete;
  WireContext& operator=(const WireContext&) = delete;
  struct Zmq;
  Zmq& zmq() { return *zmq_; }

 private:
  std::unique_ptr<Zmq> zmq_;
};

}  // namespace copytaster
