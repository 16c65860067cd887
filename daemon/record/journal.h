// The journal: all that must outlive the process, in one LMDB environment.
//
// One transaction (a Group, group.h) holds articles received, notes of articles settled, every
// filter's state and the cursors: after a kill at any moment all of a group is there or none of it.
// LMDB has no recovery step to get wrong, and readers (reader.h) on other threads or in other
// processes never hold the writer up.
//
// Tables: `articles` and `notes` (by sequence), `ids` (identity to sequence), `letters` (dead
// letters), `meta` (schema, epoch, cursors) and one `state.<filter>` a filter. Bounds: kFiltersMax
// filters; the file grows to map_bytes at most and never shrinks, freed pages are used again. The
// map is address space only: memory is what the kernel caches. Not memory-mapped for writing: a
// full disk is then an error code, not a SIGBUS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/base/table.h"

namespace copytaster {

class Group;
class Reader;
class Environment;

inline constexpr std::uint32_t kJournalSchema = 1;
inline constexpr std::size_t kFiltersMax = 48;
inline constexpr std::size_t kReadersMax = 126;  // LMDB's reader slots, all processes together

struct JournalOptions {
  std::uint64_t keep_bytes = std::uint64_t{20}
                             << 30;  // what `expire` keeps articles and notes under
  std::uint64_t map_bytes = 0;       // bound of the file; 0: keep_bytes * 5/4 + 4 GiB
  bool sync = true;  // false: the OS decides when; a power cut may then cost the journal
  std::uint64_t letters_max = 10'000;
  std::uint64_t letters_bytes_max = std::uint64_t{256} << 20;
};

class Journal {
 public:
  // [setup] Opens for writing; makes folder (0700) and files (0600) where they are missing. One
  // process at a time: kBusy names the file and the process that holds it; kVersion: a newer
  // schema; kCorrupt, kSystem.
  static Result<Journal> open(const std::string& path, const JournalOptions& options);
  // [any] Opens for reading beside a running daemon, or without one. kNotFound where there is no
  // journal.
  static Result<Journal> openToRead(const std::string& path);

  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;
  ~Journal();  // no Group or Reader of it may be alive

  // [setup] The state table of a filter, made where it is missing. The reference is good for the
  // life of the Journal, and works on the Group that is open at the time; without one every call
  // answers kInvalid. kInvalid: not a filter's name; kFull: kFiltersMax.
  Result<Table*> openState(std::string_view filter);

  // [writer] Begins the one write transaction; the thread that begins it does all with it. At most
  // one is open. kRefused: opened to read.
  Result<Group> begin();

  // [any] A snapshot of what is committed. kFull: kReadersMax are open.
  Result<Reader> read() const;

  // [writer] A larger bound for the file, after kFull. kBusy while a Group or Reader is open in
  // this process.
  Result<void> grow(std::uint64_t map_bytes);

  [[nodiscard]] std::uint64_t epoch() const;         // random, made with the journal; never 0
  [[nodiscard]] std::uint64_t nextSequence() const;  // as last committed, from 1 [writer]
  [[nodiscard]] std::uint64_t publishedTo() const;   // as last committed; 0: none [writer]
  [[nodiscard]] const std::string& path() const;
  [[nodiscard]] std::uint64_t mapBytes() const;

 private:
  explicit Journal(std::unique_ptr<Environment> store);
  std::unique_ptr<Environment> store_;
};

}  // namespace copytaster
