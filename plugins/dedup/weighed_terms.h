// The terms of the article in hand, weighed once, and found by hash without a walk: it is compared
// with some twenty others.
#pragma once

#include <array>
#include <cstdint>

#include "signature.h"
#include "term_weights.h"

namespace copytaster::dedup {

class WeighedTerms {
 public:
  static constexpr std::size_t kNone = Signature::kTerms;  // index of no term, which weighs nothing

  void set(const Signature& article, const TermWeights& weights) {
    places_.fill(kNone);
    count_ = article.term_count;
    sum_ = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      hashes_[i] = article.terms[i].hash();
      rarities_[i] = weights.rarity(article.terms[i]);
      weights_[i] = article.terms[i].weight() * rarities_[i];
      sum_ += weights_[i];
      std::size_t at = hashes_[i] % places_.size();
      while (places_[at] != kNone) at = (at + 1) % places_.size();
      places_[at] = static_cast<std::uint8_t>(i);
    }
  }
  // False: it is none of them. True of one other in some twenty.
  bool mayHold(std::uint32_t hash) const { return places_[hash % places_.size()] != kNone; }
  // Which term it is; kNone: none of the article. Whether it is one cannot be guessed: there is a
  // jump only where another has its place.
  std::size_t find(std::uint32_t hash) const {
    std::size_t at = hash % places_.size();
    while ((places_[at] != kNone ? 1U : 0U) & (hashes_[places_[at]] != hash ? 1U : 0U))
      [[unlikely]] at = (at + 1) % places_.size();
    return places_[at];
  }
  float weight(std::size_t i) const { return weights_[i]; }
  float rarity(std::size_t i) const { return rarities_[i]; }  // in bits
  std::uint32_t hash(std::size_t i) const { return hashes_[i]; }
  std::size_t count() const { return count_; }
  float sum() const { return sum_; }

 private:
  std::array<std::uint8_t, 1024> places_{};  // so many that most others find none there
  std::array<std::uint32_t, Signature::kTerms + 1> hashes_{};
  std::array<float, Signature::kTerms + 1> rarities_{}, weights_{};
  std::size_t count_ = 0;
  float sum_ = 0;
};

}  // namespace copytaster::dedup
