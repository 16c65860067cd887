// A filter's table while it settles one article: what it changes can be taken back.
//
// A filter that throws half-way must leave nothing behind. The first value of every key that it
// changes is copied before the change, and put back, newest first, if the article fails. One more
// look-up a change, on the page that the change touches anyway. (LMDB's nested transactions do the
// same by copying the parent's list of pages, which costs more than the article.)
#pragma once

#include <string>
#include <vector>

#include "daemon/base/table.h"

namespace copytaster {

class UndoTable final : public Table {
 public:
  // [setup] `table` outlives this; nothing is called before.
  void over(Table* table) { table_ = table; }

  [[nodiscard]] TableValue get(std::string_view key) const override { return table_->get(key); }
  [[nodiscard]] TableStatus put(std::string_view key, std::string_view value) override;
  [[nodiscard]] TableStatus erase(std::string_view key) override;
  [[nodiscard]] TableStatus scan(std::string_view from, Visit visit, void* context) const override {
    return table_->scan(from, visit, context);
  }

  // All changes since the last call of either stand.
  void keep();
  // None of them does. kFull, kFailed: the disk refused, and the group is lost anyway.
  [[nodiscard]] TableStatus undo();

 private:
  struct Change {
    std::size_t key_begin, key_size, value_size;  // in bytes_; the value follows the key
    bool existed;
  };
  TableStatus remember(std::string_view key);

  Table* table_ = nullptr;
  std::string bytes_;
  std::vector<Change> changes_;
};

}  // namespace copytaster
