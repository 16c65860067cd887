// See since.h. Times by protobuf's own parser of RFC 3339.
#include "daemon/tool/since.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <charconv>
#include <string>

namespace copytaster {
namespace {

// Microseconds of a unit's letter; 0: none.
Micros unitOf(char letter) {
  switch (letter) {
    case 's':
      return 1'000'000;
    case 'm':
      return 60'000'000;
    case 'h':
      return 3'600'000'000;
    case 'd':
      return 86'400'000'000;
    default:
      return 0;
  }
}

}  // namespace

Result<Since> parseSince(std::string_view text, Micros now) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (code == std::errc{} && rest.empty() && number != 0) return Since{number, 0};
  if (code == std::errc{} && rest.size() == 1 && number < 1'000'000) {
    const Micros ago = static_cast<Micros>(number) * unitOf(rest.front());
    if (ago != 0 && ago < now) return Since{0, now - ago};
  }
  constexpr std::size_t kDateChars = 10;
  std::string time(text);
  if (time.size() == kDateChars) time += "T00:00:00Z";
  google::protobuf::Timestamp stamp;
  if (google::protobuf::util::TimeUtil::FromString(time, &stamp)) {
    const Micros micros = google::protobuf::util::TimeUtil::TimestampToMicroseconds(stamp);
    if (micros > 0) return Since{0, micros};
  }
  return refuse(
      ErrorCode::kInvalid,
      fmt::format("`{}` is no sequence (12345), no time ago (90s, 15m, 2h, 7d) and no time "
                  "(2026-03-11, 2026-03-11T06:00:00Z)",
                  text));
}

}  // namespace copytaster
