// The next byte of a kind in a text, sixteen at a time.
//
// Clean copy is nearly all small letters and spaces; a detector that only cares for a few bytes
// should not touch the others one by one. A kind is a class with two forms of the same question,
// `is(byte)` and, where there is SSE2, `in(sixteen bytes)`, which answers with 0xFF a byte.
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace copytaster {

// One of the bytes of a list.
template <char... kBytes>
struct OneOf {
  static constexpr bool is(char c) { return ((c == kBytes) || ...); }
#ifdef __SSE2__
  static __m128i in(__m128i sixteen) {
    __m128i found = _mm_setzero_si128();
    ((found = _mm_or_si128(found, _mm_cmpeq_epi8(sixteen, _mm_set1_epi8(kBytes)))), ...);
    return found;
  }
#endif
};

// Place of the first byte of the kind at `from` or after it; text.size() where there is none.
template <class Kind>
std::size_t nextOf(std::string_view text, std::size_t from) {
  std::size_t i = from;
#ifdef __SSE2__
  for (; i + 16 <= text.size(); i += 16) {
    const __m128i sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    const int found = _mm_movemask_epi8(Kind::in(sixteen));
    if (found != 0)
      return i + static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(found)));
  }
#endif
  while (i < text.size() && !Kind::is(text[i])) ++i;
  return i;
}

}  // namespace copytaster
