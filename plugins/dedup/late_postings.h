// Putting in the postings of very many articles at once: a million have 10^8.
//
// They wait, a part of the table together, until there are enough to be worth fetching that part
// into the cache. A thread of its own puts full parts in, while the caller reads on; it ends with
// this object. Putting in takes longer than reading, so the caller does some of it too.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "pages.h"
#include "posting_table.h"

namespace copytaster::dedup {

class LatePostings {
 public:
  // Nobody else touches the table until finish() has returned. Throws std::bad_alloc,
  // std::system_error where no thread is to be had.
  explicit LatePostings(PostingTable& table);
  ~LatePostings() { finish(); }
  LatePostings(const LatePostings&) = delete;
  LatePostings& operator=(const LatePostings&) = delete;

  // The article `ordinal`, the newest, holds the key. Found after finish().
  void add(std::uint32_t key, std::uint64_t ordinal) {
    const std::size_t part = table_.partOf(key);
    Batch& batch = waiting_[part];
    if (batch.count == kRoom) makeRoom(batch, part % kCallerEvery == 0);
    batch.postings[batch.count++] = {key, static_cast<std::uint32_t>(ordinal)};
  }
  // Puts in what waits; returns when all is in the table.
  void finish();

 private:
  struct Posting {
    std::uint32_t key;
    std::uint32_t ordinal;  // its low bits: a stamp is of no more
  };
  struct Batch {
    Posting* postings;
    std::size_t count;
  };
  static constexpr std::size_t kRoom = std::size_t{1} << 15;
  static constexpr std::size_t kSpare = 16;       // batches on their way
  static constexpr std::size_t kCallerEvery = 4;  // every fourth part is the caller's to put in

  void makeRoom(Batch& full, bool by_caller);
  void putIn(const Batch& batch);
  void work();

  PostingTable& table_;
  Pages<Posting> room_;
  std::array<Batch, PostingTable::kParts> waiting_;  // the caller's alone

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> full_;
  std::vector<Posting*> empty_;
  bool ending_ = false;
  std::jthread worker_;
};

}  // namespace copytaster::dedup
