// Written by scripts/train-dedup, fitted to 19855 and 67398 labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {

// clang-format off
inline constexpr float kSameBias = -8.807F;
inline constexpr std::array<float, 14> kSameWeights = {
    0.0F, 0.1047F, 2.866F, 0.0F, 0.03603F, 0.1196F, 0.3353F, 0.0F, 4.85F, 1.952F, 0.7447F, 0.6387F,
    0.7466F, 1.573F,
};

inline constexpr float kRewriteBias = -14.81F;
inline constexpr std::array<float, 9> kRewriteWeights = {
    3.749F, 8.038F, 3.651F, 0.0F, 0.8F, 0.6F, 3.343F, 1.0F, 1.0F,
};
// clang-format on

}  // namespace copytaster::dedup
