// A group: everything that is committed together, in one LMDB write transaction with one sync.
//
//   auto group = journal.begin();
//   group->putArticle(…); …; group->putNotes(…);   // and the filters' state tables, through
//   Journal::openState if (auto done = group->commit(); !done) …      // kFull: nothing of it is
//   there; do it again when there is room
//
// Destroying it without commit drops it. A put that fails spoils the group: further puts answer the
// same and commit refuses, so a caller may look at the end only. After a failed commit what filters
// hold in memory is ahead of their state: make them anew and recall. All calls on the thread that
// began it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/record/records.h"

namespace copytaster {

class Environment;

enum class RecordStatus : std::uint8_t {
  kOk = 0,
  kFull = 1,  // disk or map
  kInvalid =
      2,  // a bound of records.h, or a sequence that does not go up; the group goes on without it
  kFailed = 3,  // the disk failed, or the journal does not read back
};

// Rows: what was counted of a feed, kept with the journal so that a restart goes on counting.
struct FeedCursor {
  std::uint64_t received = 0;         // articles taken into the journal
  std::uint64_t rejected = 0;         // frames in the dead letters
  std::uint64_t last_sequence = 0;    // of its last article
  std::int64_t last_received_at = 0;  // microseconds
};

class Group {
 public:
  Group(Group&&) noexcept;
  Group& operator=(Group&&) = delete;
  ~Group();

  // Sequence: greater than that of every article before; next_sequence goes to one past it.
  RecordStatus putArticle(const ArticleRecord& record);
  // Sequence: greater than that of all notes before.
  RecordStatus putNotes(const NotesRecord& record);
  // The id is given here. The oldest go where letters_max or letters_bytes_max is passed, and are
  // counted.
  RecordStatus putLetter(const LetterRecord& record);
  RecordStatus eraseLetter(std::uint64_t id);

  RecordStatus setPublishedTo(std::uint64_t sequence);
  RecordStatus setTopic(std::string_view topic, std::uint64_t last_sequence);
  RecordStatus setFeed(std::string_view feed, const FeedCursor& cursor);
  // Anything else that is small: a provider's numbers ("gap/<feed>/<provider>"), a durable
  // consumer's position. Keys to 500 bytes; an empty value erases.
  RecordStatus setMeta(std::string_view key, std::string_view value);

  // The sequence that an identity was given; read-your-writes.
  [[nodiscard]] std::optional<std::uint64_t> identified(const Identity& identity) const;

  // Deletes the oldest articles with their notes, at most `count_max`: those received before
  // `before` (microseconds), and while articles and notes take more than keep_bytes. Never one that
  // is not published. Answers how many; when it is count_max, there is more to do in the next
  // group. About 3 µs each.
  std::uint64_t expire(std::int64_t before, std::uint64_t keep_bytes, std::uint64_t count_max);
  // Empties a filter's state.
  RecordStatus dropState(std::string_view filter);

  [[nodiscard]] RecordStatus status() const;  // kOk, or what spoilt it
  [[nodiscard]] std::uint64_t bytes() const;  // put so far, as an estimate of what commit writes

  // Writes and syncs. kFull, kSystem (after which the process should stop: what a failed sync left
  // is unknown).
  Result<void> commit();

 private:
  friend class Journal;
  explicit Group(Environment* store);
  Environment* store_;  // null when committed or moved from
};

}  // namespace copytaster
