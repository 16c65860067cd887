// Counting the window's terms: in when an article enters, out when it leaves.
#include "term_weights.h"

#include <algorithm>
#include <bit>

namespace copytaster::dedup {

namespace {
int bitsFor(std::size_t articles) {
  return std::clamp(static_cast<int>(std::bit_width(articles * 4)), 14, 22);
}
}  // namespace

TermWeights::TermWeights(std::size_t articles)
    : counts_(std::size_t{1} << bitsFor(articles)), shift_(32 - bitsFor(articles)) {}

void TermWeights::add(const Term* terms, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) ++counts_[cell(terms[i])];
  countArticles(articles_ + 1);
}

void TermWeights::remove(const Term* terms, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) --counts_[cell(terms[i])];
  countArticles(articles_ - 1);
}

}  // namespace copytaster::dedup
