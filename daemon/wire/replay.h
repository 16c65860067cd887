// The replay socket: one thread that owns a ROUTER and streams from the journal what a client
// missed: from a sequence or a time, by topic prefix and verdict, until its credit is spent or the
// live edge is reached.
//
// The client grants credit by asking again, so the daemon remembers nothing of it between requests.
// A client that does not read costs only itself: its stream waits, and is dropped after
// kStalledMicrosMax. Streams take turns, each reading the journal through a snapshot of its own for
// the length of one turn; where the live wire has a backlog they step back.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "daemon/base/clock.h"
#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/record/consumers.h"
#include "daemon/record/journal.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

struct ReplayOptions {
  std::string bind;
  std::uint64_t streams_max = 64;         // at a time, all clients
  std::uint64_t articles_second_max = 0;  // a client; 0: as fast as it takes them
  CurveKeys curve;
  bool insecure = false;
};

class Replay {
 public:
  struct Parts {
    WireContext& context;
    const Journal& journal;
    Consumers& consumers;
    Counters& counters;
    Log& log;
    std::function<bool()> live_is_behind;  // [any] live traffic goes first
  };

  // [setup]
  static Result<std::unique_ptr<Replay>> open(ReplayOptions options, Parts parts);
  ~Replay();  // stops, joins

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
  void start();
  void stop();  // [any] ends at once: a client asks again elsewhere or later
  void join();

 private:
  class Desk;
  Replay(std::unique_ptr<Desk> desk, Endpoint endpoint);

  std::unique_ptr<Desk> desk_;
  Endpoint endpoint_;
  std::thread thread_;
};

}  // namespace copytaster
