// __wrap_X is called in the place of X; __real_X is LMDB's.
#include "tests/faults/simulation/faults.h"

#include <fcntl.h>
#include <lmdb.h>

#include <atomic>
#include <cerrno>
#include <utility>

namespace copytaster::simulation {
namespace {

thread_local Faults* armed = nullptr;
std::atomic<bool> reader_slots_taken{false};
std::atomic<std::uint64_t> refused{0};
thread_local bool takes_reader_slots = false;

// Counts down; true when it comes to nothing.
bool strikes(std::uint64_t& countdown) {
  return countdown != 0 && --countdown == 0;
}

// Whether a write finds the disk full: from full_at on, for full_tries tries.
bool isFull(Faults& faults) {
  if (faults.full_tries == 0 || faults.full_at > 1) return false;
  --faults.full_tries;
  ++faults.fulls;
  return true;
}

}  // namespace

Armed::Armed(Faults& faults) {
  armed = &faults;
}
Armed::~Armed() {
  armed = nullptr;
}

std::uint64_t takeReaderSlots(bool on) {
  takes_reader_slots = true;
  reader_slots_taken = on;
  return refused;
}

}  // namespace copytaster::simulation

using copytaster::simulation::armed;

extern "C" {
int __real_mdb_put(MDB_txn*, MDB_dbi, MDB_val*, MDB_val*, unsigned);
int __real_mdb_txn_commit(MDB_txn*);
int __real_mdb_txn_begin(MDB_env*, MDB_txn*, unsigned, MDB_txn**);
int __real_fallocate(int, int, off_t, off_t);

int __wrap_mdb_put(MDB_txn* txn, MDB_dbi dbi, MDB_val* key, MDB_val* value, unsigned flags) {
  if (armed != nullptr) {
    if (copytaster::simulation::strikes(armed->corrupt_at)) return MDB_CORRUPTED;
    if (armed->full_at > 1) --armed->full_at;
    if (!armed->full_at_commit && copytaster::simulation::isFull(*armed)) return MDB_MAP_FULL;
  }
  return __real_mdb_put(txn, dbi, key, value, flags);
}

int __wrap_mdb_txn_commit(MDB_txn* txn) {
  if (armed == nullptr) return __real_mdb_txn_commit(txn);
  if (armed->full_at_commit && copytaster::simulation::isFull(*armed)) {
    mdb_txn_abort(txn);
    return EIO;  // as LMDB says of a write that stopped half-way; the record asks for the cause
  }
  const bool dies = copytaster::simulation::strikes(armed->kill_at);
  if (dies && !armed->after_commit) mdb_txn_abort(txn);
  const int code = dies && !armed->after_commit ? 0 : __real_mdb_txn_commit(txn);
  if (!dies) return code;
  ++armed->kills;
  throw copytaster::simulation::Killed();
}

int __wrap_mdb_txn_begin(MDB_env* env, MDB_txn* parent, unsigned flags, MDB_txn** txn) {
  namespace simulation = copytaster::simulation;
  if ((flags & MDB_RDONLY) != 0 && simulation::reader_slots_taken &&
      !simulation::takes_reader_slots) {
    ++simulation::refused;
    return MDB_READERS_FULL;
  }
  return __real_mdb_txn_begin(env, parent, flags, txn);
}

int __wrap_fallocate(int fd, int mode, off_t offset, off_t size) {
  if (armed == nullptr || !armed->full_at_commit) return __real_fallocate(fd, mode, offset, size);
  errno = ENOSPC;
  return -1;
}
}
