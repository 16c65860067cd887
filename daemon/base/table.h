// An ordered key-value table, as a filter's Store sees it: the same calls whether LMDB holds it
// (the daemon) or a std::map does (`taste`, tests). The semantics are ct_store_api's.
//
// Keys are 1 to kTableKeyBytesMax bytes, compared as unsigned bytes. A table reads its own writes.
// One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace copytaster {

inline constexpr std::size_t kTableKeyBytesMax = 500;
inline constexpr std::size_t kTableValueBytesMax = std::size_t{64} << 20;

enum class TableStatus : std::uint8_t {
  kOk = 0,
  kNotFound = 1,  // no such key
  kFull = 2,      // disk or map full: the whole group fails, and is done again when there is room
  kInvalid = 3,   // key or value size out of range, a change during a scan, or no group open;
                  // nothing was done
  kFailed = 4,    // the disk failed; the group fails
};

struct TableValue {
  TableStatus status = TableStatus::kNotFound;
  std::string_view value;  // valid until the next put or erase on any table of the journal
};

class Table {
 public:
  // Takes key and value of one entry; false ends the scan.
  using Visit = bool (*)(void* context, std::string_view key, std::string_view value);

  virtual ~Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  [[nodiscard]] virtual TableValue get(std::string_view key) const = 0;
  // `value` may view what `get` returned from another table, not from this one.
  [[nodiscard]] virtual TableStatus put(std::string_view key, std::string_view value) = 0;
  [[nodiscard]] virtual TableStatus erase(
      std::string_view key) = 0;  // kNotFound where it was not there

  // Visits the entries with key >= `from` in order ("" begins at the first). put and erase answer
  // kInvalid meanwhile.
  [[nodiscard]] virtual TableStatus scan(std::string_view from, Visit visit,
                                         void* context) const = 0;

  // The same for any callable: bool(std::string_view key, std::string_view value).
  template <typename Each>
  [[nodiscard]] TableStatus scanEach(std::string_view from, Each&& each) const {
    using Callable = std::remove_reference_t<Each>;
    return scan(
        from,
        [](void* context, std::string_view key, std::string_view value) -> bool {
          return (*static_cast<Callable*>(context))(key, value);
        },
        const_cast<void*>(static_cast<const void*>(&each)));
  }

 protected:
  Table() = default;
};

inline bool isTableKey(std::string_view key) {
  return !key.empty() && key.size() <= kTableKeyBytesMax;
}

}  // namespace copytaster
