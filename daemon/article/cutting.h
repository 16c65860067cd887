// Text is cut into words, 64 bytes at a time (block.h): each with its place, its flags and its
// hash, all but what sentences, quotations and lines have to say of it. The marks that those are
// made of are listed on the way.
//
// Where the machine has AVX-512 (and of it VBMI2: Intel since 2019, AMD since 2022) eight words are
// written at once, and no branch depends on the text but for what is rare. The plain twin says what
// is meant, on other machines and in tests: the same words and marks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "copytaster/abi.h"
#include "daemon/article/block.h"
#include "daemon/article/word_hashes.h"

namespace copytaster {

// One of Block::marks, and how many words there are before it.
struct Mark {
  std::uint32_t place, words;
};

// How far the cutting of a field has come.
struct Cutting {
  static constexpr std::uint32_t kReachMax = Block::kBytes + WordHashes::kBytesMax;
  static constexpr std::size_t kMarksMax = 512, kBehind = 64;

  const char* bytes = nullptr;  // those of the field from `first` on; they may be a copy
  std::uint32_t first = 0;
  std::uint32_t end = 0;  // no block begins here; kReachMax bytes from before here on may be read
  std::uint32_t at = 0;   // where the next block begins
  std::uint32_t bytewise = 0;    // from `at` to here all is to be read byte by byte
  ct_token* tokens = nullptr;    // with room for kBehind more than there are
  std::uint32_t words = 0;       // written
  std::uint32_t mark_count = 0;  // listed; the caller takes them away
  std::array<Mark, kMarksMax + kBehind> marks;
};

// Cuts on until the end, until something is to be read byte by byte, or until the marks are full.
// Cost: one pass. [any thread]
void cut(Cutting& cutting);
void cutPlain(Cutting& cutting);

}  // namespace copytaster
