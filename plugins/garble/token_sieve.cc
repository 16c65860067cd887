// See token_sieve.h. A Token is two 64-bit numbers: its hash, and begin | size << 32 | flags << 48.
#include "plugins/garble/token_sieve.h"

#include <cstddef>

#include "plugins/garble/wide.h"

namespace copytaster {
namespace {

// What was found, and what the tokens read so far leave to the next.
struct Found {
  std::uint32_t* to;
  std::size_t count = 0, at = 0;  // `at`: tokens read
};

void firstsFrom(std::span<const Token> tokens, const FirstWords& firsts, Found& found) {
  for (std::size_t i = found.at; i < tokens.size(); ++i) {
    const unsigned line_start = tokens[i].flags / CT_TOKEN_LINE_START & 1U;
    found.to[found.count] = static_cast<std::uint32_t>(i);
    found.count += static_cast<unsigned>(firsts.of(tokens[i].hash)) >> line_start & 1U;
  }
}

void watchedFrom(std::span<const Token> tokens, const FewWords& words, Found& found) {
  std::uint64_t before = found.at == 0 ? 0 : tokens[found.at - 1].hash;
  unsigned watched_before = found.at == 0 ? 0 : words.mayBe(before);
  for (std::size_t i = found.at; i < tokens.size(); ++i) {
    const std::uint64_t hash = tokens[i].hash;
    const unsigned watched = words.mayBe(hash);
    found.to[found.count] = static_cast<std::uint32_t>(i);
    found.count += watched | watched_before | static_cast<unsigned>(hash == before);
    before = hash;
    watched_before = watched;
  }
}

std::size_t endOf(const Token& t) {
  return std::size_t{t.begin} + t.size;
}

void apartFrom(std::span<const Token> tokens, std::string_view text, Found& found,
               std::uint32_t& bytes) {
  std::size_t end = found.at == 0 ? 0 : endOf(tokens[found.at - 1]);
  for (std::size_t i = found.at; i < tokens.size(); ++i) {
    const Token& t = tokens[i];
    bytes += t.size;
    found.to[found.count] = static_cast<std::uint32_t>(i);
    found.count += static_cast<std::size_t>(t.begin != end + 1) |
                   static_cast<std::size_t>(text[end] != ' ') |
                   static_cast<std::size_t>(t.size == 1);
    end = endOf(t);
  }
}

#ifdef __x86_64__

constexpr std::size_t kWide = 8;  // tokens at once

struct Eight {
  __m512i hashes, rest;
};

COPYTASTER_WIDE inline __m512i splat(std::uint64_t value) {
  return _mm512_set1_epi64(static_cast<long long>(value));
}

COPYTASTER_WIDE inline Eight loadEight(const Token* tokens) {
  static_assert(sizeof(Token) == 16 && offsetof(Token, flags) == 14);
  const __m512i a = _mm512_loadu_si512(tokens), b = _mm512_loadu_si512(tokens + 4);
  const __m512i even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
  const __m512i odd = _mm512_set_epi64(15, 13, 11, 9, 7, 5, 3, 1);
  return {_mm512_permutex2var_epi64(a, even, b), _mm512_permutex2var_epi64(a, odd, b)};
}

// Those of the next eight that are in `kept`.
COPYTASTER_WIDE inline void take(__mmask8 kept, Found& found) {
  const __m256i places = _mm256_add_epi32(_mm256_set1_epi32(static_cast<int>(found.at)),
                                          _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(found.to + found.count),
                      _mm256_maskz_compress_epi32(kept, places));
  found.count += static_cast<std::size_t>(__builtin_popcount(kept));
  found.at += kWide;
}

COPYTASTER_WIDE void firstsWide(std::span<const Token> tokens, const FirstWords& firsts,
                                Found& found) {
  static_assert(CT_TOKEN_LINE_START == 1 << 7);
  while (found.at + kWide <= tokens.size()) {
    const Eight eight = loadEight(&tokens[found.at]);
    const __m512i slots = _mm512_and_si512(eight.hashes, splat(FirstWords::kSize - 1));
    const __m512i bits = _mm512_i64gather_epi64(slots, firsts.data(), 1);
    const __m512i line_start = _mm512_and_si512(_mm512_srli_epi64(eight.rest, 48 + 7), splat(1));
    take(_mm512_test_epi64_mask(_mm512_srlv_epi64(bits, line_start), splat(1)), found);
  }
}

COPYTASTER_WIDE void watchedWide(std::span<const Token> tokens, const FewWords& words,
                                 Found& found) {
  const __m512i low = _mm512_loadu_si512(words.data());
  const __m512i high = _mm512_loadu_si512(words.data() + 8);
  __m512i before = _mm512_setzero_si512();
  unsigned last = 0;  // whether the token before the eight is of the words
  while (found.at + kWide <= tokens.size()) {
    const __m512i hashes = loadEight(&tokens[found.at]).hashes;
    const __m512i bits = _mm512_permutex2var_epi64(low, _mm512_srli_epi64(hashes, 60), high);
    const __m512i shifts = _mm512_srli_epi64(hashes, 54);  // modulo 64
    const unsigned watched = _mm512_test_epi64_mask(_mm512_rorv_epi64(bits, shifts), splat(1));
    const unsigned again =
        _mm512_cmpeq_epi64_mask(hashes, _mm512_alignr_epi64(hashes, before, kWide - 1));
    take(static_cast<__mmask8>(watched | watched << 1 | last | again), found);
    before = hashes;
    last = watched >> (kWide - 1);
  }
}

COPYTASTER_WIDE void apartWide(std::span<const Token> tokens, std::string_view text, Found& found,
                               std::uint32_t& bytes) {
  __m512i before = _mm512_setzero_si512(), sum = before;
  // Eight bytes are read behind a token.
  while (found.at + kWide <= tokens.size() &&
         tokens[found.at + kWide - 1].begin + kWide <= text.size()) {
    const __m512i rest = loadEight(&tokens[found.at]).rest;
    const __m512i begins = _mm512_and_si512(rest, splat(0xFFFFFFFF));
    const __m512i sizes = _mm512_and_si512(_mm512_srli_epi64(rest, 32), splat(0xFFFF));
    const __m512i ends = _mm512_add_epi64(begins, sizes);
    const __m512i ends_before = _mm512_alignr_epi64(ends, before, kWide - 1);
    const __m512i behind =
        _mm512_and_si512(_mm512_i64gather_epi64(ends_before, text.data(), 1), splat(0xFF));
    const auto far = _mm512_cmpneq_epi64_mask(begins, _mm512_add_epi64(ends_before, splat(1)));
    const auto marked = _mm512_cmpneq_epi64_mask(behind, splat(' '));
    const auto single = _mm512_cmpeq_epi64_mask(sizes, splat(1));
    take(static_cast<__mmask8>(far | marked | single), found);
    sum = _mm512_add_epi64(sum, sizes);
    before = ends;
  }
  bytes += static_cast<std::uint32_t>(_mm512_reduce_add_epi64(sum));
}

#endif

}  // namespace

std::size_t findFirsts(std::span<const Token> tokens, const FirstWords& firsts, std::uint32_t* to,
                       [[maybe_unused]] bool wide) {
  Found found{to};
#ifdef __x86_64__
  if (wide) firstsWide(tokens, firsts, found);
#endif
  firstsFrom(tokens, firsts, found);
  return found.count;
}

std::size_t findWatched(std::span<const Token> tokens, const FewWords& words, std::uint32_t* to,
                        [[maybe_unused]] bool wide) {
  Found found{to};
#ifdef __x86_64__
  if (wide) watchedWide(tokens, words, found);
#endif
  watchedFrom(tokens, words, found);
  return found.count;
}

std::size_t findApart(std::span<const Token> tokens, std::string_view text, std::uint32_t* to,
                      std::uint32_t& bytes, [[maybe_unused]] bool wide) {
  Found found{to};
#ifdef __x86_64__
  if (wide) apartWide(tokens, text, found, bytes);
#endif
  apartFrom(tokens, text, found, bytes);
  return found.count;
}

}  // namespace copytaster
