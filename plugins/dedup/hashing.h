// The few hash mixes that signatures share. Their values are in stores and in models: never change
// one.
#pragma once

#include <cstdint>

namespace copytaster::dedup {

// The finaliser of MurmurHash3: every bit of the argument moves every bit of the result.
constexpr std::uint64_t mixed(std::uint64_t h) {
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdULL;
  h ^= h >> 33;
  h *= 0xc4ceb9fe1a85ec53ULL;
  return h ^ (h >> 33);
}

constexpr std::uint64_t turned(std::uint64_t h, int bits) {
  return (h << bits) | (h >> (64 - bits));
}

// What a key is of, so that a word and a shingle of equal hash do not meet.
enum class KeyKind : std::uint64_t { kText = 1, kSentence = 2, kTerm = 3, kQuotation = 4, kId = 5 };

constexpr std::uint32_t keyOf(KeyKind kind, std::uint64_t hash) {
  return static_cast<std::uint32_t>(
      mixed(hash + 0x9e3779b97f4a7c15ULL * static_cast<std::uint64_t>(kind)));
}

}  // namespace copytaster::dedup
