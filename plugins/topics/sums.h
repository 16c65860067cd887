// The arithmetic of the learned half: for each column the sum of weight × row over an article's
// features.
//
// This is where an article's time goes, so it is written for the machine: two rows at a time,
// interleaved, so that one instruction (pmaddwd) multiplies and adds a pair. All in integers: the
// result is the same whatever the machine and the order.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "plugins/topics/features.h"

namespace copytaster::topics {

inline constexpr std::size_t kColumns = 64;
inline constexpr std::size_t kSummed = 48;  // of them for one article
inline constexpr std::size_t kFirstOfBrief = kColumns - kSummed;

struct Sums {
  alignas(64) std::array<std::int32_t, kColumns> of{};
  std::uint64_t square = 0;  // of the weights: the length of the article's feature vector
};

// Sums of the columns from `first` on, kSummed of them; the others are 0. `rows`: kColumns by
// bucket. Weights are from 0 to 32767. Cost: one cache line a feature. [any]
Sums sumRows(std::span<const Feature> features, const std::int8_t* rows, std::size_t first);
// The same on a machine without AVX2, and the measure of the other in tests. [any]
Sums sumRowsPlain(std::span<const Feature> features, const std::int8_t* rows, std::size_t first);

}  // namespace copytaster::topics
