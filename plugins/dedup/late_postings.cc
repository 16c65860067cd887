// Batches go in by the order they were filled in, so that a bucket's postings keep theirs.
#include "late_postings.h"

namespace copytaster::dedup {

LatePostings::LatePostings(PostingTable& table)
    : table_(table), room_((PostingTable::kParts + kSpare) * kRoom) {
  for (std::size_t i = 0; i < waiting_.size(); ++i) waiting_[i] = {&room_[i * kRoom], 0};
  for (std::size_t i = 0; i < kSpare; ++i)
    empty_.push_back(&room_[(PostingTable::kParts + i) * kRoom]);
  worker_ = std::jthread([this] { work(); });
}

// Puts the batch in, or hands it over for an empty one; waits until there is one.
void LatePostings::makeRoom(Batch& full, bool by_caller) {
  if (by_caller) {
    putIn(full);
    full.count = 0;
    return;
  }
  std::unique_lock lock(mutex_);
  full_.push_back(full);
  changed_.notify_all();
  changed_.wait(lock, [&] { return !empty_.empty(); });
  full = {empty_.back(), 0};
  empty_.pop_back();
}

void LatePostings::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return !full_.empty() || ending_; });
    if (full_.empty()) return;
    const Batch batch = full_.front();
    full_.pop_front();
    lock.unlock();
    putIn(batch);
    lock.lock();
    empty_.push_back(batch.postings);
    changed_.notify_all();
  }
}

void LatePostings::putIn(const Batch& batch) {
  constexpr std::size_t kAhead = 16;
  for (std::size_t i = 0; i < batch.count; ++i) {
    if (i + kAhead < batch.count) table_.prefetch(batch.postings[i + kAhead].key);
    table_.insert(batch.postings[i].key, batch.postings[i].ordinal);
  }
}

void LatePostings::finish() {
  if (!worker_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    for (Batch& batch : waiting_) {
      full_.push_back(batch);
      batch.count = 0;
    }
    ending_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

}  // namespace copytaster::dedup
