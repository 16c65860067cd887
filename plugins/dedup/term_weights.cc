// Counting the window's terms: in when an article enters, out when it leaves.
#include "term_weights.h"

#include <algorithm>
#include <bit>

namespace copytaster::dedup {

TermWeights::TermWeights(std::size_t articles) {
  const int bits = std::clamp(static_cast<int>(std::bit_width(articles * 4)), 14, 22);
  counts_.resize(std::size_t{1} << bits);
  shift_ = 32 - bits;
}

void TermWeights::add(const Term* terms, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) ++counts_[cell(terms[i])];
  ++articles_;
}

void TermWeights::remove(const Term* terms, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) --counts_[cell(terms[i])];
  --articles_;
}

}  // namespace copytaster::dedup
