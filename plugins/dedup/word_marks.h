// A few words with marks: met by hash, in one look-up of a table that stays in the first-level
// cache. Nearly every word is none of them, which one bit tells.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace copytaster::dedup {

class WordMarks {
 public:
  struct Group {
    std::uint32_t mark;  // one bit
    std::initializer_list<std::string_view> words;
  };
  // At most some hundreds of words. A word in several groups has all their marks.
  WordMarks(std::initializer_list<Group> groups);

  // The marks of a word by its token's hash; 0: it is none of them.
  std::uint32_t marks(std::uint64_t hash) const {
    if ((maybe_[hash >> 6 & (maybe_.size() - 1)] >> (hash & 63) & 1) == 0) return 0;
    for (std::size_t i = hash & mask_; slots_[i].marks != 0; i = (i + 1) & mask_) {
      if (slots_[i].hash == hash) return slots_[i].marks;
    }
    return 0;
  }

 private:
  struct Slot {
    std::uint64_t hash;
    std::uint32_t marks;
  };
  std::vector<Slot> slots_;
  std::size_t mask_;
  std::array<std::uint64_t, 64> maybe_{};  // a bit a word, by twelve bits of its hash
};

}  // namespace copytaster::dedup
