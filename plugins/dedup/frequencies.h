// In how many articles a word stands: the shipped table of general news, learned by
// scripts/train-dedup.
//
// A model file is sorted 32-bit hashes and one byte each: 16 times the binary logarithm of the
// share's inverse (so its idf in steps of 0.04). Words not in it are rarer than its rarest. It is
// read once, into a table of 2^17 slots of four bytes, which stays in the second-level cache.
#pragma once

#include <cstdint>
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
    for (std::size_t i = h >> kShift;; i = (i + 1) & (kSlots - 1)) {
      const std::uint32_t e = slots_[i];
      if (e == 0) return rarest_;
      if (e >> 8 == (h & 0xffffff)) return static_cast<float>(e & 0xff) / 16.0F;
    }
  }
  // Marks of a word: told of every token, without a miss or a branch.
  static constexpr std::uint8_t kNumberWord = 1;  // "three"
  static constexpr std::uint8_t kIn8th = 2;       // in more than 1 of 8 articles
  static constexpr std::uint8_t kIn16th = 4;
  CommonWords::Reader common() const { return common_.reader(); }
  // Asks for the words' place in the cache, some time before its rarity is.
  void prefetch(std::uint64_t hash) const {
    __builtin_prefetch(&slots_[static_cast<std::uint32_t>(hash >> 32) >> kShift]);
  }
  float rarest() const { return rarest_; }

 private:
  static constexpr std::size_t kSlots = 1 << 17;
  static constexpr int kShift = 32 - 17;
  void put(std::uint32_t hash, std::uint8_t rarity);
  std::vector<std::uint32_t> slots_;
  CommonWords common_;
  float rarest_ = 14.5F;
};

}  // namespace copytaster::dedup
