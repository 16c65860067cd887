// 64 bytes of text told apart at once, one bit a byte: where words begin and end is then arithmetic
// on masks, and a branch is taken once a word and once a mark instead of once a byte.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <cstdint>

namespace copytaster {

struct Block {
  static constexpr std::uint32_t kBytes = 64;

  // Bit i is of byte i. Letters and digits are those of ASCII.
  std::uint64_t words = 0;     // letters and digits
  std::uint64_t capitals = 0;  // A to Z
  std::uint64_t digits = 0;
  std::uint64_t joins = 0;  // apostrophes and bytes past ASCII: a word may go on with them
  std::uint64_t marks = 0;  // . ! ? " line feeds and bytes past ASCII

  // `bytes`: kBytes of them. Cost: some 40 instructions for 16 bytes where there is SSE2.
  explicit Block(const char* bytes) {
#ifdef __SSE2__
    for (unsigned part = 0; part < kBytes; part += 16) addPart(bytes + part, part);
#else
    for (unsigned i = 0; i < kBytes; ++i) addByte(static_cast<unsigned char>(bytes[i]), i);
#endif
  }

 private:
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
    const __m128i letter = within(small, 'a', 26), digit = within(bytes, '0', 10);
    const __m128i capital = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, small), letter);
    const __m128i word = _mm_or_si128(letter, digit);
    const __m128i stop =
        _mm_or_si128(within(bytes, '!', 2), _mm_or_si128(equal(bytes, '.'), equal(bytes, '?')));
    const __m128i mark = _mm_or_si128(stop, equal(bytes, '\n'));
    words |= bits(word) << shift;
    capitals |= bits(capital) << shift;
    digits |= bits(digit) << shift;
    joins |= bits(_mm_or_si128(bytes, equal(bytes, '\''))) << shift;
    marks |= bits(_mm_or_si128(bytes, mark)) << shift;
  }
#else
  void addByte(unsigned char c, unsigned i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const bool digit = c >= '0' && c <= '9', capital = c >= 'A' && c <= 'Z';
    const bool word = digit || capital || (c >= 'a' && c <= 'z');
    if (word) words |= bit;
    if (capital) capitals |= bit;
    if (digit) digits |= bit;
    if (c >= 0x80 || c == '\'') joins |= bit;
    if (c >= 0x80 || c == '.' || c == '!' || c == '?' || c == '"' || c == '\n') marks |= bit;
  }
#endif
};

}  // namespace copytaster
