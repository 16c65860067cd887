// A set of 16-bit values: entering one costs two stores, the smallest come out in order, and
// nothing is compared, which could be guessed wrong.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace copytaster::dedup {

class SmallSet {
 public:
  void add(std::uint16_t value) {
    const std::size_t word = value >> 6;
    values_[word] |= std::uint64_t{1} << (value & 63);
    words_[word >> 6] |= std::uint64_t{1} << (word & 63);
  }
  // Writes the smallest to `out`, as many as it has room for, ascending, and empties the set. How
  // many were written.
  std::size_t take(std::span<std::uint16_t> out) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t& words = words_[i]; words != 0; words &= words - 1) {
        const std::size_t word = i << 6 | static_cast<std::size_t>(std::countr_zero(words));
        for (std::uint64_t v = values_[word]; v != 0 && n < out.size(); v &= v - 1)
          out[n++] =
              static_cast<std::uint16_t>(word << 6 | static_cast<std::size_t>(std::countr_zero(v)));
        values_[word] = 0;
      }
    }
    return n;
  }

 private:
  std::array<std::uint64_t, 1024> values_{};
  std::array<std::uint64_t, 16> words_{};  // which of values_ are not zero
};

}  // namespace copytaster::dedup
