// The two logistic scores of a pair of articles: whether one is the other, edited, and whether it
// is the other in other words.
#pragma once

#include <array>
#include <cstdint>

#include "likeness.h"

namespace copytaster::dedup {

// What the scores weigh, each so turned that more of it speaks for the pair: as arrays, because
// scripts/train-dedup fits the weights (weights.h) to these very figures.
std::array<float, 14> sameFeatures(const Likeness& l, std::uint32_t words);
std::array<float, 9> rewriteFeatures(const Likeness& l, std::uint32_t quotations);
float sameScore(const Likeness& l, std::uint32_t words);
float rewriteScore(const Likeness& l, std::uint32_t quotations);

}  // namespace copytaster::dedup
