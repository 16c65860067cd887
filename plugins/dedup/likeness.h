// How alike two articles are, from every side: the second stage, for the handful of candidates of
// one article.
//
// Shingles alone cannot tell a new edition from a form filled in for another company: both share
// most of their runs of words. What does is whether the *rare* words, the numbers and the title are
// shared too.
#pragma once

#include <cstdint>
#include <span>

#include "signature.h"
#include "slot.h"
#include "weighed_terms.h"

namespace copytaster::dedup {

struct Likeness {
  float contained;            // share of the article's shingles that stand in the other, 0 to 1
  float contains;             // share of the other's shingles that stand in the article
  float resemblance;          // Jaccard of both
  std::uint32_t shared;       // sampled shingles shared
  std::uint32_t run_words;    // longest passage shared, in words of the article; an estimate
  std::uint32_t run_begin;    // its first word
  std::uint32_t sentences;    // whole sentences shared
  float terms_in, terms_out;  // the same two shares for rare words, by weight
  float numbers_in, numbers_out;
  float title_in, title_out;
  float same_title;  // 0 or 1
  float frame;       // resemblance of the runs of common words: a spun copy keeps them
  float hours;       // between the two
  float longer;      // log2 of the article's words by the other's
};

// All but the rare words. `mask`: which of the article's shingles the other holds. `now`: seconds
// of receipt.
Likeness compare(const Signature& article, const Slot& other, std::uint64_t mask,
                 std::uint32_t sentences, std::uint32_t now);
// Fills terms_in and terms_out. Apart, because it costs as much as all else, and few candidates are
// alike enough to need it. `terms`: the article's, weighed.
void compareTerms(const WeighedTerms& terms, const Slot& other, const TermWeights& weights,
                  Likeness& out);

}  // namespace copytaster::dedup
