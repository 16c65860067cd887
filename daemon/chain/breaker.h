// A breaker: a filter that fails article after article is left out for a while, then tried again.
//
// It counts articles, never time, and a pause begins kInFlightMax articles after the failure that
// called for it: none of those can be on the belt yet, so every worker sees the same pause, and the
// output is the same with one worker or sixteen. Its state lies in the journal, so that it is the
// same across restarts.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "daemon/article/belt.h"
#include "daemon/base/table.h"

namespace copytaster {

class Breaker {
 public:
  static constexpr std::uint32_t kFailuresMax = 20;  // in a row
  static constexpr std::uint64_t kPauseArticles = 1000;

  // True where the filter is left out for this article. [any thread]
  bool open(std::uint64_t sequence) const { return sequence >= from_ && sequence < to_; }

  // Counts how a run ended; true where that changed what load() must find again. [settle]
  bool count(std::uint64_t sequence, bool failed) {
    if (!failed) {
      const bool changed = failures_ != 0;
      failures_ = 0;
      return changed;
    }
    if (++failures_ >= kFailuresMax && sequence >= to_) {
      to_ = sequence + kInFlightMax +
            kPauseArticles;  // first: a reader in between sees a pause that has not begun
      from_ = sequence + kInFlightMax;
      failures_ = 0;
    }
    return true;
  }

  TableStatus save(Table& table, std::string_view filter) const;
  void load(const Table& table, std::string_view filter);

 private:
  std::uint32_t failures_ = 0;
  std::atomic<std::uint64_t> from_{0}, to_{0};
};

}  // namespace copytaster
