// The heaviest of some hundreds, in order. Told apart by counting: most are far from the bound, and
// which of two is the heavier cannot be guessed.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sieve.h"

namespace copytaster::dedup {

// Holds the room, which is reused; allocates while it grows, then no more.
class Heaviest {
 public:
  static constexpr int kTieBits = 36;
  // A weight and, of equal ones, the greater `tie` orders before; it has kTieBits bits, and its
  // lowest may say whose weight it is. The weight is from 1 to 2^32, less is 1.
  static std::uint64_t key(float weight, std::uint64_t tie) {
    constexpr std::uint32_t kOne = 127U << 23;  // a positive float's bits order as it does
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(std::max(weight, 1.0F)) - kOne;
    return static_cast<std::uint64_t>(bits) << kTieBits | tie;
  }

  Sieve<std::uint64_t>::Pen open(std::size_t most) { return keys_.open(most); }

  // Of the keys the greatest, at most `most`, descending. Valid until the next open.
  std::span<const std::uint64_t> take(std::span<const std::uint64_t> keys, std::size_t most) {
    const std::size_t n = std::min(keys.size(), most);
    std::array<std::uint32_t, kLevels> of_level{}, begins;
    for (const std::uint64_t key : keys) ++of_level[key >> kShift];
    std::size_t level = kLevels, above = 0;
    while (above < n) {
      begins[--level] = static_cast<std::uint32_t>(above);
      above += of_level[level];
    }
    const std::uint64_t bound = static_cast<std::uint64_t>(level) << kShift;
    if (level == kLevels) return {};
    auto heavy = heavy_.open(keys.size());
    for (const std::uint64_t key : keys) heavy.pass(key, key >= bound);
    sorted_.resize(above);
    for (const std::uint64_t key : heavy.kept()) sorted_[begins[key >> kShift]++] = key;
    if (above > n * 2) {  // hundreds of one level
      const auto last = sorted_.end() - of_level[level];
      std::nth_element(last, sorted_.begin() + static_cast<std::ptrdiff_t>(n), sorted_.end(),
                       std::greater<>());
    }
    sortNearly(std::span(sorted_).first(std::min(above, n * 2)));
    return std::span(sorted_).first(n);
  }

 private:
  // Levels are an eighth of an octave.
  static constexpr int kShift = 56;
  static constexpr std::size_t kLevels = 256;

  static void sortNearly(std::span<std::uint64_t> keys) {
    for (std::size_t i = 1; i < keys.size(); ++i) {
      const std::uint64_t key = keys[i];
      std::size_t at = i;
      for (; at > 0 && keys[at - 1] < key; --at) keys[at] = keys[at - 1];
      keys[at] = key;
    }
  }

  Sieve<std::uint64_t> keys_, heavy_;
  std::vector<std::uint64_t> sorted_;
};

}  // namespace copytaster::dedup
