// Written by scripts/train-dedup, fitted to 18604 and 79492 labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {

// clang-format off
inline constexpr float kSameBias = -9.131F;
inline constexpr std::array<float, 14> kSameWeights = {
    0.0F, 0.0F, 2.492F, 0.0F, 0.1131F, 0.0F, 0.5027F, 0.0F, 4.674F, 1.986F, 0.813F, 0.651F,
    0.7773F, 2.06F,
};

inline constexpr float kRewriteBias = -13.77F;
inline constexpr std::array<float, 9> kRewriteWeights = {
    3.072F, 7.39F, 4.076F, 0.0F, 0.8F, 0.6F, 4.152F, 1.0F, 1.0F,
};
// clang-format on

}  // namespace copytaster::dedup
