// See sieve.h. A ct_token is two 64-bit numbers: its hash, and begin | size << 32 | flags << 48.
#include "plugins/topics/sieve.h"

#if defined(__x86_64__)
#include <immintrin.h>
#if !defined(__clang__)
// GCC 12 takes its own "undefined" operands for a mistake of ours (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#endif

namespace copytaster::topics {
namespace {

#if defined(__x86_64__)

constexpr std::size_t kWide = 8;  // words at once

bool isWide() {
  static const bool wide = __builtin_cpu_supports("avx512f") != 0 &&
                           __builtin_cpu_supports("avx512dq") != 0 &&
                           __builtin_cpu_supports("bmi2") != 0;
  return wide;
}

struct Eight {
  __m512i hashes, rest;
};

[[gnu::target("avx512f,avx512dq,bmi2")]] inline __m512i splat(std::uint64_t value) {
  return _mm512_set1_epi64(static_cast<long long>(value));
}

[[gnu::target("avx512f,avx512dq,bmi2")]] inline Eight loadEight(const ct_token* tokens) {
  static_assert(sizeof(ct_token) == 16 && offsetof(ct_token, flags) == 14);
  const __m512i a = _mm512_loadu_si512(tokens), b = _mm512_loadu_si512(tokens + 4);
  const __m512i even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
  const __m512i odd = _mm512_set_epi64(15, 13, 11, 9, 7, 5, 3, 1);
  return {_mm512_permutex2var_epi64(a, even, b), _mm512_permutex2var_epi64(a, odd, b)};
}

// featureWord() of eight tokens.
[[gnu::target("avx512f,avx512dq,bmi2")]] inline __m512i featureWords(const Eight& eight) {
  const __mmask8 numbers =
      _mm512_test_epi64_mask(eight.rest, splat(std::uint64_t{CT_TOKEN_NUMBER} << 48));
  const __m512i sizes = _mm512_and_si512(_mm512_srli_epi64(eight.rest, 32), splat(0xFFFF));
  return _mm512_mask_mullo_epi64(eight.hashes, numbers, _mm512_min_epu64(sizes, splat(8)),
                                 splat(kNumberWord));
}

// Those of eight hashes that are known, with their places, to `to`; where the last ends.
[[gnu::target("avx512f,avx512dq,bmi2")]] inline Met* meetEight(__m512i mixed, __m512i places,
                                                               HashBits known, Met* to) {
  const __m512i bit = _mm512_srl_epi64(mixed, _mm_cvtsi32_si128(static_cast<int>(known.shift)));
  const __m512i words = _mm512_i64gather_epi64(_mm512_srli_epi64(bit, 6), known.bits, 8);
  const __mmask8 has = _mm512_test_epi64_mask(_mm512_rorv_epi64(words, bit), splat(1));
  const __m512i met = _mm512_or_si512(_mm512_and_si512(mixed, splat(kMetUpper)), places);
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(has, met));
  return to + __builtin_popcount(has);
}

[[gnu::target("avx512f,avx512dq,bmi2")]] Met* meetKnownWide(std::span<const ct_token> tokens,
                                                            std::uint32_t place,
                                                            std::uint64_t before, HashBits known,
                                                            Met* to) {
  constexpr long long kPair = kPlacePair;
  // Word, its pair with the one before, word, pair …: the order of meetEach.
  const __m512i low = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
  const __m512i high = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
  const __m512i steps = _mm512_set_epi64(kPair + 2, 3, kPair + 1, 2, kPair, 1, kPair - 1, 0);
  __m512i previous = splat(before);
  __m512i places = _mm512_add_epi64(splat(place), steps);
  for (std::size_t i = 0; i + kWide <= tokens.size(); i += kWide) {
    const __m512i words = featureWords(loadEight(&tokens[i]));
    const __m512i befores = _mm512_alignr_epi64(words, previous, 7);
    const __m512i mixed = _mm512_mullo_epi64(words, splat(kMix));
    const __m512i pairs = _mm512_mullo_epi64(
        _mm512_add_epi64(_mm512_mullo_epi64(befores, splat(kFirst)), _mm512_rol_epi64(words, 31)),
        splat(kMix));
    to = meetEight(_mm512_permutex2var_epi64(mixed, low, pairs), places, known, to);
    places = _mm512_add_epi64(places, splat(4));
    to = meetEight(_mm512_permutex2var_epi64(mixed, high, pairs), places, known, to);
    places = _mm512_add_epi64(places, splat(4));
    previous = words;
  }
  return to;
}

// phraseBit() of eight keys, each in the lowest bit of a number whose others are anything.
[[gnu::target("avx512f,avx512dq,bmi2")]] inline __m512i phraseBits(PhraseBits bits, __m512i keys) {
  const __m512i at = _mm512_and_si512(_mm512_srli_epi64(keys, 6), splat(bits.size() - 1));
  return _mm512_rorv_epi64(_mm512_i64gather_epi64(at, bits.data(), 8), keys);
}

// findBegins() of the first tokens, whose number is added to `asked`.
[[gnu::target("avx512f,avx512dq,bmi2")]] std::size_t findBeginsWide(
    std::span<const ct_token> tokens, PhraseBits bits, std::uint32_t* out, std::size_t& asked) {
  std::size_t count = 0;
  if (tokens.size() < 2 * kWide) return count;
  Eight eight = loadEight(tokens.data());
  __m512i places = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  for (; asked + 2 * kWide <= tokens.size(); asked += kWide) {
    const Eight after = loadEight(&tokens[asked + kWide]);
    const __m512i next = _mm512_alignr_epi64(after.hashes, eight.hashes, 1);
    const __m512i pairs =
        _mm512_mullo_epi64(_mm512_xor_si512(eight.hashes, _mm512_rol_epi64(next, 32)), splat(kMix));
    const auto word = _mm512_test_epi64_mask(phraseBits(bits, eight.hashes), splat(1));
    const auto pair = _mm512_test_epi64_mask(phraseBits(bits, pairs), splat(1));
    const auto may = static_cast<__mmask16>(_pdep_u32(word, 0x5555) | _pdep_u32(pair, 0xAAAA));
    _mm512_storeu_si512(out + count, _mm512_maskz_compress_epi32(may, places));
    count += static_cast<std::size_t>(__builtin_popcount(may));
    places = _mm512_add_epi32(places, _mm512_set1_epi32(2 * kWide));
    eight = after;
  }
  return count;
}

// findFlagged() of the first tokens, whose number is added to `asked`.
[[gnu::target("avx512f,avx512dq,bmi2")]] std::size_t findFlaggedWide(
    std::span<const ct_token> tokens, std::uint16_t flag, std::uint32_t* out, std::size_t& asked) {
  const __m512i wanted = splat(std::uint64_t{flag} << 48);
  __m512i places = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  std::size_t count = 0;
  for (; asked + kWide <= tokens.size(); asked += kWide) {
    const __mmask8 has = _mm512_test_epi64_mask(loadEight(&tokens[asked]).rest, wanted);
    _mm512_storeu_si512(out + count, _mm512_maskz_compress_epi32(has, places));
    count += static_cast<std::size_t>(__builtin_popcount(has));
    places = _mm512_add_epi32(places, _mm512_set1_epi32(kWide));
  }
  return count;
}

// countFlagged() of the first tokens, whose number is added to `asked`.
[[gnu::target("avx512f,avx512dq,bmi2,popcnt")]] std::size_t countFlaggedWide(
    std::span<const ct_token> tokens, std::uint16_t flag, std::size_t& asked) {
  const __m512i wanted = _mm512_maskz_set1_epi64(0xAA, std::int64_t{flag} << 48);
  std::size_t count = 0;
  for (; asked + kWide <= tokens.size(); asked += kWide) {
    const auto a = _mm512_test_epi64_mask(_mm512_loadu_si512(&tokens[asked]), wanted);
    const auto b = _mm512_test_epi64_mask(_mm512_loadu_si512(&tokens[asked + 4]), wanted);
    count += static_cast<std::size_t>(__builtin_popcount(a | b << 8));
  }
  return count;
}

#endif

// findBegins() from token `at` on, `count` found before.
std::size_t findBeginsFrom(std::span<const ct_token> tokens, std::size_t at, PhraseBits bits,
                           std::uint32_t* out, std::size_t count) {
  for (; at < tokens.size(); ++at) {
    const std::uint64_t word = tokens[at].hash;
    out[count] = static_cast<std::uint32_t>(2 * at);
    count += phraseBit(bits, word);
    if (at + 1 == tokens.size()) break;
    out[count] = static_cast<std::uint32_t>(2 * at + 1);
    count += phraseBit(bits, phrasePair(word, tokens[at + 1].hash));
  }
  return count;
}

}  // namespace

