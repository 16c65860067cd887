// The numbers that providers put on their wires: what did not come.
//
// ANPA and IPTC 7901 wires count 1 to 999 or 9999 and begin again, at the end of the count or at
// midnight; others count for ever. One count a provider and service. A number that is behind is a
// repeat or comes late, and is no gap; numbers of articles that are refused count as come.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/base/clock.h"

namespace copytaster {

inline constexpr std::size_t kCountsMax = 1'024;  // providers and services of one feed

struct CountRules {
  std::uint64_t last = 0;           // highest number before 1 comes again; 0: none
  bool resets_at_midnight = false;  // UTC, by time of receipt
};

struct MissedNumbers {
  std::uint64_t first = 0, last = 0;  // last < first: the count began again between them
  std::uint64_t count = 0;
};

class Numbering {
 public:
  explicit Numbering(CountRules rules) : rules_(rules) {}

  // Sees the next number of a wire; 0 is none. Answers what was missed before it.
  std::optional<MissedNumbers> see(std::string_view provider, std::string_view service,
                                   std::uint64_t number, Micros received_at);
  // Providers past kCountsMax, which are not followed.
  [[nodiscard]] std::uint64_t unfollowed() const { return unfollowed_; }

 private:
  struct Count {
    std::uint64_t last = 0;
    std::int64_t day = 0;
  };
  std::optional<MissedNumbers> follow(Count& count, std::uint64_t number, std::int64_t day) const;

  CountRules rules_;
  std::map<std::pair<std::string, std::string>, Count, std::less<>> counts_;
  std::uint64_t unfollowed_ = 0;
};

}  // namespace copytaster
