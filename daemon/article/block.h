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

struct Block {
  static constexpr unsigned kBytes = 64;
  static constexpr unsigned kBehind = 2;  // bytes looked at behind them

  // Bit i is of byte i. A letter beyond ASCII is two bytes of a word, small or capital by its
  // first.
  std::uint64_t words = 0;  // letters, digits, and apostrophes that join them
  std::uint64_t smalls = 0, capitals = 0, digits = 0;
  std::uint64_t wide = 0;     // bytes past ASCII
  std::uint64_t marks = 0;    // . ! ? " line feeds, and the first byte of what else is past ASCII
  std::uint64_t joiners = 0;  // apostrophes, and points, commas and colons behind a digit: a word
                              // may go on with them
  std::uint64_t odd = 0;  // numbers with points in them, and what only the whole of Unicode knows

  // `bytes`: kBytes of them, and kBehind more that may be looked at. Cost: some 50 instructions for
  // 16 bytes where there is SSE2, some 20 for each character past ASCII.
  explicit Block(const char* bytes) {
    Letters letters;
#ifdef __SSE2__
    for (unsigned part = 0; part < kBytes; part += 16) addPart(bytes + part, part, letters);
#else
    for (unsigned i = 0; i < kBytes; ++i) addByte(static_cast<unsigned char>(bytes[i]), i, letters);
#endif
    words = letters.ascii | digits;
    smalls = letters.ascii & ~capitals;
    joiners = letters.points & digits << 1;
    odd = joiners & digits >> 1;
    joiners |= letters.apostrophes;
    if (wide != 0) addWide(bytes, letters);
    words |= letters.apostrophes & words << 1 & letters.ascii >> 1;
  }

 private:
  struct Letters {
    std::uint64_t ascii = 0, points = 0, apostrophes = 0;
  };

  static constexpr bool follows(unsigned char c) {
    return (c & 0xC0U) == 0x80;
  }

  // Letters of Latin-1 and the marks of typesetters; all else is odd.
  void addWide(const char* bytes, Letters& letters) {
    const auto at = [&](unsigned i) { return static_cast<unsigned char>(bytes[i]); };
    std::uint64_t curled = 0, accented = 0;
    for (std::uint64_t rest = wide; rest != 0;) {
      const auto i = static_cast<unsigned>(std::countr_zero(rest));
      const std::uint64_t bit = std::uint64_t{1} << i;
      const unsigned char next = at(i + 1);
      std::uint64_t character = bit;
      if (at(i) == 0xE2 && next == 0x80 && follows(at(i + 2))) {
        character = bit * 7;
        (at(i + 2) == 0x99 ? curled : marks) |= bit;
      } else if (at(i) == 0xC3 && follows(next) && next != 0x97 && next != 0xB7) {
        character = bit * 3;
        accented |= character;
        (next < 0x9F ? capitals : smalls) |= bit;
      } else if (at(i) == 0xC2 && follows(next) && next != 0xAA && next != 0xB5 && next != 0xBA) {
        character = bit * 3;
        marks |= bit;
      } else {
        odd |= bit;
      }
      rest &= ~character;
    }
    words |= accented;
    letters.ascii |= accented;  // before an apostrophe all letters are alike
    const std::uint64_t joined = curled & words << 1 & letters.ascii >> 3;
    words |= joined * 7;
    marks |= curled & ~joined;
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

  void addPart(const char* at, unsigned shift, Letters& letters) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    const __m128i letter = within(small, 'a', 26), stop = equal(bytes, '.');
    const __m128i mark = _mm_or_si128(_mm_or_si128(within(bytes, '!', 2), stop),
                                      _mm_or_si128(equal(bytes, '?'), equal(bytes, '\n')));
    const __m128i point = _mm_or_si128(stop, _mm_or_si128(equal(bytes, ','), equal(bytes, ':')));
    letters.ascii |= bits(letter) << shift;
    letters.points |= bits(point) << shift;
    letters.apostrophes |= bits(equal(bytes, '\'')) << shift;
    capitals |= bits(_mm_andnot_si128(_mm_cmpeq_epi8(bytes, small), letter)) << shift;
    digits |= bits(within(bytes, '0', 10)) << shift;
    wide |= bits(bytes) << shift;
    marks |= bits(mark) << shift;
  }
#else
  void addByte(unsigned char c, unsigned i, Letters& letters) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital || (c >= 'a' && c <= 'z')) letters.ascii |= bit;
    if (c == '.' || c == ',' || c == ':') letters.points |= bit;
    if (c == '\'') letters.apostrophes |= bit;
    if (capital) capitals |= bit;
    if (c >= '0' && c <= '9') digits |= bit;
    if (c >= 0x80) wide |= bit;
    if (c == '.' || c == '!' || c == '?' || c == '"' || c == '\n') marks |= bit;
  }
#endif
};

}  // namespace copytaster
