// What is asked of every token: may a cue begin here, is it a word to be looked at, does it stand
// apart from the one before.
//
// The answer is nearly always no, and which token has another is what nobody can foretell; so those
// that have are written close together, without a branch. `wide`: eight tokens are asked at once,
// where isWide() (wide.h); the same are written.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "plugins/garble/reading_view.h"

namespace copytaster {

constexpr std::size_t kSievedBehind = 8;  // `to` has room for all tokens and so many more

// By the end of a word's hash, where it may begin a cue: bit 0 inside a line, bit 1 at its start.
class FirstWords {
 public:
  static constexpr std::size_t kSize = 1 << 13;
  std::uint8_t& of(std::uint64_t hash) { return bits_[hash % kSize]; }
  std::uint8_t of(std::uint64_t hash) const { return bits_[hash % kSize]; }
  const std::uint8_t* data() const { return bits_.data(); }

 private:
  std::array<std::uint8_t, kSize + 8> bits_{};  // eight are read at once
};
// Indices of the tokens that may begin one, to `to`; how many they are. [any]
std::size_t findFirsts(std::span<const Token> tokens, const FirstWords& firsts, std::uint32_t* to,
                       bool wide);

// A few words by the begin of their hashes.
class FewWords {
 public:
  void add(std::uint64_t hash) { bits_[hash >> 60] |= std::uint64_t{1} << (hash >> 54 & 63); }
  // 1 for every such word, and for few others.
  unsigned mayBe(std::uint64_t hash) const { return bits_[hash >> 60] >> (hash >> 54 & 63) & 1; }
  const std::uint64_t* data() const { return bits_.data(); }

 private:
  std::array<std::uint64_t, 16> bits_{};
};
// Indices of the tokens that are of the words, follow one, or are the word before once more. [any]
std::size_t findWatched(std::span<const Token> tokens, const FewWords& words, std::uint32_t* to,
                        bool wide);

// Indices of the tokens that are one byte, or do not follow the one before after a single space;
// the bytes of all tokens are added to `bytes`. [any]
std::size_t findApart(std::span<const Token> tokens, std::string_view text, std::uint32_t* to,
                      std::uint32_t& bytes, bool wide);

}  // namespace copytaster
