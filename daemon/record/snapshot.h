// One read transaction and its place among the process's readers. Internal to daemon/record.
#pragma once

#include <lmdb.h>

#include <cstdint>

#include "daemon/record/store.h"

namespace copytaster {

struct Snapshot {
  explicit Snapshot(Environment& of);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  Environment& store;
  MDB_txn* txn = nullptr;
  int code = MDB_SUCCESS;  // why there is no txn
  std::uint64_t unreadable = 0;
};

}  // namespace copytaster
