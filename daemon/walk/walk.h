// The walk: the threads that take each copy along the belt, from examine to the commit.
//
// N workers examine, in any order. One thread settles, in sequence order, and records: everything
// that is there when it looks makes one group, so that groups are single articles on a quiet wire
// and hundreds under load, and one sync serves them all. A group that cannot be committed (disk
// full) is dropped whole: the filters are built anew from what is on disk, and the same copies are
// examined and settled again when there is room. Meanwhile nothing moves, the belt fills, and the
// intake stops.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/article/belt.h"
#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/chain/chain.h"
#include "daemon/record/consumers.h"
#include "daemon/record/journal.h"
#include "daemon/record/reader.h"
#include "daemon/record/upstream.h"

namespace copytaster {

struct WalkOptions {
  std::size_t workers = 0;           // 0: one a core
  std::size_t group_articles = 512;  // most of one commit
  Micros keep_micros = 0;            // articles older than this are deleted; 0: kept
  std::uint64_t keep_bytes = 0;      // the journal's bound for articles and notes; 0: none
  std::chrono::milliseconds retry_pause{500};  // between tries on a full disk
};

class Walk {
 public:
  // [setup] `chain` is open but not recalled. All of them outlive the walk.
  Walk(WalkOptions options, Belt& belt, Chain& chain, Journal& journal, Counters& counters,
       Log& log);
  ~Walk();  // joined
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  // Writes what durable consumers acknowledge, and keeps for them what they have not. [setup]
  void keepFor(Consumers& consumers) { consumers_ = &consumers; }
  // [setup] Lets the filters recall their state from the journal. Before start().
  Result<void> recall();
  // `published_to` is asked before each commit: the last sequence handed to the publishing socket,
  // for the journal's cursor. [setup; it is asked on the settle thread]
  void publishedBy(std::function<std::uint64_t()> published_to) {
    published_to_ = std::move(published_to);
  }
  void start();
  // Ends when the belt is closed and everything on it is committed.
  void join();
  // One step of a worker, and one of the settle thread: what start() makes its threads do over and
  // over. A simulation calls them itself, in an order of its own. `wait` micros for a first
  // article.
  void examine(Copy& copy);
  void settleSome(Micros wait);
  // After join and after the publisher ended: writes the cursor once more, so that a start after a
  // clean stop publishes nothing twice.
  Result<void> commitCursor();

  // [any] False while the disk is full: `/readyz` fails, `why` is for it and for status.
  [[nodiscard]] bool taking() const { return taking_; }
  // When the settle thread last came round (steadyMicros), at least once a second while it is well.
  [[nodiscard]] Micros lastSeen() const { return seen_; }

 private:
  struct Tallies;

  void examineLoop();
  void settleLoop();
  bool settleGroup(Copy* first);  // false: nothing of it is on disk
  bool settleOne(Group& group, Copy& copy);
  bool recordLetter(Group& group, const Copy& copy);
  bool recordArticle(Group& group, Copy& copy);
  bool recordCursors(Group& group);
  void recover();
  void takeAgain();
  void makeRoom();
  Result<void> recallInGroup(bool keep);
  void commitIdleCursor();
  [[nodiscard]] Micros oldestAwaited() const;
  std::uint64_t publishedTo() const;
  std::uint64_t previousOnTopic(const std::string& topic) const;

  WalkOptions options_;
  Belt& belt_;
  Chain& chain_;
  Journal& journal_;
  Log& log_;
  Consumers* consumers_ = nullptr;
  std::unique_ptr<Tallies> tallies_;
  std::function<std::uint64_t()> published_to_;
  std::vector<std::thread> threads_;

  // Settle thread only: what is committed, and what the open group adds to it.
  std::map<std::string, std::uint64_t, std::less<>> topics_, topics_pending_;
  std::map<std::string, FeedCursor, std::less<>> feeds_, feeds_pending_;
  std::map<std::string_view, UpstreamPosition> upstreams_pending_;
  std::uint64_t cursor_ = 0;  // published_to as committed
  Micros last_received_at_ = 0;
  std::size_t group_limit_;  // articles a group: one after a full disk, then doubling again
  std::atomic<bool> taking_{true};
  std::atomic<Micros> seen_{0};
};

}  // namespace copytaster
