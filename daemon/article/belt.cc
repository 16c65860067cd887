// The counters of the belt are the whole state: a stage that is ahead of its neighbour by one turn
// of the ring would overwrite a copy in use, so claim() checks exactly that.
#include "daemon/article/belt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>

#include "daemon/base/check.h"

namespace copytaster {
namespace {

int makeEvent() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  check(fd >= 0, "eventfd: no descriptors left");
  return fd;
}
// A wake-up that is there already is enough: a full counter is no failure.
void ring(int fd) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
}
void silence(int fd) {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto had = ::read(fd, &count, sizeof count);
}

}  // namespace

Belt::Belt(std::size_t bytes_max, std::uint64_t next_sequence)
    : bytes_max_(bytes_max),
      next_sequence_(next_sequence),
      slots_(std::make_unique<Slot[]>(kInFlightMax)),
      done_fd_(makeEvent()),
      publish_fd_(makeEvent()) {
  for (std::size_t i = 0; i < kInFlightMax; ++i) slots_[i].copy.place = i;
}

Belt::~Belt() {
  ::close(done_fd_);
  ::close(publish_fd_);
}

FeedAccount& Belt::account(std::string_view feed) {
  auto found = accounts_.find(feed);
  if (found == accounts_.end()) {
    found = accounts_.emplace(feed, FeedAccount{}).first;
    found->second.feed = feed;
  }
  return found->second;
}

void Belt::took(std::string_view feed) {
  const std::lock_guard lock(mutex_);
  FeedAccount& taken = account(feed);
  ++taken.received;
  held_ = taken.feed;
}

Copy* Belt::claim(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const bool room = submitted_ - done_ < kInFlightMax;
  const bool light = bytes_ == 0 || bytes_ + bytes <= bytes_max_;
  return room && light && !closed_ ? &slot(submitted_).copy : nullptr;
}

void Belt::submit(Copy& copy) {
  {
    const std::lock_guard lock(mutex_);
    check(&copy == &slot(submitted_).copy, "submitted a copy that was not claimed");
    if (copy.refusal == Refusal::kNone && !copy.repeated) copy.sequence = next_sequence_++;
    slot(submitted_).examined = false;
    slot(submitted_).bytes = copy.frame.size();
    bytes_ += copy.frame.size();
    held_ = {};
    ++submitted_;
  }
  to_examine_.notify_one();
}

// The event is rung when the stage before goes from nothing to something, and silenced only when
// there seems to be nothing: one more look after that, so that no ring is missed and a busy belt
// makes no system calls.
Copy* Belt::nextDone() {
  if (Copy* copy = oldestDone()) return copy;
  silence(done_fd_);
  return oldestDone();
}

Copy* Belt::oldestDone() {
  const std::lock_guard lock(mutex_);
  return done_ < published_ ? &slot(done_).copy : nullptr;
}

void Belt::done(Copy& copy) {
  copy.frame.clear();
  copy.enriched.clear();
  copy.arena.reset();
  copy.is_read = false;
  copy.raw = {};
  copy.refusal = Refusal::kNone;
  copy.refusal_detail.clear();
  copy.reply_to.clear();
  copy.repeated = false;
  copy.settled = false;
  copy.identity = {};
  copy.sequence = 0;
  const std::lock_guard lock(mutex_);
  check(&copy == &slot(done_).copy, "done with another copy than the oldest");
  bytes_ -= slot(done_).bytes;
  ++done_;
}

void Belt::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  to_examine_.notify_all();
  to_settle_.notify_all();
  ring(publish_fd_);
}

Copy* Belt::nextToExamine() {
  std::unique_lock lock(mutex_);
  to_examine_.wait(lock, [&] { return taken_ < submitted_ || closed_; });
  return taken_ < submitted_ ? &slot(taken_++).copy : nullptr;
}

void Belt::examined(Copy& copy) {
  bool oldest = false;
  {
    const std::lock_guard lock(mutex_);
    slots_[copy.place].examined = true;
    oldest = settled_ < submitted_ && copy.place == settled_ % kInFlightMax;
  }
  if (oldest) to_settle_.notify_one();
}

Copy* Belt::nextToSettle(std::int64_t wait_micros) {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return settled_ < submitted_ && slot(settled_).examined; };
  if (!ready() && wait_micros > 0) {
    to_settle_.wait_for(lock, std::chrono::microseconds(wait_micros),
                        [&] { return ready() || (closed_ && settled_ == submitted_); });
  }
  return ready() ? &slot(settled_++).copy : nullptr;
}

bool Belt::finished() const {
  const std::lock_guard lock(mutex_);
  return closed_ && committed_ == submitted_;
}

void Belt::unsettle() {
  const std::lock_guard lock(mutex_);
  settled_ = committed_;
}

void Belt::committed() {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = published_ == committed_;
    committed_ = settled_;
  }
  if (first) ring(publish_fd_);
}

Copy* Belt::nextToPublish() {
  if (Copy* copy = oldestCommitted()) return copy;
  silence(publish_fd_);
  return oldestCommitted();
}

Copy* Belt::oldestCommitted() {
  const std::lock_guard lock(mutex_);
  return published_ < committed_ ? &slot(published_).copy : nullptr;
}

void Belt::published(Copy& copy, End end) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    check(&copy == &slot(published_).copy, "published another copy than the oldest");
    FeedAccount& gone = account(copy.feed);
    ++(end == End::kPublished  ? gone.published
       : end == End::kRejected ? gone.rejected
                               : gone.repeated);
    first = done_ == published_++;
  }
  if (first) ring(done_fd_);
}

bool Belt::drained() const {
  const std::lock_guard lock(mutex_);
  return closed_ && published_ == submitted_;
}

Belt::Load Belt::load() const {
  const std::lock_guard lock(mutex_);
  return {static_cast<std::size_t>(submitted_ - done_), bytes_};
}

std::vector<FeedAccount> Belt::accounts() const {
  const std::lock_guard lock(mutex_);
  std::vector<FeedAccount> all;
  for (const auto& [feed, account] : accounts_) all.push_back(account);
  const auto see = [&](std::string_view feed) {
    for (FeedAccount& account : all) {
      if (account.feed == feed) ++account.in_flight;
    }
  };
  for (std::uint64_t n = published_; n < submitted_; ++n) see(slots_[n % kInFlightMax].copy.feed);
  if (!held_.empty()) see(held_);
  return all;
}

}  // namespace copytaster
