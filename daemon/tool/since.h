// Where `copytaster tap --since` begins: a sequence, a time, or a time ago.
#pragma once

#include <cstdint>
#include <string_view>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"

namespace copytaster {

struct Since {
  std::uint64_t sequence = 0;  // one of the two is set
  Micros time = 0;
};

// "12345" (a sequence), "90s", "15m", "2h", "7d" (ago), "2026-03-11", "2026-03-11T06:00:00Z" or
// with an offset (RFC 3339). kInvalid: anything else.
Result<Since> parseSince(std::string_view text, Micros now);

}  // namespace copytaster
