// In how many articles a word stands: the shipped table of general news, learned by
// scripts/train-dedup.
//
// A model file is sorted 32-bit hashes and one byte each: 16 times the binary logarithm of the
// share's inverse (so its idf in steps of 0.04). Words not in it are rarer than its rarest. It is
// read once, into a table of 2^17 slots of four bytes, which stays in the second-level cache.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <cstdint>
#include <string>
#include <vector>

namespace copytaster::dedup {

class Frequencies {
 public:
  Frequencies();  // knows no word: every one is rare
  // Throws std::runtime_error where the file is missing or of another form.
  explicit Frequencies(const std::string& path);

  // log2(articles / articles with the word): 0 for a word that stands in all.
  float rarity(std::uint64_t hash) const {
    const auto h = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t i = h >> kShift;; i = (i + 1) & (kSlots - 1)) {
      const std::uint32_t e = slots_[i];
      if (e == 0) return rarest_;
      if (e >> 8 == (h & 0xffffff)) return static_cast<float>(e & 0xff) / 16.0F;
    }
  }
  // The same in sixteenths for words of a rarity below kCommon, from a table in the first-level
  // cache, without a branch; kCommon for all others.
  static constexpr std::uint32_t kCommon = 72;
  std::uint32_t commonSixteenths(std::uint64_t hash) const {
    const auto h = static_cast<std::uint32_t>(hash >> 32);
    std::size_t b = h % kCommonBuckets;
    const std::uint32_t* bucket = &common_[b * kBucket];
    std::uint32_t rarity = rarityIn(bucket, h >> 8);
    // Few buckets are full, and only what did not fit there went on to the next.
    while ((rarity == 0) & (bucket[kBucket - 1] != 0)) [[unlikely]] {
        b = (b + 1) % kCommonBuckets;
        bucket = &common_[b * kBucket];
        rarity = rarityIn(bucket, h >> 8);
      }
    return rarity == 0 ? kCommon : rarity;
  }
  // Asks for the words' place in the cache, some time before its rarity is.
  void prefetch(std::uint64_t hash) const {
    __builtin_prefetch(&slots_[static_cast<std::uint32_t>(hash >> 32) >> kShift]);
  }
  float rarest() const { return rarest_; }

 private:
  static constexpr std::size_t kBucket = 4;
  static constexpr std::size_t kCommonBuckets = 1 << 10;
  static constexpr std::size_t kSlots = 1 << 17;
  static constexpr int kShift = 32 - 17;
  // The rarity of the word of these 24 bits of hash in the bucket; 0: it is not there.
  static std::uint32_t rarityIn(const std::uint32_t* bucket, std::uint32_t finger) {
#ifdef __SSE2__
    const __m128i words = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bucket));
    const __m128i same =
        _mm_cmpeq_epi32(_mm_srli_epi32(words, 8), _mm_set1_epi32(static_cast<int>(finger)));
    __m128i found = _mm_and_si128(same, words);
    found = _mm_or_si128(found, _mm_unpackhi_epi64(found, found));
    found = _mm_or_si128(found, _mm_shuffle_epi32(found, 1));
    return static_cast<std::uint32_t>(_mm_cvtsi128_si32(found)) & 0xff;
#else
    std::uint32_t rarity = 0;
    for (std::size_t i = 0; i < kBucket; ++i)
      rarity |= bucket[i] >> 8 == finger ? bucket[i] & 0xff : 0;
    return rarity;
#endif
  }
  void put(std::uint32_t hash, std::uint8_t rarity);
  std::vector<std::uint32_t> slots_, common_;
  std::size_t common_count_ = 0;
  float rarest_ = 14.5F;
};

}  // namespace copytaster::dedup