Met* meetKnownPlain(std::span<const ct_token> tokens, std::uint32_t place, std::uint64_t before,
                    HashBits known, Met* to) {
  return meetEach(
      tokens, place, before, [&](std::uint64_t mixed) { return known.has(mixed); }, to);
}

Met* meetKnown(std::span<const ct_token> tokens, std::uint32_t place, std::uint64_t before,
               HashBits known, Met* to) {
#if defined(__x86_64__)
  if (isWide() && tokens.size() > kWide) {
    // The first word of a field has no pair.
    const std::size_t alone = before == 0 ? 1 : 0;
    const std::size_t wide = (tokens.size() - alone) / kWide * kWide;
    to = meetKnownPlain(tokens.first(alone), place, before, known, to);
    if (alone != 0) before = featureWord(tokens[0]);
    to = meetKnownWide(tokens.subspan(alone, wide), place + static_cast<std::uint32_t>(alone),
                       before, known, to);
    before = featureWord(tokens[alone + wide - 1]);
    place += static_cast<std::uint32_t>(alone + wide);
    tokens = tokens.subspan(alone + wide);
  }
#endif
  return meetKnownPlain(tokens, place, before, known, to);
}

std::size_t findBeginsPlain(std::span<const ct_token> tokens, PhraseBits bits, std::uint32_t* out) {
  return findBeginsFrom(tokens, 0, bits, out, 0);
}

