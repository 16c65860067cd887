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

struct Sums {
  alignas(64) std::array<std::int32_t, kColumns> of{};
  std::uint64_t square = 0;  // of the weights: the length of the article's feature vector
};

// What is known of a bucket beside its row.
struct BucketHead {
  std::uint8_t idf;
  std::uint8_t peak;  // the greatest number of its row; 0 where none is above 0, or the word tells
                      // nothing
};

// Where the numbers lie: by count of a feature, by bucket, and kColumns by bucket.
struct Weights {
  const std::uint8_t* tf = nullptr;
  const BucketHead* heads = nullptr;
  const std::int8_t* rows = nullptr;

  const std::int8_t* row(std::uint32_t bucket) const {
    return rows + std::size_t{bucket} * kColumns;
  }
  // At most 255 * 255 by the types; a model keeps it below 2^15.
  std::int32_t of(const Feature& f) const { return tf[f.count] * heads[f.bucket].idf; }
};

// Cost: one cache line a feature. Weights are below 2^15. [any]
Sums sumRows(std::span<const Feature> features, const Weights& weights);
// The same on a machine without AVX2, and the measure of the other in tests. [any]
Sums sumRowsPlain(std::span<const Feature> features, const Weights& weights);

}  // namespace copytaster::topics
