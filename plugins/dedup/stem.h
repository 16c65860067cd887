// "Fed's" and "exports" are found as "fed" and "export".
#pragma once

#include <cstdint>
#include <string_view>

#include "copytaster/abi.h"

namespace copytaster::dedup {

// What a word is counted as: its hash, or that of its stem. `text` is the field it stands in.
// scripts/train-dedup cuts the same way.
std::uint64_t termHash(const ct_token& token, std::string_view text);

}  // namespace copytaster::dedup
