// In how many articles a word stands: the shipped table of general news, learned by
// scripts/train-dedup.
//
// A model file is sorted 32-bit hashes and one byte each: 16 times the binary logarithm of the
// share's inverse (so its idf in steps of 0.04). Words not in it are rarer than its rarest. It is
// read once, into 2^14 buckets of eight words of four bytes, which stay in the second-level cache.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "common_words.h"

namespace copytaster::dedup {

// A word in more than 1 of 16 articles is no term; of a headline alone, with its few words, 1 of 8.
inline constexpr float kTermRarity = 4.0F, kTitleRarity = 3.0F;

class Frequencies {
 public:
  Frequencies();  // knows no word: every one is rare
  // Throws std::runtime_error where the file is missing or of another form.
  explicit Frequencies(const std::string& path);

  // log2(articles / articles with the word): 0 for a word that stands in all.
  float rarity(std::uint64_t hash) const {
    const auto h = static_cast<std::uint32_t>(hash >> 32);
    std::size_t b = h >> kShift;
    std::uint32_t found = rarityIn(b, h & kTag);
    // Few buckets are full, and only what did not fit there went on to the next.
    while (slots_[b * kBucket + kBucket - 1] != 0 && found == 0) [[unlikely]] {
        b = (b + 1) % kBuckets;
        found = rarityIn(b, h & kTag);
      }
    return sixteenths_[found];
  }
  // The level of a word: told of every token, without a miss or a branch.
  CommonWords::Reader common() const { return common_.reader(); }
  // 1 for a word in more than 1 of 8 articles, or of 16, else 0. By the sign of a difference: a
  // comparison would be compiled to a jump.
  static std::uint64_t in8th(std::uint32_t level) {
    return (std::uint64_t{level} - kBelow8th) >> 63;
  }
  static std::uint64_t in16th(std::uint32_t level) {
    return (std::uint64_t{level} - kBelow16th) >> 63;
  }
  static bool isNumberWord(std::uint32_t level) {  // "three"
    return (level & ~(kBelow8th | kBelow16th)) == kNumberWord;
  }
  // Asks for the words' place in the cache, some time before its rarity is.
  void prefetch(std::uint64_t hash) const {
    __builtin_prefetch(&slots_[(static_cast<std::uint32_t>(hash >> 32) >> kShift) * kBucket]);
  }
  float rarest() const { return sixteenths_[0]; }

 private:
  static constexpr std::uint32_t kNumberWord = 1, kBelow8th = 64, kBelow16th = 128;
  static CommonWords commonOf(std::vector<CommonWords::Word> words);

  static constexpr std::size_t kBuckets = 1 << 14, kBucket = 8, kSlots = kBuckets * kBucket;
  static constexpr int kShift = 32 - 14;
  static constexpr std::uint32_t kTag = 0xffffff;

  // The rarity, in sixteenths, of the word of these 24 bits of hash in the bucket; 0: it is not
  // there. All are looked at: which it is cannot be guessed.
  std::uint32_t rarityIn(std::size_t bucket, std::uint32_t tag) const {
    using Lanes = std::uint32_t __attribute__((vector_size(16)));
    Lanes low, high;
    std::memcpy(&low, &slots_[bucket * kBucket], sizeof low);
    std::memcpy(&high, &slots_[bucket * kBucket + kBucket / 2], sizeof high);
    const Lanes found = ((low >> 8 == tag) & low) | ((high >> 8 == tag) & high);
    std::uint64_t halves[2];
    std::memcpy(halves, &found, sizeof halves);
    const std::uint64_t both = halves[0] | halves[1];
    return static_cast<std::uint32_t>(both | both >> 32) & 0xff;
  }
  void put(std::uint32_t hash, std::uint8_t rarity);
  std::vector<std::uint32_t> slots_;
  CommonWords common_;
  std::array<float, 256> sixteenths_;  // as rarities; of 0, what is not known
};

}  // namespace copytaster::dedup
