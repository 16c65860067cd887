// See sums.h.
#include "plugins/topics/sums.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace copytaster::topics {
namespace {

void addRow(const Feature& f, const std::int8_t* rows, std::size_t first, Sums& sums) {
  const std::int32_t weight = f.weight;
  sums.square += static_cast<std::uint64_t>(weight) * static_cast<std::uint64_t>(weight);
  const std::int8_t* row = rows + std::size_t{f.bucket} * kColumns;
  for (std::size_t c = first; c < first + kSummed; ++c) sums.of[c] += weight * row[c];
}

#if defined(__x86_64__)

// A feature whose row is brought near while those before it are summed.
constexpr std::size_t kAhead = 12;
constexpr std::size_t kLane = 8;  // 32-bit sums of a register

__attribute__((target("avx2"))) Sums sumRowsAvx2(std::span<const Feature> features,
                                                 const std::int8_t* rows, std::size_t from) {
  rows += from;
  const auto rowOf = [rows](const Feature& f) { return rows + std::size_t{f.bucket} * kColumns; };
  __m256i total[kSummed / kLane] = {};
  Sums sums;
  std::size_t i = 0;
  for (; i + 2 <= features.size(); i += 2) {
    if (i + kAhead + 1 < features.size()) {
      _mm_prefetch(rowOf(features[i + kAhead]), _MM_HINT_T0);
      _mm_prefetch(rowOf(features[i + kAhead + 1]), _MM_HINT_T0);
    }
    const std::int32_t first = features[i].weight, second = features[i + 1].weight;
    sums.square += static_cast<std::uint64_t>(first) * static_cast<std::uint64_t>(first) +
                   static_cast<std::uint64_t>(second) * static_cast<std::uint64_t>(second);
    const __m256i pair = _mm256_set1_epi32(first | second << 16);
    const auto* a = reinterpret_cast<const __m128i*>(rowOf(features[i]));
    const auto* b = reinterpret_cast<const __m128i*>(rowOf(features[i + 1]));
    for (std::size_t q = 0; q < kSummed / 16; ++q) {
      const __m128i x = _mm_loadu_si128(a + q), y = _mm_loadu_si128(b + q);
      const __m256i low = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(x, y));
      const __m256i high = _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(x, y));
      total[2 * q] = _mm256_add_epi32(total[2 * q], _mm256_madd_epi16(low, pair));
      total[2 * q + 1] = _mm256_add_epi32(total[2 * q + 1], _mm256_madd_epi16(high, pair));
    }
  }
  for (std::size_t t = 0; t < kSummed / kLane; ++t)
    _mm256_store_si256(reinterpret_cast<__m256i*>(&sums.of[from + t * kLane]), total[t]);
  if (i < features.size()) addRow(features[i], rows - from, from, sums);
  return sums;
}

#endif

}  // namespace

Sums sumRowsPlain(std::span<const Feature> features, const std::int8_t* rows, std::size_t first) {
  Sums sums;
  for (const Feature& f : features) addRow(f, rows, first, sums);
  return sums;
}

Sums sumRows(std::span<const Feature> features, const std::int8_t* rows, std::size_t first) {
#if defined(__x86_64__)
  static const bool wide = __builtin_cpu_supports("avx2");
  if (wide) return sumRowsAvx2(features, rows, first);
#endif
  return sumRowsPlain(features, rows, first);
}

}  // namespace copytaster::topics
