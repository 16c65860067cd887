// A wheel: on a count that begins again, the half ahead of the last number is what may have been
// missed, the half behind is what came late. Without an end, a number far below the last is a count
// begun anew.
#include "daemon/wire/numbering.h"

namespace copytaster {
namespace {

constexpr std::uint64_t kLateMax = 100;  // numbers behind the last that still count as late

}  // namespace

std::optional<MissedNumbers> Numbering::see(std::string_view provider, std::string_view service,
                                            std::uint64_t number, Micros received_at) {
  if (number == 0 || (rules_.last != 0 && number > rules_.last)) return std::nullopt;
  const std::int64_t day = received_at / 86'400'000'000;
  std::pair<std::string, std::string> key(provider, service);
  const auto found = counts_.find(key);
  if (found != counts_.end()) return follow(found->second, number, day);
  if (counts_.size() < kCountsMax) {
    counts_.emplace(std::move(key), Count{number, day});
  } else {
    ++unfollowed_;
  }
  return std::nullopt;
}

std::optional<MissedNumbers> Numbering::follow(Count& count, std::uint64_t number,
                                               std::int64_t day) const {
  const bool new_day = day != count.day;
  if (rules_.resets_at_midnight && new_day && number < count.last) {
    // What the old day still had is not known; the new one began at 1.
    count = {number, day};
    if (number == 1) return std::nullopt;
    return MissedNumbers{1, number - 1, number - 1};
  }
  const std::uint64_t before = count.last;
  if (rules_.last == 0) {
    if (number <= before && before - number <= kLateMax) return std::nullopt;
    count = {number, day};
    if (number <= before || number == before + 1) return std::nullopt;
    return MissedNumbers{before + 1, number - 1, number - before - 1};
  }
  const std::uint64_t ahead = (number + rules_.last - before) % rules_.last;
  if (ahead == 0 || ahead > rules_.last / 2) return std::nullopt;  // again, or late
  count = {number, day};
  if (ahead == 1) return std::nullopt;
  const std::uint64_t first = before % rules_.last + 1;
  const std::uint64_t last = number == 1 ? rules_.last : number - 1;
  return MissedNumbers{first, last, ahead - 1};
}

}  // namespace copytaster
