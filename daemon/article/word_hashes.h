// Hashes of short ASCII words, made some hundred at a time.
//
// XXH3 has three formulas for up to 16 bytes. Which one a word needs cannot be foreseen, and a
// branch that is guessed wrong costs as much as the hash; so words wait, apart by formula, and each
// list is hashed by a loop without a branch.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "copytaster/abi.h"
#include "daemon/article/folding.h"

namespace copytaster {

class WordHashes {
 public:
  // A word is read as so many bytes, or more where it is longer.
  static constexpr std::uint32_t kBytesMax = 16;

  // `tokens` are those of a text of which `bytes` is what stands from `first` on; both outlive
  // this.
  WordHashes(const char* bytes, std::uint32_t first, ct_token* tokens)
      : bytes_(bytes), first_(first), tokens_(tokens) {
    for (std::size_t i = 0; i < kLists; ++i) ends_[i] = lists_[i].data();
  }
  WordHashes(const WordHashes&) = delete;
  WordHashes& operator=(const WordHashes&) = delete;
  ~WordHashes() { finish(); }

  // A word of less than 64 bytes that begins kBytesMax before the text's end; `wide`: with some
  // past ASCII. The rest of its token is filled in before the next room() or finish().
  void add(std::uint32_t token, std::uint32_t size, bool wide) {
    *ends_[kListOf[size | (wide ? 64U : 0U)]]++ = token;
  }
  // Makes room for `count` more words; no more than kWaiting.
  void room(std::size_t count) {
    for (std::size_t i = 0; i < kLists; ++i) {
      if (waiting(i).size() + count > kWaiting) return finish();
    }
  }

 private:
  static constexpr std::size_t kWaiting = 256, kLists = 4;
  static constexpr auto kListOf = [] {
    std::array<std::uint8_t, 128> lists{};
    for (std::size_t size = 0; size < lists.size(); ++size)
      lists[size] = size <= 3 ? 0 : size <= 8 ? 1 : size <= kBytesMax ? 2 : 3;
    return lists;  // those with a byte past ASCII, from 64 on, fall to the last
  }();

  const char* bytesOf(const ct_token& token) const { return bytes_ + (token.begin - first_); }
  std::span<const std::uint32_t> waiting(std::size_t list) const {
    return {lists_[list].data(), ends_[list]};
  }

  void finish() {
    hash<1, 3>(0);
    hash<4, 8>(1);
    hash<9, kBytesMax>(2);
    for (const std::uint32_t i : waiting(3))
      tokens_[i].hash = folding::hash({bytesOf(tokens_[i]), tokens_[i].size});
    ends_[3] = lists_[3].data();
  }
  template <std::uint32_t kLeast, std::uint32_t kMost>
  void hash(std::size_t list) {
    constexpr std::uint64_t kSmall = 0x2020202020202020;  // digits, ' and points have it already
    for (const std::uint32_t i : waiting(list)) {
      ct_token& token = tokens_[i];
      const std::uint32_t size = token.size;
      if (size < kLeast || size > kMost) __builtin_unreachable();  // leaves XXH3 one formula
      std::array<std::uint64_t, 2> folded;
      std::memcpy(folded.data(), bytesOf(token), sizeof folded);
      for (std::uint64_t& part : folded) part |= kSmall;
      token.hash = XXH3_64bits(folded.data(), size);
    }
    ends_[list] = lists_[list].data();
  }

  const char* bytes_;
  std::uint32_t first_;
  ct_token* tokens_;
  std::array<std::array<std::uint32_t, kWaiting>, kLists> lists_;
  std::array<std::uint32_t*, kLists> ends_;
};

}  // namespace copytaster
