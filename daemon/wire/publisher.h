// The publisher: the one thread that owns the XPUB socket and sends what is committed, in sequence
// order.
//
// A slow subscriber loses messages and costs nobody else (never ZMQ_XPUB_NODROP: with it one
// stalled subscriber stops all); it sees the gap by the sequence and asks the replay socket.
// `~beat` tells epoch and last sequence each second, and at once after somebody subscribes, so that
// loss at the tail is seen too. Subscriptions are read as they come: an XPUB that nobody reads
// grows by 11 kB a connection.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "daemon/article/belt.h"
#include "daemon/base/clock.h"
#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/record/journal.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

struct PublishOptions {
  std::string bind;
  std::uint64_t queue_frames_max = 10'000;  // a subscriber
  CurveKeys curve;
  bool insecure = false;
};

class Publisher {
 public:
  struct Parts {
    WireContext& context;
    Belt& belt;
    const Journal& journal;
    Clock& clock;
    Counters& counters;
    Log& log;
  };

  // [setup]
  static Result<std::unique_ptr<Publisher>> open(PublishOptions options, Parts parts);
  ~Publisher();

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
  // First sends what the journal holds past its `publishedTo`, then what the belt brings. Ends by
  // itself when the belt is drained.
  void start();
  void join();
  // [any] All up to this sequence was handed to the socket: what goes into the journal's cursor.
  [[nodiscard]] std::uint64_t publishedTo() const;
  [[nodiscard]] Micros lastSeen() const;

 private:
  class Desk;
  Publisher(std::unique_ptr<Desk> desk, Endpoint endpoint);

  std::unique_ptr<Desk> desk_;
  Endpoint endpoint_;
  std::thread thread_;
};

}  // namespace copytaster
