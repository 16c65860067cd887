// The belt: a ring of copies that carries each article from the intake round to the intake again.
//
//   intake ─ submit ─▶ examine (N workers) ─▶ settle ─ committed ─▶ publish ─ published ─▶ intake
//   (done)
//
// Every stage takes copies in the order they were submitted; only `examine` may finish out of
// order, and settle waits for the oldest. The ring bounds the articles and the bytes in flight:
// where it is full, claim() answers nullptr, the intake stops reading its sockets, and the upstream
// sees back-pressure. One mutex, held for a few instructions; stages sleep on condition variables,
// the two ZeroMQ threads on event descriptors that they poll beside their sockets.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/copy.h"

namespace copytaster {

inline constexpr std::size_t kInFlightMax =
    1024;  // articles on the belt; also how far ahead a breaker is set

// How the way of a frame ended.
enum class End : std::uint8_t {
  kPublished,
  kRejected,  // a dead letter
  kRepeated,  // in the journal already: only answered
};

// Where the frames of a feed are, at one moment.
struct FeedAccount {
  std::string feed;
  std::uint64_t received = 0;                               // from its socket, as the intake says
  std::uint64_t published = 0, rejected = 0, repeated = 0;  // as the publisher says
  std::uint64_t in_flight = 0;  // found on the belt, or held by the intake for want of room
  // Frames that came and are nowhere; below zero: more went than came. Always 0.
  [[nodiscard]] std::int64_t unaccounted() const {
    return static_cast<std::int64_t>(received - published - rejected - repeated - in_flight);
  }
};

class Belt {
 public:
  // `bytes_max` bounds the frames on the belt (one article is always let in); `next_sequence` is
  // what the first article gets.
  Belt(std::size_t bytes_max, std::uint64_t next_sequence);
  ~Belt();
  Belt(const Belt&) = delete;
  Belt& operator=(const Belt&) = delete;

  // --- Intake thread.
  // A frame was taken from the feed's socket, to be submitted when there is room.
  void took(std::string_view feed);
  // An empty copy to fill and submit; nullptr where the belt is full or closed. `bytes` is the
  // frame to come.
  Copy* claim(std::size_t bytes);
  // Puts the claimed copy on the belt; gives it the next sequence unless it is a dead letter or
  // repeated.
  void submit(Copy& copy);
  // The oldest copy that went all the way round (published, or recorded as a dead letter), to be
  // answered and then recycled by done(); nullptr where there is none.
  Copy* nextDone();
  void done(Copy& copy);
  // Readable when a copy is done (so there is something to answer, and room again). Cleared by
  // nextDone().
  int doneDescriptor() const { return done_fd_; }
  // No more articles come: every stage ends when the belt is empty.
  void close();

  // --- Workers. Blocks; nullptr: closed and nothing left.
  Copy* nextToExamine();
  void examined(Copy& copy);

  // --- Settle thread. The oldest examined copy not yet taken; nullptr where it is not examined
  // yet. wait: blocks until there is one, `micros` passed, or the belt is closed and empty.
  Copy* nextToSettle(std::int64_t wait_micros);
  bool finished() const;  // closed, and all submitted were committed
  // Settled but not committed: the same copies come again, oldest first.
  void unsettle();
  // All copies taken since the last call (or unsettle) are on disk.
  void committed();

  // --- Publisher thread. The oldest committed copy; nullptr where there is none.
  Copy* nextToPublish();
  void published(Copy& copy, End end);
  int publishDescriptor() const {
    return publish_fd_;
  }                      // readable when there may be one; cleared by nextToPublish()
  bool drained() const;  // closed, and all submitted were published

  // --- Any thread, for status.
  struct Load {
    std::size_t articles, bytes;
  };
  Load load() const;
  // Counted in one moment, what is in flight by looking at every place. O(articles on the belt).
  std::vector<FeedAccount> accounts() const;

 private:
  struct Slot {
    Copy copy;
    bool examined = false;
    std::size_t bytes = 0;  // of its frame, as counted
  };
  using Accounts = std::map<std::string, FeedAccount, std::less<>>;
  FeedAccount& account(std::string_view feed);
  Copy* oldestDone();
  Copy* oldestCommitted();
  Slot& slot(std::uint64_t n) { return slots_[n % kInFlightMax]; }

  std::size_t bytes_max_;
  std::uint64_t next_sequence_;
  std::unique_ptr<Slot[]> slots_;
  mutable std::mutex mutex_;
  std::condition_variable to_examine_, to_settle_;
  bool closed_ = false;
  std::size_t bytes_ = 0;
  // Counts of copies ever through each stage; a copy n lies in slot n % kInFlightMax.
  std::uint64_t submitted_ = 0, taken_ = 0, settled_ = 0, committed_ = 0, published_ = 0, done_ = 0;
  Accounts accounts_;
  std::string_view held_;  // the feed of the frame that was taken and not yet submitted
  int done_fd_, publish_fd_;
};

}  // namespace copytaster
