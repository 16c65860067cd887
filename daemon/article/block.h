// 64 bytes of text told apart at once, one bit a byte: where words begin and end, and what they are
// made of, is then arithmetic on masks, without a branch that nobody can foretell.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstdint>

namespace copytaster {

// std::popcount is a call where the compiler may not use the processor's instruction.
constexpr std::uint32_t countBits(std::uint64_t mask) {
  mask -= mask >> 1 & 0x5555555555555555;
  mask = (mask & 0x3333333333333333) + (mask >> 2 & 0x3333333333333333);
  mask = (mask + (mask >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return static_cast<std::uint32_t>(mask * 0x0101010101010101 >> 56);
}

// What the bytes are, each by itself; of characters past ASCII, by the bytes they consist of.
struct Kinds {
  std::uint64_t letters = 0, capitals = 0, digits = 0;  // of ASCII
  std::uint64_t points = 0;                             // . , :
  std::uint64_t apostrophes = 0;
  std::uint64_t marks = 0;  // . ! ? " line feeds, and the first byte of “ ” „ … « »
  std::uint64_t wide = 0;   // bytes past ASCII

  // The first byte of each letter of Latin-1, of those that are capitals, and of ’; all bytes of
  // what only the whole of Unicode knows.
  std::uint64_t accented = 0, accented_capitals = 0, curled = 0, odd = 0;
};

struct Block {
  static constexpr unsigned kBytes = 64;
  static constexpr unsigned kBehind = 2;  // bytes looked at behind them

  // Bit i is of byte i. A letter beyond ASCII is two bytes of a word, small or capital by its
  // first.
  std::uint64_t words =
      0;  // letters, digits, apostrophes that join them, and points within numbers
  std::uint64_t starts = 0;  // the first byte of each whole word
  std::uint64_t smalls = 0, capitals = 0, digits = 0, wide = 0;
  std::uint64_t curled = 0;  // the first bytes of ’ within words
  std::uint64_t marks = 0;   // as in Kinds, before `size`
  // What touches the block's end may go on behind it; what touches something odd is read byte by
  // byte. Neither is of this block, which ends before it, or after the other bytes to be read so.
  unsigned size = 0, bytewise = 0;

  // Cost: some 40 instructions.
  constexpr explicit Block(const Kinds& kinds)
      : smalls((kinds.letters & ~kinds.capitals) | (kinds.accented & ~kinds.accented_capitals)),
        capitals(kinds.capitals | kinds.accented_capitals),
        digits(kinds.digits),
        wide(kinds.wide) {
    const std::uint64_t letters = kinds.letters | kinds.accented * 3;
    words = letters | digits;
    words |= kinds.apostrophes & words << 1 & letters >> 1;
    curled = kinds.curled & words << 1 & letters >> 3;
    words |= curled * 7;
    // Between two digits, and behind a run of word that begins with one: adding its first bit
    // carries to its end. The run after a point always begins so, whatever the point joins.
    const std::uint64_t points = kinds.points & digits << 1;
    const std::uint64_t runs = words & ~(words << 1) & digits;
    words |= points & digits >> 1 & (words + runs);
    bound(words | wide | points | kinds.apostrophes, kinds.odd);
    const std::uint64_t within =
        size == kBytes ? ~std::uint64_t{0} : (std::uint64_t{1} << size) - 1;
    starts = words & ~(words << 1) & within;
    marks = kinds.marks & within & ~words;
  }

 private:
  constexpr void bound(std::uint64_t touching, std::uint64_t odd) {
    size = kBytes - static_cast<unsigned>(std::countl_one(touching));
    bytewise = size == 0 ? kBytes : 0;
    if (odd == 0) return;
    const auto first = static_cast<unsigned>(std::countr_zero(odd));
    const std::uint64_t before = ~touching & ((std::uint64_t{1} << first) - 1);
    size = kBytes - static_cast<unsigned>(std::countl_zero(before));
    bytewise = first + static_cast<unsigned>(std::countr_one(touching >> first));
  }
};

// The kinds of Block::kBytes bytes; Block::kBehind more may be looked at. Cost: some 50
// instructions for 16 bytes where there is SSE2, some 20 for each character past ASCII.
class KindsReader {
 public:
  explicit KindsReader(const char* bytes) {
#ifdef __SSE2__
    for (unsigned part = 0; part < Block::kBytes; part += 16) addPart(bytes + part, part);
#else
    for (unsigned i = 0; i < Block::kBytes; ++i) addByte(static_cast<unsigned char>(bytes[i]), i);
#endif
    if (kinds_.wide != 0) addWide(bytes);
  }
  const Kinds& kinds() const {
    return kinds_;
  }

 private:
  static constexpr bool follows(unsigned char c) {
    return (c & 0xC0U) == 0x80;
  }

  // Letters of Latin-1 and the marks of typesetters; all else is odd.
  void addWide(const char* bytes) {
    const auto at = [&](unsigned i) { return static_cast<unsigned char>(bytes[i]); };
    for (std::uint64_t rest = kinds_.wide; rest != 0;) {
      const auto i = static_cast<unsigned>(std::countr_zero(rest));
      const std::uint64_t bit = std::uint64_t{1} << i;
      const unsigned char next = at(i + 1), last = at(i + 2);
      std::uint64_t character = bit;
      if (at(i) == 0xE2 && next == 0x80 && follows(last)) {
        character = bit * 7;
        if (last == 0x99) kinds_.curled |= bit;
        if (last == 0x9C || last == 0x9D || last == 0x9E || last == 0xA6) kinds_.marks |= bit;
      } else if (at(i) == 0xC3 && follows(next) && next != 0x97 && next != 0xB7) {
        character = bit * 3;
        kinds_.accented |= bit;
        if (next < 0x9F) kinds_.accented_capitals |= bit;
      } else if (at(i) == 0xC2 && follows(next) && next != 0xAA && next != 0xB5 && next != 0xBA) {
        character = bit * 3;
        if (next == 0xAB || next == 0xBB) kinds_.marks |= bit;
      } else {
        kinds_.odd |= bit;
      }
      rest &= ~character;
    }
  }

#ifdef __SSE2__
  // Bytes from `first` on, `count` of them: moved to the bottom of the signed range, one comparison
  // finds them.
  static __m128i within(__m128i bytes, char first, int count) {
    const __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(-128 - first)));
    return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
  }
  static __m128i equal(__m128i bytes, char c) {
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
  }
  // The uppermost bit of each byte.
  static std::uint64_t bits(__m128i bytes) {
    return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
  }

  void addPart(const char* at, unsigned shift) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    const __m128i letter = within(small, 'a', 26), stop = equal(bytes, '.');
    const __m128i mark = _mm_or_si128(_mm_or_si128(within(bytes, '!', 2), stop),
                                      _mm_or_si128(equal(bytes, '?'), equal(bytes, '\n')));
    const __m128i point = _mm_or_si128(stop, _mm_or_si128(equal(bytes, ','), equal(bytes, ':')));
    kinds_.letters |= bits(letter) << shift;
    kinds_.points |= bits(point) << shift;
    kinds_.apostrophes |= bits(equal(bytes, '\'')) << shift;
    kinds_.capitals |= bits(_mm_andnot_si128(_mm_cmpeq_epi8(bytes, small), letter)) << shift;
    kinds_.digits |= bits(within(bytes, '0', 10)) << shift;
    kinds_.wide |= bits(bytes) << shift;
    kinds_.marks |= bits(mark) << shift;
  }
#else
  void addByte(unsigned char c, unsigned i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital || (c >= 'a' && c <= 'z')) kinds_.letters |= bit;
    if (c == '.' || c == ',' || c == ':') kinds_.points |= bit;
    if (c == '\'') kinds_.apostrophes |= bit;
    if (capital) kinds_.capitals |= bit;
    if (c >= '0' && c <= '9') kinds_.digits |= bit;
    if (c >= 0x80) kinds_.wide |= bit;
    if (c == '.' || c == '!' || c == '?' || c == '"' || c == '\n') kinds_.marks |= bit;
  }
#endif

  Kinds kinds_;
};

}  // namespace copytaster
