// The book of one socket: who came in, who left, who was turned away and why.
//
// Counted always, logged once a minute a reason: somebody who knocks a thousand times a second
// fills a counter, not the disk.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/base/clock.h"
#include "daemon/base/counters.h"
#include "daemon/base/log.h"

namespace copytaster {

enum class TurnedAway : std::uint8_t {
  kUnknownKey,  // on no line of the allow-list
  kWrongRole,   // on the list, for another kind of socket
  kHandshake,   // no key where one is needed, another server's, no ZMTP, or silence
};

inline constexpr Micros kLogEveryMicros = 60'000'000;

class DoorBook {
 public:
  // [setup]
  DoorBook(const std::string& socket, Counters& counters, Log& log);

  // [gatekeeper] `who` stands in the log: a key, an address, what failed.
  void turnAway(TurnedAway why, std::string_view who, Micros now);
  void opened();
  void ended();

 private:
  struct Reason {
    Counter* count = nullptr;
    Micros logged_at = 0;  // 0: never
    std::int64_t logged_count = 0;
  };

  std::string socket_;
  Log& log_;
  Counter &open_, &ended_;
  std::array<Reason, 3> reasons_;
};

}  // namespace copytaster
