// Features are shares and counts with a cap; what they weigh is in weights.h.
#include "scores.h"

#include <algorithm>
#include <cmath>

#include "weights.h"

namespace copytaster::dedup {

namespace {

template <std::size_t N>
float score(const std::array<float, N>& features, const std::array<float, N>& weights, float bias) {
  float x = bias;
  for (std::size_t i = 0; i < N; ++i) x += features[i] * weights[i];
  return 1.0F / (1.0F + std::exp(-x));
}

}  // namespace

std::array<float, 14> sameFeatures(const Likeness& l, std::uint32_t words) {
  return {
      l.contained,
      std::max(l.contained, l.contains),
      std::min(static_cast<float>(l.shared), 30.0F) / 30.0F,
      std::min(static_cast<float>(l.run_words), 100.0F) / 100.0F,
      std::min(static_cast<float>(l.sentences), 4.0F) / 4.0F,
      std::max(l.terms_in, l.terms_out),
      l.numbers_in,
      l.numbers_out,
      std::max(l.numbers_in, l.numbers_out),
      std::max(l.title_in, l.title_out),
      std::min(l.title_in, l.title_out),
      -std::min(l.hours, 72.0F) / 72.0F,
      std::min(std::abs(l.longer), 3.0F),
      std::log2(static_cast<float>(words) + 1.0F) / 8.0F,
  };
}

std::array<float, 9> rewriteFeatures(const Likeness& l, std::uint32_t quotations) {
  return {
      std::min(static_cast<float>(l.shared), 10.0F) / 10.0F,
      l.numbers_in,
      l.numbers_out,
      std::min(l.numbers_in, l.numbers_out),
      std::max(l.title_in, l.title_out),
      std::min(l.title_in, l.title_out),
      -std::min(std::abs(l.longer), 1.5F),
      std::min(static_cast<float>(quotations), 3.0F),
      l.frame,
  };
}

float sameScore(const Likeness& l, std::uint32_t words) {
  return score(sameFeatures(l, words), kSameWeights, kSameBias);
}

float rewriteScore(const Likeness& l, std::uint32_t quotations) {
  return score(rewriteFeatures(l, quotations), kRewriteWeights, kRewriteBias);
}

}  // namespace copytaster::dedup
