// A progress bar: see progress.h.
#include "daemon/tool/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace copytaster {
namespace {

constexpr std::size_t kBarColumns = 30;
constexpr Micros kPause = 100'000;

}  // namespace

Progress::Progress(std::string verb, std::uint64_t total)
    : verb_(std::move(verb)),
      total_(total),
      visible_(::isatty(STDERR_FILENO) == 1),
      began_(steadyMicros()) {}

Progress::~Progress() {
  if (drawn_) fmt::print(stderr, "\n");
}

void Progress::show(std::uint64_t articles, std::uint64_t bytes) {
  const Micros now = steadyMicros();
  const bool whole = total_ != 0 && bytes >= total_;
  if (!visible_ || (now - last_ < kPause && !whole)) return;
  last_ = now;
  drawn_ = true;
  const double seconds = static_cast<double>(std::max<Micros>(now - began_, 1)) / 1e6;
  const double rate = static_cast<double>(articles) / seconds;
  if (total_ == 0) {
    fmt::print(stderr, "\r{} {} articles, {:.0f}/s \x1b[K", verb_, articles, rate);
    return;
  }
  const double share = std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total_));
  const auto filled = static_cast<std::size_t>(share * kBarColumns);
  fmt::print(stderr, "\r[{}{}] {:3.0f}%  {} {} articles, {:.0f}/s \x1b[K", std::string(filled, '='),
             std::string(kBarColumns - filled, ' '), 100 * share, verb_, articles, rate);
}

}  // namespace copytaster
