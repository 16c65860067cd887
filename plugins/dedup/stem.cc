// Cutting off "'s" and the plural's s, and hashing what is left as the reading hashes a word.
#define XXH_INLINE_ALL
#include "stem.h"

#include <xxhash.h>

#include <cstring>

namespace copytaster::dedup {

namespace {

constexpr std::uint64_t kEach = 0x0101010101010101, kHigh = 0x80 * kEach;  // of eight bytes

// The letters small, `Bytes` of them; false where one is of another script, which has other
// plurals. Eight at a time: how long a word is cannot be guessed.
template <std::size_t Bytes>
bool lower(char* letters, std::size_t count) {
  std::uint64_t other = 0;
  for (std::size_t at = 0; at < Bytes; at += 8) {
    std::uint64_t bytes;
    std::memcpy(&bytes, letters + at, 8);
    const std::size_t left = count > at ? count - at : 0;
    const std::uint64_t ours = left >= 8 ? ~0ULL : (1ULL << (8 * left)) - 1;
    other |= bytes & kHigh & ours;
    bytes &= ~kHigh;
    const std::uint64_t capital = (bytes + (0x80 - 'A') * kEach) & ~(bytes + (0x7F - 'Z') * kEach);
    bytes |= (capital & kHigh) >> 2;  // capitals' sixth bit
    std::memcpy(letters + at, &bytes, 8);
  }
  return other == 0;
}

// The hash of a word that ends in an s, without it. `room`: bytes of the text from its first on.
std::uint64_t stemHash(const ct_token& t, const char* word, std::size_t room) {
  constexpr std::size_t kShort = 16;  // nearly all words
  const std::size_t n = t.size;
  if (n < 4 || n > 40 || (t.flags & CT_TOKEN_DIGIT) != 0) return t.hash;
  std::size_t cut = 0;
  if (word[n - 2] == '\'') {
    cut = 2;
  } else if (n > 4 && static_cast<unsigned char>(word[n - 2]) == 0x99 &&
             std::string_view(word + n - 4, 3) == "\xE2\x80\x99") {
    cut = 4;
  } else {
    const char c = static_cast<char>(word[n - 2] | 32);
    cut = ((c != 's') & (c != 'u') & (c != 'i')) ? 1 : 0;
  }
  if (cut == 0 || n - cut < 2) return t.hash;
  char stem[40] = {};
  bool ours;
  if (n <= kShort && room >= kShort) {
    std::memcpy(stem, word, kShort);
    ours = lower<kShort>(stem, n - cut);
  } else {
    std::memcpy(stem, word, n - cut);
    ours = lower<sizeof stem>(stem, n - cut);
  }
  return ours ? XXH3_64bits(stem, n - cut) : t.hash;
}

}  // namespace

std::uint64_t termHash(const ct_token& t, std::string_view text) {
  const char* const word = text.data() + t.begin;
  return (word[t.size - 1] | 32) == 's' ? stemHash(t, word, text.size() - t.begin) : t.hash;
}

}  // namespace copytaster::dedup
