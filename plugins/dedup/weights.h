// Written by scripts/train-dedup, fitted to 18626 and 65734 labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {

// clang-format off
inline constexpr float kSameBias = -9.109F;
inline constexpr std::array<float, 14> kSameWeights = {
    0.0F, 0.0F, 2.492F, 0.0F, 0.1153F, 0.0F, 0.4975F, 0.0F, 4.66F, 1.947F, 0.8473F, 0.6647F,
    0.7748F, 2.06F,
};

inline constexpr float kRewriteBias = -13.69F;
inline constexpr std::array<float, 9> kRewriteWeights = {
    3.027F, 7.438F, 4.08F, 0.0F, 0.8F, 0.6F, 4.19F, 1.0F, 1.0F,
};
// clang-format on

}  // namespace copytaster::dedup
