// A reader: one snapshot of the journal, for replay, receipts, status, letters and the `journal`
// commands.
//
// Never waits for the writer and never makes it wait. But pages that a snapshot can see are not
// used again while it lives: hold one for a batch, not for a conversation. May move between
// threads; one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "daemon/record/group.h"
#include "daemon/record/records.h"

namespace copytaster {

struct Snapshot;

struct TableStat {
  std::string name;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;  // pages in use
};

struct JournalStat {
  std::uint32_t schema = 0;
  std::uint64_t epoch = 0;
  std::uint64_t articles = 0;
  std::uint64_t notes = 0;
  std::uint64_t letters = 0;
  std::uint64_t letters_dropped = 0;  // oldest that made room, ever
  std::uint64_t first_sequence = 0;   // 0: none kept
  std::uint64_t last_sequence = 0;
  std::int64_t first_received_at = 0;
  std::int64_t last_received_at = 0;
  std::uint64_t published_to = 0;
  std::uint64_t next_sequence = 1;
  std::uint64_t kept_bytes = 0;  // pages of articles, notes and ids: what keep_bytes bounds
  std::uint64_t file_bytes = 0;  // pages ever used
  std::uint64_t map_bytes = 0;
  std::vector<TableStat> tables;
};

class Reader {
 public:
  // Takes an article and its notes, null where it is not settled; false ends the walk. Views last
  // as long as the Reader.
  using Visit = bool (*)(void* context, const ArticleRecord& article, const NotesRecord* notes);

  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  [[nodiscard]] std::optional<ArticleRecord> article(std::uint64_t sequence) const;
  [[nodiscard]] std::optional<NotesRecord> notes(std::uint64_t sequence) const;
  [[nodiscard]] std::optional<std::uint64_t> identified(const Identity& identity) const;

  // In sequence order from the first article with sequence >= from. A record that does not read
  // back is passed over and counted in `unreadable`. Answers the sequence to go on from.
  std::uint64_t walk(std::uint64_t from, Visit visit, void* context) const;
  // The same for any callable: bool(const ArticleRecord&, const NotesRecord*).
  template <typename Each>
  std::uint64_t walkEach(std::uint64_t from, Each&& each) const {
    using Callable = std::remove_reference_t<Each>;
    return walk(
        from,
        [](void* context, const ArticleRecord& article, const NotesRecord* notes) -> bool {
          return (*static_cast<Callable*>(context))(article, notes);
        },
        const_cast<void*>(static_cast<const void*>(&each)));
  }

  // The first sequence received at or after that time; one past the last where all are older. By
  // bisection: times of receipt are taken as never going back. O(log n).
  [[nodiscard]] std::uint64_t firstReceivedAt(std::int64_t microseconds) const;

  [[nodiscard]] std::uint64_t publishedTo() const;
  [[nodiscard]] std::uint64_t nextSequence() const;
  [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> topics()
      const;  // last sequence of each
  [[nodiscard]] std::optional<FeedCursor> feed(std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::string, FeedCursor>> feeds()
      const;  // every one ever set
  [[nodiscard]] std::optional<std::string> meta(std::string_view key) const;
  // All keys of meta that begin so, with their values.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> metaUnder(
      std::string_view prefix) const;

  // From the id `from`, oldest first, at most `count_max`.
  [[nodiscard]] std::vector<LetterRecord> letters(std::uint64_t from, std::size_t count_max) const;
  [[nodiscard]] std::optional<LetterRecord> letter(std::uint64_t id) const;

  [[nodiscard]] JournalStat stat() const;
  [[nodiscard]] std::uint64_t unreadable() const;  // records passed over by this Reader

 private:
  friend class Journal;

  explicit Reader(std::unique_ptr<Snapshot> snapshot);
  std::unique_ptr<Snapshot> snapshot_;
};

}  // namespace copytaster
