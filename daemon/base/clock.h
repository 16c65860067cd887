// Time as the daemon sees it, handed in so that tests own it. Microseconds since 1970-01-01 UTC.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace copytaster {

using Micros = std::int64_t;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Micros now() = 0;
};

class SystemClock final : public Clock {
 public:
  Micros now() override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

// Stands still until moved, by whichever thread.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Micros at = 0) : at_(at) {}
  Micros now() override { return at_; }
  void set(Micros at) { at_ = at; }

 private:
  std::atomic<Micros> at_;
};

// For durations: never goes back.
inline Micros steadyMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace copytaster
