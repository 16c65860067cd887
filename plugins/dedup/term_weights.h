// What a rare word weighs now: the shipped rarity is the start, the window's own counts move it.
//
// A word that the shipped table thinks rare ("tapering") may stand in every tenth article of this
// month's wire. Counted are the articles of the window among whose terms the word is: a function of
// the window alone, so that it is the same after a restart. One row of counters by hash: two words
// in one cell count together, which makes both a little commoner than they are, and never rarer.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "pages.h"
#include "signature.h"

namespace copytaster::dedup {

class TermWeights {
 public:
  // `articles`: of the window, for the number of counters (four an article, at most 2^22).
  explicit TermWeights(std::size_t articles);

  void add(const Term* terms, std::size_t count);
  void remove(const Term* terms, std::size_t count);
  // Asks for their counters, some time before they are.
  void prefetch(const Term* terms, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(&counts_[cell(terms[i])], 1);
  }

  // log2 of (articles / articles with the word), from the window's counts and `prior`-many
  // articles' worth of the belief that it is rare.
  float rarity(Term t) const {
    const float c = static_cast<float>(counts_[cell(t)]) + kPrior / 1024.0F;
    return log_articles_ - fastLog2(c);
  }
  float weight(Term t) const { return t.weight() * rarity(t); }
  // Of the vector of their weights, squared; a word that is not rare at all counts nothing.
  float norm(const Term* terms, std::size_t count) const {
    float sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const float w = std::max(weight(terms[i]), 0.0F);
      sum += w * w;
    }
    return sum;
  }
  std::uint64_t articles() const { return articles_; }
  std::size_t bytes() const { return counts_.bytes(); }

 private:
  // Within 0.004 of log2 for positive normal numbers, and the same on every machine: the exponent,
  // and a polynomial for the mantissa.
  static float fastLog2(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const auto exponent = static_cast<float>(static_cast<int>(bits >> 23) - 127);
    const float m = std::bit_cast<float>((bits & 0x7FFFFFU) | 0x3F800000U);
    const float p = ((((-0.0812F * m + 0.6442F) * m - 2.1195F) * m + 4.0701F) * m - 2.5128F);
    return exponent + p;
  }
  static constexpr float kPrior = 1024.0F;
  void countArticles(std::uint64_t articles) {
    articles_ = articles;
    log_articles_ = fastLog2(static_cast<float>(articles) + kPrior);
  }
  std::size_t cell(Term t) const { return (t.hash() * 0x9E3779B1U) >> shift_; }

  Pages<std::uint32_t> counts_;
  int shift_;
  std::uint64_t articles_ = 0;
  float log_articles_ = fastLog2(kPrior);
};

}  // namespace copytaster::dedup
