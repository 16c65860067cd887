// A Table in memory: the Store of `copytaster taste` and of tests. Lasts as long as the object.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "daemon/base/table.h"

namespace copytaster {

class MemoryTable final : public Table {
 public:
  [[nodiscard]] TableValue get(std::string_view key) const override {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return {TableStatus::kNotFound, {}};
    return {TableStatus::kOk, found->second};
  }

  [[nodiscard]] TableStatus put(std::string_view key, std::string_view value) override {
    if (scanning_ || !isTableKey(key) || value.size() > kTableValueBytesMax)
      return TableStatus::kInvalid;
    const auto place = entries_.lower_bound(key);
    if (place != entries_.end() && place->first == key) {
      place->second.assign(value);
    } else {
      entries_.emplace_hint(place, key, value);
    }
    return TableStatus::kOk;
  }

  [[nodiscard]] TableStatus erase(std::string_view key) override {
    if (scanning_) return TableStatus::kInvalid;
    const auto found = entries_.find(key);
    if (found == entries_.end()) return TableStatus::kNotFound;
    entries_.erase(found);
    return TableStatus::kOk;
  }

  [[nodiscard]] TableStatus scan(std::string_view from, Visit visit, void* context) const override {
    const bool outermost = !scanning_;
    scanning_ = true;
    for (auto at = entries_.lower_bound(from); at != entries_.end(); ++at) {
      if (!visit(context, at->first, at->second)) break;
    }
    if (outermost) scanning_ = false;
    return TableStatus::kOk;
  }

  [[nodiscard]] std::size_t count() const { return entries_.size(); }

 private:
  // char_traits<char> compares as unsigned bytes, which is the order LMDB keeps.
  std::map<std::string, std::string, std::less<>> entries_;
  mutable bool scanning_ = false;
};

}  // namespace copytaster