std::size_t findBegins(std::span<const ct_token> tokens, PhraseBits bits, std::uint32_t* out) {
  std::size_t asked = 0, count = 0;
#if defined(__x86_64__)
  if (isWide()) count = findBeginsWide(tokens, bits, out, asked);
#endif
  return findBeginsFrom(tokens, asked, bits, out, count);
}

std::size_t findFlaggedPlain(std::span<const ct_token> tokens, std::uint16_t flag,
                             std::uint32_t* out) {
  std::size_t count = 0;
  for (std::uint32_t at = 0; at < tokens.size(); ++at) {
    out[count] = at;
    count += (tokens[at].flags & flag) != 0;
  }
  return count;
}

std::size_t findFlagged(std::span<const ct_token> tokens, std::uint16_t flag, std::uint32_t* out) {
  std::size_t asked = 0, count = 0;
#if defined(__x86_64__)
  if (isWide()) count = findFlaggedWide(tokens, flag, out, asked);
#endif
  const std::size_t more = findFlaggedPlain(tokens.subspan(asked), flag, out + count);
  for (std::uint32_t& at : std::span(out + count, more)) at += static_cast<std::uint32_t>(asked);
  return count + more;
}

std::size_t countFlaggedPlain(std::span<const ct_token> tokens, std::uint16_t flag) {
  std::size_t count = 0;
  for (const ct_token& t : tokens) count += (t.flags & flag) != 0;
  return count;
}

std::size_t countFlagged(std::span<const ct_token> tokens, std::uint16_t flag) {
  std::size_t asked = 0, count = 0;
#if defined(__x86_64__)
  if (isWide()) count = countFlaggedWide(tokens, flag, asked);
#endif
  return count + countFlaggedPlain(tokens.subspan(asked), flag);
}

}  // namespace copytaster::topics
