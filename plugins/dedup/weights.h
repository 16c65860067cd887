// Written by scripts/train-dedup, fitted to 18183 and 37858 labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {

// clang-format off
inline constexpr float kSameBias = -9.18F;
inline constexpr std::array<float, 14> kSameWeights = {
    0.0F, 0.0F, 2.524F, 0.0F, 0.1002F, 0.0F, 0.4692F, 0.0F, 4.717F, 1.91F, 0.849F, 0.6396F,
    0.7859F, 2.078F,
};

inline constexpr float kRewriteBias = -13.57F;
inline constexpr std::array<float, 9> kRewriteWeights = {
    2.731F, 7.826F, 3.244F, 0.6029F, 0.8F, 0.6F, 4.277F, 1.0F, 1.0F,
};
// clang-format on

}  // namespace copytaster::dedup
