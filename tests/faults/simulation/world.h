// What outlives a daemon: its journal's folder, the upstream with what it sent and what was
// acknowledged, and a subscriber with what it has seen. Every broken promise ends up in fail().
#pragma once

#include <deque>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/v1/wire.pb.h"
#include "daemon/base/clock.h"
#include "daemon/chain/chain.h"
#include "daemon/record/reader.h"
#include "tests/daemon/record/journal_folder.h"

namespace copytaster::simulation {

[[noreturn]] void fail(const std::string& promise);
inline void expect(bool holds, const std::string& promise) {
  if (!holds) fail(promise);
}

// An EnrichedArticle without what no two runs share: durations and the journal's epoch.
std::string comparable(std::string_view message);
std::vector<FilterSpec> filters();

// What is posted, resent and answered. Frames are known by their place in `frames`.
class Upstream {
 public:
  explicit Upstream(std::mt19937_64& chance) : chance_(chance) {}
  std::size_t write(std::size_t burst_until);  // a new frame: an article, or none at all
  [[nodiscard]] const std::string& frame(std::size_t n) const { return sent_[n].frame; }
  [[nodiscard]] std::size_t count() const { return sent_.size(); }
  [[nodiscard]] bool isArticle(std::size_t n) const { return sent_[n].good; }
  // In this life `n` was sent; or it was answered.
  void posted(std::size_t n) { awaited_.push_back(n); }
  void answered(const v1::Receipt& receipt);
  // The daemon is gone: what has no receipt is to be sent again, in this order.
  [[nodiscard]] std::vector<std::size_t> unanswered();
  [[nodiscard]] const std::map<std::string, std::uint64_t>& acknowledged() const {
    return acknowledged_;
  }
  [[nodiscard]] std::uint64_t rejected() const { return rejected_; }

 private:
  struct Frame {
    std::string id, frame;
    bool good = false, answered = false;
  };
  std::mt19937_64& chance_;
  std::vector<Frame> sent_;
  std::deque<std::size_t> awaited_;  // receipts come in this order
  std::map<std::string, std::uint64_t> acknowledged_;
  std::map<std::uint64_t, std::string> by_sequence_;
  std::uint64_t rejected_ = 0;
};

// Sees what is published, misses some of it, and replays that from the journal.
class Subscriber {
 public:
  explicit Subscriber(std::mt19937_64& chance) : chance_(chance) {}
  void deliver(std::uint64_t sequence, std::string_view message, const Journal& journal);
  void replay(const Journal& journal);  // from its position to the live edge
  [[nodiscard]] const std::map<std::uint64_t, std::string>& published() const { return published_; }
  [[nodiscard]] std::uint64_t position() const { return position_; }

 private:
  void take(std::uint64_t sequence, std::string_view message);
  std::mt19937_64& chance_;
  std::map<std::uint64_t, std::string> published_;  // every message ever, as first sent
  std::uint64_t position_ = 0;
};

struct World {
  explicit World(std::uint64_t seed) : chance(seed) {}
  // True in one case of `n`.
  bool oneIn(std::uint64_t n) { return chance() % n == 0; }

  std::mt19937_64 chance;
  JournalFolder folder;
  FakeClock clock{1'700'000'000'000'000};
  Upstream upstream{chance};
  Subscriber subscriber{chance};
  std::uint64_t pulled = 0;  // sent to the feed that acknowledges nothing
  std::uint64_t lives = 0;
  bool ended_in_order = false;
};

// All promises of a world that has come to rest; the undisturbed run is made here.
void judge(World& world);

}  // namespace copytaster::simulation
