// The heaviest of some hundreds, in order. Told apart by counting, and put in order by how many are
// heavier: which of two is the heavier cannot be guessed.
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

// Writes the `count` keys, all different and none zero, to `out`, descending: each to the place
// that is the number of greater ones. For some dozens: all are compared with all. Behind them is
// room for kRankLanes keys, which are written.
inline constexpr std::size_t kRankLanes = 4;
void orderByRank(std::uint64_t* keys, std::size_t count, std::uint64_t* out);
void orderByRankPlain(std::uint64_t* keys, std::size_t count,
                      std::uint64_t* out);  // on any machine

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
    const std::uint64_t bound = boundOf(keys, n);
    auto pen = heavy_.open(keys.size() + kRankLanes);
    for (const std::uint64_t key : keys) pen.pass(key, key >= bound);
    auto heavy = pen.kept();
    if (heavy.size() > n * 2) {  // hundreds of one level
      std::nth_element(heavy.begin(), heavy.begin() + static_cast<std::ptrdiff_t>(n), heavy.end(),
                       std::greater<>());
      heavy = heavy.first(n);
    }
    sorted_.resize(std::max(sorted_.size(), heavy.size()));
    orderByRank(heavy.data(), heavy.size(), sorted_.data());
    return std::span(sorted_).first(n);
  }

 private:
  // Levels are an eighth of an octave.
  static constexpr int kShift = 56;
  static constexpr std::size_t kLevels = 256;

  // The lowest key of the highest level that has the n heaviest at or above it. Counted by turns in
  // two rows: one count after the other would wait for the one before.
  static std::uint64_t boundOf(std::span<const std::uint64_t> keys, std::size_t n) {
    if (n == keys.size()) return 0;
    std::array<std::uint16_t, 2 * kLevels> of_level{};
    for (std::size_t i = 0; i < keys.size(); ++i) ++of_level[(keys[i] >> kShift) * 2 + (i & 1)];
    std::size_t level = kLevels;
    for (std::size_t above = 0; above < n;) {
      --level;
      above += std::size_t{of_level[level * 2]} + of_level[level * 2 + 1];
    }
    return static_cast<std::uint64_t>(level) << kShift;
  }

  Sieve<std::uint64_t> keys_, heavy_;
  std::vector<std::uint64_t> sorted_;
};

}  // namespace copytaster::dedup
