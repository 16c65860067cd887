// Written by scripts/train-dedup, fitted to 19855 and 67387 labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {

// clang-format off
inline constexpr float kSameBias = -8.817F;
inline constexpr std::array<float, 14> kSameWeights = {
    0.0F, 0.1075F, 2.867F, 0.0F, 0.03423F, 0.1193F, 0.3363F, 0.0F, 4.849F, 1.952F, 0.7447F,
    0.6388F, 0.7467F, 1.574F,
};

inline constexpr float kRewriteBias = -14.8F;
inline constexpr std::array<float, 9> kRewriteWeights = {
    3.808F, 8.017F, 3.628F, 0.0F, 0.8F, 0.6F, 3.344F, 1.0F, 1.0F,
};
// clang-format on

}  // namespace copytaster::dedup
