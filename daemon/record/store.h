// What Journal, Group and Reader share: the LMDB environment, its tables and what was last
// committed.
//
// Internal to daemon/record. Journal opens it, Group writes through it, Reader takes snapshots of
// it. Thin over LMDB's C calls on purpose: what a reader of the LMDB manual knows is true here.
#pragma once

#include <lmdb.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/base/table.h"
#include "daemon/record/group.h"
#include "daemon/record/journal.h"

namespace copytaster {

inline MDB_val lmdbVal(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}
inline std::string_view lmdbView(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

// LMDB's code or an errno as ours. A file that may not grow (EFBIG) is a full disk to us.
RecordStatus recordStatus(int lmdb_code);
Error lmdbError(int lmdb_code, const std::string& doing);

class Cursor {
 public:
  Cursor() = default;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor() {
    if (raw_ != nullptr) mdb_cursor_close(raw_);
  }
  int open(MDB_txn* txn, MDB_dbi dbi) { return mdb_cursor_open(txn, dbi, &raw_); }
  int get(MDB_val& key, MDB_val& value, MDB_cursor_op op) {
    return mdb_cursor_get(raw_, &key, &value, op);
  }
  int erase() { return mdb_cursor_del(raw_, 0); }

 private:
  MDB_cursor* raw_ = nullptr;
};

// Positions that every group may move; committed with it.
struct Positions {
  std::uint64_t next_sequence = 1;
  std::uint64_t published_to = 0;
  std::uint64_t last_notes = 0;
  std::uint64_t next_letter = 1;
  std::uint64_t letters_bytes = 0;
  std::uint64_t letters_dropped = 0;
};

class Environment;

class StateTable final : public Table {
 public:
  StateTable(Environment* store, std::string filter, MDB_dbi dbi)
      : store_(store), filter_(std::move(filter)), dbi_(dbi) {}

  [[nodiscard]] TableValue get(std::string_view key) const override;
  [[nodiscard]] TableStatus put(std::string_view key, std::string_view value) override;
  [[nodiscard]] TableStatus erase(std::string_view key) override;
  [[nodiscard]] TableStatus scan(std::string_view from, Visit visit, void* context) const override;

  [[nodiscard]] const std::string& filter() const { return filter_; }
  [[nodiscard]] MDB_dbi dbi() const { return dbi_; }

 private:
  Environment* store_;
  std::string filter_;
  MDB_dbi dbi_;
  mutable bool scanning_ = false;
};

class Environment {
 public:
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment();

  std::string path;
  JournalOptions options;
  bool read_only = false;
  int owner_fd = -1;  // holds the flock of owner.lock

  MDB_env* env = nullptr;
  MDB_dbi articles = 0, notes = 0, ids = 0, letters = 0, meta = 0;
  std::vector<std::unique_ptr<StateTable>> states;
  std::uint64_t epoch = 0;
  std::uint32_t schema = 0;
  Positions committed;

  // The group that is open: its transaction, what it moved, what spoilt it.
  MDB_txn* txn = nullptr;
  Positions pending;
  RecordStatus spoilt = RecordStatus::kOk;
  std::uint64_t group_bytes = 0;
  std::uint64_t group_bytes_max = 0;  // room in the map, less what expiring needs

  // Readers of this process: the map may only move while there are none.
  std::mutex gate;
  int readers = 0;

  // Remembers the first failure of the group; kInvalid does not spoil it.
  RecordStatus note(int lmdb_code);
  // False, and the group spoilt, where so many bytes more would not leave room to expire.
  bool takes(std::uint64_t bytes);
  // Pages in use by every table, as `txn` sees them, in bytes.
  std::uint64_t usedBytes(MDB_txn* in) const;
  std::uint64_t keptBytes(MDB_txn* in) const;  // of articles, notes and ids
  // Whether the group that failed with an I/O error failed for want of room: LMDB answers EIO for
  // a write that stops half-way, which is what the first write on a filling disk does.
  bool isOutOfRoom() const;
  void dropGroup();
};

std::uint64_t tableBytes(MDB_txn* txn, MDB_dbi dbi);
std::uint64_t tableEntries(MDB_txn* txn, MDB_dbi dbi);

// Fixed-size integers of `meta`.
std::string packNumbers(std::initializer_list<std::uint64_t> numbers);
bool unpackNumbers(std::string_view bytes, std::initializer_list<std::uint64_t*> numbers);

// Reads the positions out of `meta`. False: one is missing or does not read back.
bool readPositions(MDB_txn* txn, MDB_dbi meta, Positions& positions);
int getMeta(MDB_txn* txn, MDB_dbi meta, std::string_view key, std::string_view& value);

inline constexpr std::string_view kPositionsKey = "cursors";
inline constexpr std::string_view kSchemaKey = "schema";
inline constexpr std::string_view kEpochKey = "epoch";
inline constexpr std::string_view kTopicPrefix = "topic/";
inline constexpr std::string_view kFeedPrefix = "feed/";
inline constexpr std::string_view kStatePrefix = "state.";

}  // namespace copytaster
