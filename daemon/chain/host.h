// The daemon's side of the plugin boundary: the table of calls that every filter gets.
#pragma once

#include "copytaster/abi.h"
#include "daemon/base/log.h"
#include "daemon/base/table.h"

// A filter's table during one settle or recall. `failed` is set by the first call that the disk
// refused: the whole group is then done again, whatever the filter makes of it.
struct ct_store {
  copytaster::Table* table = nullptr;
  copytaster::TableStatus failed = copytaster::TableStatus::kOk;
};

namespace copytaster {

// The same for the life of the process. Filters' log lines go to `log` of the last call. [setup]
const ct_host* hostTable(Log& log);

}  // namespace copytaster
