// Written by scripts/train-dedup, fitted to 21538 and 67339 labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {

// clang-format off
inline constexpr float kSameBias = -9.28F;
inline constexpr std::array<float, 14> kSameWeights = {
    0.0F, 0.3094F, 2.506F, 0.0F, 0.1003F, 0.1863F, 0.4013F, 0.0F, 4.716F, 2.188F, 0.5834F, 0.6235F,
    0.7131F, 1.9F,
};

inline constexpr float kRewriteBias = -15.04F;
inline constexpr std::array<float, 9> kRewriteWeights = {
    3.517F, 7.988F, 4.109F, 0.0F, 0.8F, 0.6F, 3.816F, 1.0F, 1.0F,
};
// clang-format on

}  // namespace copytaster::dedup
