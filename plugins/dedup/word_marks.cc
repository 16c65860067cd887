// Filling the table, at a load of at most a quarter.
#define XXH_INLINE_ALL
#include "word_marks.h"

#include <xxhash.h>

#include <bit>

namespace copytaster::dedup {

WordMarks::WordMarks(std::initializer_list<Group> groups) {
  std::size_t words = 0;
  for (const Group& g : groups) words += g.words.size();
  slots_.resize(std::bit_ceil(words * 4 + 1));
  mask_ = slots_.size() - 1;
  for (const Group& g : groups) {
    for (const std::string_view word : g.words) {
      const std::uint64_t hash = XXH3_64bits(word.data(), word.size());
      std::size_t i = hash & mask_;
      while (slots_[i].marks != 0 && slots_[i].hash != hash) i = (i + 1) & mask_;
      slots_[i].hash = hash;
      slots_[i].marks |= g.mark;
      maybe_[hash >> 6 & (maybe_.size() - 1)] |= std::uint64_t{1} << (hash & 63);
    }
  }
}

}  // namespace copytaster::dedup
