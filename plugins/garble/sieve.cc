// Four times sixteen bytes a round, and one test for all of them.
#include "plugins/garble/sieve.h"

#include <bit>
#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace copytaster {
namespace {

#ifdef __SSE2__
// isKept() of sixteen bytes, a bit each. Bytes beyond ASCII are negative here; each range is moved
// up so that it ends at 127, and one comparison is enough for it.
std::uint64_t keptOf(const char* sixteen) {
  const __m128i c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(sixteen));
  const __m128i folded = _mm_or_si128(c, _mm_set1_epi8(0x20));
  const auto endsAt = [&](char first, char last) {
    return _mm_cmpgt_epi8(_mm_add_epi8(folded, _mm_set1_epi8(static_cast<char>(127 - last))),
                          _mm_set1_epi8(static_cast<char>(127 - last + first - 1)));
  };
  const __m128i below = _mm_and_si128(_mm_cmplt_epi8(c, _mm_set1_epi8(0x20)),
                                      _mm_cmpgt_epi8(c, _mm_set1_epi8(static_cast<char>(0xBF))));
  const __m128i low = _mm_andnot_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('\n')), below);
  const __m128i marks =
      _mm_or_si128(endsAt('{', 127), _mm_or_si128(endsAt(';', '?'), endsAt('#', '&')));
  return static_cast<std::uint64_t>(_mm_movemask_epi8(_mm_or_si128(low, marks)));
}
#endif

}  // namespace

void sift(std::string_view text, std::vector<std::uint32_t>& places) {
  places.clear();
  std::size_t i = 0;
#ifdef __SSE2__
  for (; i + 64 <= text.size(); i += 64) {
    const char* const at = text.data() + i;
    std::uint64_t kept =
        keptOf(at) | keptOf(at + 16) << 16 | keptOf(at + 32) << 32 | keptOf(at + 48) << 48;
    for (; kept != 0; kept &= kept - 1) {
      places.push_back(static_cast<std::uint32_t>(i) +
                       static_cast<std::uint32_t>(std::countr_zero(kept)));
    }
  }
#endif
  for (; i < text.size(); ++i) {
    if (isKept(text[i])) places.push_back(static_cast<std::uint32_t>(i));
  }
}

}  // namespace copytaster
