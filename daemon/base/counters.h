// Counters of the daemon: named, described, with a unit, counted from any thread without a lock.
//
// All are made at the start, before the first article, with labels that come from the config only:
// what the wire says never makes a new one, so memory is bounded. `/metrics`, `status` and the
// tests read the same list. Nothing in the daemon is dropped without one of these going up.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace copytaster {

enum class CounterKind : std::uint8_t {
  kTotal,  // only goes up
  kLevel,  // goes up and down: depth of a queue, bytes in flight
};

class Counter {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  Counter(CounterKind kind, std::string name, Labels labels, std::string unit, std::string help)
      : kind_(kind),
        name_(std::move(name)),
        labels_(std::move(labels)),
        unit_(std::move(unit)),
        help_(std::move(help)) {}
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }  // [any]
  // [any] A level; a total only by who has counted it elsewhere (Counters::beforeEach).
  void set(std::int64_t n) { value_.store(n, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

  [[nodiscard]] CounterKind kind() const { return kind_; }
  [[nodiscard]] const std::string& name() const { return name_; }  // "received_articles"
  [[nodiscard]] const Labels& labels() const { return labels_; }   // {{"feed", "wire"}}
  [[nodiscard]] const std::string& unit() const {
    return unit_;
  }  // "articles", "bytes", "seconds", …
  [[nodiscard]] const std::string& help() const { return help_; }  // one line
  // Where the unit is divided for display: 1'000'000 for a counter in microseconds that is shown in
  // seconds.
  [[nodiscard]] double scale() const { return unit_ == "microseconds" ? 1e-6 : 1.0; }

 private:
  CounterKind kind_;
  std::string name_;
  Labels labels_;
  std::string unit_;
  std::string help_;
  // A line of its own: counters of different threads must not fight for one.
  alignas(64) std::atomic<std::int64_t> value_{0};
};

// How values spread, in steps that double: durations in microseconds, sizes in bytes. Fixed memory,
// one atomic add a value; a quantile read from it is at most twice the true one.
class Spread {
 public:
  using Labels = Counter::Labels;
  static constexpr std::size_t kSteps =
      28;  // 1, 2, 4 … 2^27 (134 s in microseconds), then the rest

  Spread(std::string name, Labels labels, std::string unit, std::string help)
      : name_(std::move(name)),
        labels_(std::move(labels)),
        unit_(std::move(unit)),
        help_(std::move(help)) {}
  Spread(const Spread&) = delete;
  Spread& operator=(const Spread&) = delete;

  void add(std::int64_t value) {  // [any]; below zero counts as zero
    const auto size = static_cast<std::uint64_t>(value < 0 ? 0 : value);
    const auto step = static_cast<std::size_t>(size <= 1 ? 0 : std::bit_width(size - 1));
    steps_[step < kSteps ? step : kSteps].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(static_cast<std::int64_t>(size), std::memory_order_relaxed);
  }

  // Values counted that are at most 2^step; at(kSteps) is the rest.
  [[nodiscard]] std::uint64_t at(std::size_t step) const {
    return steps_[step].load(std::memory_order_relaxed);
  }
  [[nodiscard]] static std::int64_t bound(std::size_t step) { return std::int64_t{1} << step; }
  [[nodiscard]] std::int64_t sum() const { return sum_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t count = 0;
    for (const auto& step : steps_) count += step.load(std::memory_order_relaxed);
    return count;
  }
  // The bound of the step that holds the value at this share of all, 0 < share <= 1; 0: no values.
  [[nodiscard]] std::int64_t quantile(double share) const {
    const std::uint64_t all = count();
    std::uint64_t below = 0;
    for (std::size_t step = 0; step <= kSteps; ++step) {
      below += at(step);
      if (all > 0 && static_cast<double>(below) >= share * static_cast<double>(all))
        return bound(step);
    }
    return 0;
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Labels& labels() const { return labels_; }
  [[nodiscard]] const std::string& unit() const { return unit_; }
  [[nodiscard]] const std::string& help() const { return help_; }
  [[nodiscard]] double scale() const { return unit_ == "microseconds" ? 1e-6 : 1.0; }

 private:
  std::string name_;
  Labels labels_;
  std::string unit_;
  std::string help_;
  alignas(64) std::array<std::atomic<std::uint64_t>, kSteps + 1> steps_{};
  std::atomic<std::int64_t> sum_{0};
};

class Counters {
 public:
  // [setup] The counter of that name and labels, made where there is none. The reference is good
  // for the life of *this.
  Counter& total(std::string_view name, Counter::Labels labels, std::string_view unit,
                 std::string_view help) {
    return find(CounterKind::kTotal, name, std::move(labels), unit, help);
  }
  Counter& level(std::string_view name, Counter::Labels labels, std::string_view unit,
                 std::string_view help) {
    return find(CounterKind::kLevel, name, std::move(labels), unit, help);
  }

  Spread& spread(std::string_view name, Counter::Labels labels, std::string_view unit,
                 std::string_view help) {
    const std::lock_guard lock(mutex_);
    for (Spread& spread : spreads_) {
      if (spread.name() == name && spread.labels() == labels) return spread;
    }
    return spreads_.emplace_back(std::string(name), std::move(labels), std::string(unit),
                                 std::string(help));
  }

  // [setup] Called before every reading, one at a time: brings counters that belong together to one
  // moment. Reads and makes no counters itself.
  void beforeEach(std::function<void()> refresh) { refresh_ = std::move(refresh); }
  // [any] The same without a reading.
  void refresh() const {
    const std::lock_guard lock(mutex_);
    if (refresh_) refresh_();
  }

  // [any] In order of making.
  template <typename Each>
  void eachSpread(Each&& visit) const {
    const std::lock_guard lock(mutex_);
    for (const Spread& spread : spreads_) visit(spread);
  }
  template <typename Each>
  void each(Each&& visit) const {
    const std::lock_guard lock(mutex_);
    if (refresh_) refresh_();
    for (const Counter& counter : counters_) visit(counter);
  }

 private:
  Counter& find(CounterKind kind, std::string_view name, Counter::Labels labels,
                std::string_view unit, std::string_view help) {
    const std::lock_guard lock(mutex_);
    for (Counter& counter : counters_) {
      if (counter.name() == name && counter.labels() == labels) return counter;
    }
    return counters_.emplace_back(kind, std::string(name), std::move(labels), std::string(unit),
                                  std::string(help));
  }

  mutable std::mutex mutex_;
  std::function<void()> refresh_;
  std::deque<Counter> counters_;  // a deque: references stay good
  std::deque<Spread> spreads_;
};

}  // namespace copytaster
