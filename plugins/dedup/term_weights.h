// What a rare word weighs now: the shipped rarity is the start, the window's own counts move it.
//
// A word that the shipped table thinks rare ("tapering") may stand in every tenth article of this
// month's wire. Counted are the articles of the window among whose terms the word is: a function of
// the window alone, so that it is the same after a restart. One row of counters by hash: two words
// in one cell count together, which makes both a little commoner than they are, and never rarer.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "signature.h"

namespace copytaster::dedup {

class TermWeights {
 public:
  // `articles`: of the window, for the number of counters (four an article, at most 2^22).
  explicit TermWeights(std::size_t articles);

  void add(const Term* terms, std::size_t count);
  void remove(const Term* terms, std::size_t count);

  // log2 of (articles / articles with the word), from the window's counts and `prior`-many
  // articles' worth of the belief that it is rare.
  float rarity(Term t) const {
    const float n = static_cast<float>(articles_) + kPrior;
    const float c = static_cast<float>(counts_[cell(t)]) + kPrior / 1024.0F;
    return std::log2(n / c);
  }
  float weight(Term t) const { return t.weight() * rarity(t); }
  std::uint64_t articles() const { return articles_; }
  std::size_t bytes() const { return counts_.size() * sizeof(std::uint32_t); }

 private:
  static constexpr float kPrior = 1024.0F;
  std::size_t cell(Term t) const { return (t.hash() * 0x9E3779B1U) >> shift_; }

  std::vector<std::uint32_t> counts_;
  int shift_;
  std::uint64_t articles_ = 0;
};

}  // namespace copytaster::dedup
