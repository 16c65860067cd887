// Four times sixteen bytes a round, and one test for all of them; or all 64 at once, with their
// places squeezed together.
#include "plugins/garble/sieve.h"

#include <array>
#include <bit>
#include <cstddef>

#include "plugins/garble/wide.h"

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

#ifdef __x86_64__
// The places of the kept bytes to `to`; where the last ends.
COPYTASTER_WIDE std::uint32_t* siftWide(std::string_view text, std::uint32_t* to) {
  alignas(64) static constexpr auto kNumbers = [] {
    std::array<std::uint8_t, 64> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::uint8_t>(i);
    return numbers;
  }();
  const __m512i numbers = _mm512_load_si512(&kNumbers), bit = _mm512_set1_epi8(0x20);
  for (std::size_t read = 0; read < text.size(); read += 64) {
    const std::size_t left = text.size() - read;
    const __mmask64 there = left < 64 ? (__mmask64{1} << left) - 1 : ~__mmask64{0};
    const __m512i bytes = _mm512_maskz_loadu_epi8(there, text.data() + read);
    const __m512i folded = _mm512_or_si512(bytes, bit);
    const __mmask64 low = _mm512_cmplt_epi8_mask(bytes, bit) &
                          _mm512_cmpgt_epi8_mask(bytes, _mm512_set1_epi8('\xBF')) &
                          _mm512_cmpneq_epi8_mask(bytes, _mm512_set1_epi8('\n'));
    const __mmask64 marks = _mm512_cmpgt_epi8_mask(folded, _mm512_set1_epi8('z')) |
                            _mm512_cmplt_epu8_mask(_mm512_sub_epi8(folded, _mm512_set1_epi8(';')),
                                                   _mm512_set1_epi8('?' - ';' + 1)) |
                            _mm512_cmplt_epu8_mask(_mm512_sub_epi8(folded, _mm512_set1_epi8('#')),
                                                   _mm512_set1_epi8('&' - '#' + 1));
    const __mmask64 kept = (low | marks) & there;
    const auto count = static_cast<std::size_t>(__builtin_popcountll(kept));
    __m512i places = _mm512_maskz_compress_epi8(kept, numbers);
    const __m512i base = _mm512_set1_epi32(static_cast<int>(read));
    for (std::size_t done = 0;;) {
      const __m512i sixteen = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
      _mm512_storeu_si512(to + done, _mm512_add_epi32(base, sixteen));
      done += 16;
      if (done >= count) break;
      places = _mm512_alignr_epi32(places, places, 4);
    }
    to += count;
  }
  return to;
}
#endif

// Room for the places of all bytes, and what may be written behind the last.
std::uint32_t* roomFor(std::string_view text, std::vector<std::uint32_t>& room) {
  constexpr std::size_t kBehind = 64;
  if (room.size() < text.size() + kBehind) room.resize(text.size() + kBehind);
  return room.data();
}

}  // namespace

std::span<const std::uint32_t> sift(std::string_view text, std::vector<std::uint32_t>& room) {
#ifdef __x86_64__
  if (isWide()) {
    std::uint32_t* const to = roomFor(text, room);
    return {to, siftWide(text, to)};
  }
#endif
  return siftPlain(text, room);
}

std::span<const std::uint32_t> siftPlain(std::string_view text, std::vector<std::uint32_t>& room) {
  std::uint32_t* to = roomFor(text, room);
  std::size_t i = 0;
#ifdef __SSE2__
  for (; i + 64 <= text.size(); i += 64) {
    const char* const at = text.data() + i;
    std::uint64_t kept =
        keptOf(at) | keptOf(at + 16) << 16 | keptOf(at + 32) << 32 | keptOf(at + 48) << 48;
    for (; kept != 0; kept &= kept - 1) {
      *to++ = static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(std::countr_zero(kept));
    }
  }
#endif
  for (; i < text.size(); ++i) {
    if (isKept(text[i])) *to++ = static_cast<std::uint32_t>(i);
  }
  return {room.data(), to};
}

}  // namespace copytaster
