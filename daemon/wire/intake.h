// The intake: the one thread that owns every feed's socket and puts each article on the belt.
//
// It waits for frames, for articles that went all the way round (to answer a `post` feed and free
// the place) and for the end. A frame is looked at once, here: too large, not readable in its
// format, not an Article, without id or text - then it goes round as a dead letter. Where the belt
// is full the feeds are not read, and the upstream sees back-pressure. Every frame that is taken is
// told to the belt (daemon/article/conservation.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/article/belt.h"
#include "daemon/base/clock.h"
#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/record/journal.h"
#include "daemon/wire/endpoints.h"
#include "daemon/wire/formats.h"
#include "daemon/wire/numbering.h"

namespace copytaster {

enum class WireKind : std::uint8_t { kSub, kPull, kPost };

// One [[feed]] of the config.
struct FeedOptions {
  std::string name;
  WireKind kind = WireKind::kSub;
  std::string bind;  // or connect
  std::vector<std::string> connect;
  std::vector<std::string> topics = {""};
  std::string replay;  // sub: what connects is another copytaster, and this is its replay socket
  WireFormat format = WireFormat::kProtobuf;
  std::uint64_t frame_bytes_max = std::uint64_t{4} << 20;
  std::uint64_t queue_frames_max = 10'000;
  CurveKeys curve;
  bool insecure = false;
  CountRules count;         // of the numbers that providers put on this wire
  Micros silent_after = 0;  // without a frame for this long the feed is silent; 0: never
};

class Intake {
 public:
  struct Parts {
    WireContext& context;
    Belt& belt;
    const Journal& journal;
    Clock& clock;
    Counters& counters;
    Log& log;
    // Breakers that are open for an article (Chain::skipsFor).
    std::function<std::uint64_t(std::uint64_t sequence)> skips;
    Micros last_received_at = 0;  // of the journal's last article: times of receipt never go back
  };

  // [setup] Binds and connects every feed; the first that fails is the Error.
  static Result<std::unique_ptr<Intake>> open(std::vector<FeedOptions> feeds, Parts parts);
  ~Intake();

  [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  void start();
  // [any] Takes what has arrived (kDrainMicrosMax at most), closes the belt, and ends when all is
  // done.
  void stop();
  void join();
  // When the thread last came round (steadyMicros), at least once a second while it is well.
  [[nodiscard]] Micros lastSeen() const { return seen_.load(std::memory_order_relaxed); }

 private:
  class Desk;  // the thread's own things, so that zmq.hpp stays in intake.cc
  explicit Intake(std::unique_ptr<Desk> desk);

  std::unique_ptr<Desk> desk_;
  std::vector<Endpoint> endpoints_;
  std::atomic<Micros> seen_{0};
  std::thread thread_;
};

}  // namespace copytaster
