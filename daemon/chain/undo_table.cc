// Keys and former values lie one after the other in one string, whose memory is used again for the
// next article.
#include "daemon/chain/undo_table.h"

namespace copytaster {
namespace {

constexpr std::size_t kKeptBytes = std::size_t{1} << 20;  // more is given back after an article

}  // namespace

TableStatus UndoTable::remember(std::string_view key) {
  const TableValue before = table_->get(key);
  const bool existed = before.status == TableStatus::kOk;
  if (!existed && before.status != TableStatus::kNotFound) return before.status;
  changes_.push_back({bytes_.size(), key.size(), before.value.size(), existed});
  bytes_.append(key).append(before.value);
  return TableStatus::kOk;
}

TableStatus UndoTable::put(std::string_view key, std::string_view value) {
  if (const TableStatus status = remember(key); status != TableStatus::kOk) return status;
  return table_->put(key, value);
}

TableStatus UndoTable::erase(std::string_view key) {
  if (const TableStatus status = remember(key); status != TableStatus::kOk) return status;
  return table_->erase(key);
}

void UndoTable::keep() {
  changes_.clear();
  bytes_.clear();
  if (bytes_.capacity() > kKeptBytes) bytes_.shrink_to_fit();
}

TableStatus UndoTable::undo() {
  TableStatus status = TableStatus::kOk;
  const std::string_view bytes = bytes_;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    const auto key = bytes.substr(change->key_begin, change->key_size);
    const auto value = bytes.substr(change->key_begin + change->key_size, change->value_size);
    const TableStatus done = change->existed ? table_->put(key, value) : table_->erase(key);
    if (done == TableStatus::kFull || done == TableStatus::kFailed) status = done;
  }
  keep();
  return status;
}

}  // namespace copytaster
