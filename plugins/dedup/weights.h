// Written by scripts/train-dedup, fitted to 18188 and 60055 labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {

// clang-format off
inline constexpr float kSameBias = -9.179F;
inline constexpr std::array<float, 14> kSameWeights = {
    0.0F, 0.0F, 2.523F, 0.0F, 0.1013F, 0.0F, 0.463F, 0.0F, 4.722F, 1.917F, 0.8483F, 0.6413F,
    0.7834F, 2.075F,
};

inline constexpr float kRewriteBias = -13.88F;
inline constexpr std::array<float, 9> kRewriteWeights = {
    2.966F, 7.627F, 4.113F, 0.0F, 0.8F, 0.6F, 4.205F, 1.0F, 1.0F,
};
// clang-format on

}  // namespace copytaster::dedup
