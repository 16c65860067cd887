// A block is one register. Numbers of its bytes are squeezed to those where words begin, and to
// those where they end; eight of each make eight words. Their flags are bits of masks that hold one
// bit a word; the first and the last eight bytes of each are picked out of the register, and hashed
// by all three formulas of XXH3 at once.
//
// Whether a word has some of a mask is told by a carry: its first bit, added to the word's bytes
// that are not of the mask, arrives past its last byte only where all of them are such.
#include "daemon/article/cutting_wide.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "daemon/article/folding.h"

#if !defined(__clang__)
// GCC 12 takes its own "undefined" operands for a mistake of ours (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

#define COPYTASTER_WIDE                                                            \
  [[gnu::target(                                                                   \
      "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq," \
      "bmi,bmi2,popcnt")]]

namespace copytaster {
namespace {

constexpr unsigned kLanes = 8;
using Bytes = std::array<std::uint8_t, 64>;

template <class Make>
constexpr Bytes bytesOf(Make make) {
  Bytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(make(i));
  return bytes;
}
alignas(64) constexpr Bytes kNumbers = bytesOf([](std::size_t i) { return i; });
alignas(64) constexpr Bytes kLaneOf = bytesOf([](std::size_t i) { return i / 8; });
alignas(64) constexpr Bytes kByteOf = bytesOf([](std::size_t i) { return i % 8; });
alignas(64) constexpr Bytes kByteBefore = bytesOf([](std::size_t i) { return i % 8 - 8; });

enum Class : std::uint8_t {
  kSmall = 1,
  kCapital = 2,
  kDigit = 4,
  kPoint = 8,
  kApostrophe = 16,
  kMark = 32,
};
alignas(64) constexpr auto kClasses = [] {
  std::array<std::uint8_t, 128> classes{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = kSmall;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) classes[c] = kCapital;
  for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  classes['\''] = kApostrophe;
  classes[','] = classes[':'] = kPoint;
  classes['.'] = kPoint | kMark;
  classes['!'] = classes['?'] = classes['"'] = classes['\n'] = kMark;
  return classes;
}();

COPYTASTER_WIDE inline __m512i splat(std::uint64_t value) {
  return _mm512_set1_epi64(static_cast<long long>(value));
}
COPYTASTER_WIDE inline __m512i load(const void* bytes) {
  return _mm512_loadu_si512(bytes);
}
COPYTASTER_WIDE inline std::uint64_t equal(__m512i bytes, unsigned char c) {
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(static_cast<char>(c)));
}

// Letters of Latin-1 and the marks of typesetters; all else is odd.
COPYTASTER_WIDE void addWide(const char* at, __m512i bytes, Kinds& kinds) {
  const __m512i next = load(at + 1), last = load(at + 2);
  const __m512i tail = _mm512_set1_epi8(static_cast<char>(0xC0));
  const __m512i follower = _mm512_set1_epi8(static_cast<char>(0x80));
  const std::uint64_t one = _mm512_cmpeq_epi8_mask(_mm512_and_si512(next, tail), follower);
  const std::uint64_t two = _mm512_cmpeq_epi8_mask(_mm512_and_si512(last, tail), follower);
  const std::uint64_t typeset = equal(bytes, 0xE2) & equal(next, 0x80) & two;
  const std::uint64_t letter = equal(bytes, 0xC3) & one & ~(equal(next, 0x97) | equal(next, 0xB7));
  const std::uint64_t sign =
      equal(bytes, 0xC2) & one & ~(equal(next, 0xAA) | equal(next, 0xB5) | equal(next, 0xBA));
  kinds.curled = typeset & equal(last, 0x99);
  kinds.accented = letter;
  kinds.accented_capitals = letter & _mm512_cmplt_epu8_mask(next, _mm512_set1_epi8('\x9F'));
  kinds.marks |=
      typeset & (equal(last, 0x9C) | equal(last, 0x9D) | equal(last, 0x9E) | equal(last, 0xA6));
  kinds.marks |= sign & (equal(next, 0xAB) | equal(next, 0xBB));
  kinds.odd = kinds.wide & ~(typeset * 7 | (letter | sign) * 3);
}

COPYTASTER_WIDE inline Kinds kindsOf(const char* at, __m512i bytes) {
  Kinds kinds;
  kinds.wide = static_cast<std::uint64_t>(_mm512_movepi8_mask(bytes));
  const __m512i classes =
      _mm512_maskz_permutex2var_epi8(~kinds.wide, load(&kClasses[0]), bytes, load(&kClasses[64]));
  kinds.letters = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kSmall | kCapital));
  kinds.capitals = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kCapital));
  kinds.digits = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kDigit));
  kinds.points = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kPoint));
  kinds.apostrophes = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kApostrophe));
  kinds.marks = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kMark));
  if (kinds.wide != 0) addWide(at, bytes, kinds);
  return kinds;
}

// Masks of one bit a word.
struct WordBits {
  std::uint64_t capital, number, all_capitals, digit, wide;
};

COPYTASTER_WIDE inline WordBits wordBits(const Block& block) {
  const std::uint64_t starts = block.starts, words = block.words;
  const std::uint64_t ends = ~words & words << 1;
  const auto without = [=](std::uint64_t mask) { return ((words & ~mask) + starts) & ends; };
  // The first capital of each word stops the carry of its own.
  const std::uint64_t firsts = ((words & ~block.capitals) + starts) & block.capitals;
  const std::uint64_t several = ends & ~without(block.capitals & ~firsts);
  return {_pext_u64(block.capitals, starts), _pext_u64(block.digits, starts),
          _pext_u64(several & without(block.smalls), ends), _pext_u64(~without(block.digits), ends),
          _pext_u64(~without(block.wide), ends)};
}

// What XXH3_64bits without a seed takes of a word of up to 8 bytes, as a number: of up to 3 the
// last, none, the first and the middle byte; else the last four and the first four. By size, modulo
// 16: the places of the bits in the first eight bytes, and what the number is mixed with.
struct Takes {
  std::array<std::uint64_t, 16> bits{}, flips{};
};
alignas(64) constexpr Takes kTakes = [] {
  Takes takes;
  for (std::uint64_t size = 1; size <= 8; ++size) {
    const std::uint64_t last = 8 * (size - 1);
    takes.bits[size] = last | size / 2 * 8 << 24;
    takes.flips[size] = 0x87275A9B ^ size << 8;
    if (size <= 3) continue;
    takes.bits[size] = 0x1810080000000000 | ((last - 24) * 0x01010101 + 0x18100800);
    takes.flips[size] = 0xC73AB174C5ECD5A2;
  }
  return takes;
}();

// The sum, for words of 9 to 16 bytes: of the first eight and the last eight, multiplied.
COPYTASTER_WIDE inline __m512i product(__m512i first, __m512i last, __m512i sizes) {
  const __m512i half = splat(0xFFFFFFFF);
  const __m512i a = _mm512_xor_si512(first, splat(0x6782737BEA4239B9));
  const __m512i b = _mm512_xor_si512(last, splat(0xAF56BC3B0996523A));
  const __m512i a_high = _mm512_srli_epi64(a, 32), b_high = _mm512_srli_epi64(b, 32);
  const __m512i low_low = _mm512_mul_epu32(a, b), high_low = _mm512_mul_epu32(a_high, b);
  const __m512i cross = _mm512_add_epi64(
      _mm512_add_epi64(_mm512_srli_epi64(low_low, 32), _mm512_and_si512(high_low, half)),
      _mm512_mul_epu32(a, b_high));
  const __m512i upper = _mm512_add_epi64(
      _mm512_add_epi64(_mm512_srli_epi64(high_low, 32), _mm512_srli_epi64(cross, 32)),
      _mm512_mul_epu32(a_high, b_high));
  const __m512i lower = _mm512_mask_shuffle_epi32(low_low, 0xAAAA, cross, _MM_PERM_CCAA);
  const __m512i turned = _mm512_shuffle_epi8(
      a,
      _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)));
  return _mm512_add_epi64(_mm512_add_epi64(sizes, turned),
                          _mm512_add_epi64(b, _mm512_xor_si512(lower, upper)));
}

// XXH3_64bits, without a seed, of words of 1 to 16 bytes by their first eight and last eight bytes;
// where there are fewer, the others may be anything. Of other sizes, anything.
COPYTASTER_WIDE inline __m512i hashes(__m512i first, __m512i last, __m512i sizes) {
  constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4F, kPrime3 = 0x165667B19E3779F9,
                          kMix8 = 0x9FB21C651E98DF25, kMix16 = 0x165667919E3779F9;
  const __mmask8 tiny = _mm512_cmplt_epu64_mask(sizes, splat(4));
  const __mmask8 middle = _mm512_cmplt_epu64_mask(sizes, splat(9)) & static_cast<__mmask8>(~tiny);
  const __mmask8 large = _mm512_cmpgt_epu64_mask(sizes, splat(8));
  const __m512i places =
      _mm512_permutex2var_epi64(load(&kTakes.bits[0]), sizes, load(&kTakes.bits[8]));
  const __m512i flips =
      _mm512_permutex2var_epi64(load(&kTakes.flips[0]), sizes, load(&kTakes.flips[8]));
  const __m512i taken = _mm512_multishift_epi64_epi8(places, first);
  const __m512i key =
      _mm512_xor_si512(_mm512_mask_and_epi64(taken, tiny, taken, splat(0xFFFF00FF)), flips);
  // Each formula goes on with multiplications between shifts: the first shifts no bits of 32, the
  // last has one multiplication only.
  const __m512i turned = _mm512_xor_si512(_mm512_maskz_rol_epi64(middle, key, 49),
                                          _mm512_maskz_rol_epi64(middle, key, 24));
  const __m512i once = _mm512_mullo_epi64(
      _mm512_xor_si512(key, turned), _mm512_mask_mov_epi64(splat(kMix8), tiny, splat(kPrime2)));
  __m512i hash = _mm512_mask_mov_epi64(once, large, product(first, last, sizes));
  __m512i shift = _mm512_mask_mov_epi64(splat(35), tiny, splat(29));
  shift = _mm512_mask_mov_epi64(shift, large, splat(37));
  const __m512i shifted = _mm512_srlv_epi64(hash, shift);
  hash = _mm512_xor_si512(hash, _mm512_mask_add_epi64(shifted, middle, shifted, sizes));
  __m512i factor = _mm512_mask_mov_epi64(splat(kMix8), tiny, splat(kPrime3));
  factor = _mm512_mask_mov_epi64(factor, large, splat(kMix16));
  hash = _mm512_mullo_epi64(hash, factor);
  return _mm512_xor_si512(
      hash, _mm512_srlv_epi64(hash, _mm512_mask_mov_epi64(splat(32), middle, splat(28))));
}

// A block as it is hashed: small letters, and ' for ’, so that what follows it has moved; and where
// words begin and end in it.
struct Folded {
  __m512i bytes, begins, ends;
};

COPYTASTER_WIDE inline Folded fold(const Block& block, __m512i bytes, std::uint64_t ends) {
  const std::uint64_t kept = ~(block.curled * 6);
  const std::uint64_t lowered = ~block.wide | (block.capitals & block.wide) << 1;
  const __m512i small = _mm512_or_si512(
      bytes, _mm512_maskz_set1_epi8(lowered, 0x20));  // digits, ' and points have it
  const __m512i straight = _mm512_mask_blend_epi8(block.curled, small, _mm512_set1_epi8('\''));
  const __m512i numbers = load(&kNumbers);
  return {_mm512_maskz_compress_epi8(kept, straight),
          _mm512_maskz_compress_epi8(_pext_u64(block.starts, kept), numbers),
          _mm512_maskz_compress_epi8(_pext_u64(ends, kept), numbers)};
}

// Every eighth byte from `lowest` on: of eight numbers of a byte each, picked by `lanes`.
constexpr std::uint64_t every(unsigned lowest) {
  return std::uint64_t{0x0101010101010101} << lowest;
}
COPYTASTER_WIDE inline __m512i lanesFrom(unsigned from) {
  return _mm512_add_epi8(load(&kLaneOf), _mm512_set1_epi8(static_cast<char>(from)));
}

COPYTASTER_WIDE inline void putMarks(const Block& block, std::uint32_t begin, std::uint32_t words,
                                     Cutting& cutting) {
  const auto count = static_cast<unsigned>(_mm_popcnt_u64(block.marks));
  const __m512i places = _mm512_maskz_compress_epi8(block.marks, load(&kNumbers));
  Mark* marks = &cutting.marks[cutting.mark_count];
  for (unsigned done = 0;;) {
    const __m512i eight = _mm512_maskz_permutexvar_epi8(every(0), lanesFrom(done), places);
    const __m512i before = _mm512_sub_epi64(_mm512_sllv_epi64(splat(1), eight), splat(1));
    const __m512i words_before = _mm512_popcnt_epi64(_mm512_and_si512(before, splat(block.starts)));
    const __m512i both = _mm512_or_si512(eight, _mm512_slli_epi64(words_before, 32));
    _mm512_storeu_si512(marks + done,
                        _mm512_add_epi32(both, splat(begin | std::uint64_t{words} << 32)));
    done += kLanes;
    if (done >= count) break;
  }
  cutting.mark_count += count;
}

COPYTASTER_WIDE inline __m512i withFlag(__m512i flags, std::uint64_t words, char flag) {
  return _mm512_mask_add_epi8(flags, words, flags, _mm512_set1_epi8(flag));
}
// The flags of words, a byte each.
COPYTASTER_WIDE inline __m512i flagsOf(const WordBits& bits) {
  __m512i flags = _mm512_maskz_set1_epi8(bits.capital, CT_TOKEN_CAPITAL);
  flags = withFlag(flags, bits.number, CT_TOKEN_NUMBER);
  flags = withFlag(flags, bits.all_capitals, CT_TOKEN_ALL_CAPITALS);
  flags = withFlag(flags, bits.digit, CT_TOKEN_DIGIT);
  return withFlag(flags, bits.wide, CT_TOKEN_NON_ASCII);
}

// Writes the words of a block behind the others; `at` is where its bytes are, `begin` where they
// are in the field.
COPYTASTER_WIDE inline void putWords(const Block& block, const char* at, __m512i bytes,
                                     std::uint32_t begin, Cutting& cutting) {
  const std::uint64_t ends_mask = ~block.words & block.words << 1;
  const Folded folded = fold(block, bytes, ends_mask);
  const __m512i numbers = load(&kNumbers), flags = flagsOf(wordBits(block));
  const __m512i begins = _mm512_maskz_compress_epi8(block.starts, numbers);
  const __m512i sizes = _mm512_sub_epi8(_mm512_maskz_compress_epi8(ends_mask, numbers), begins);
  const __m512i folded_sizes = _mm512_sub_epi8(folded.ends, folded.begins);
  const __m512i low = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
  const __m512i high = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
  const auto count = static_cast<unsigned>(_mm_popcnt_u64(block.starts));
  ct_token* const tokens = cutting.tokens + cutting.words;
  for (unsigned done = 0;;) {
    const __m512i lanes = lanesFrom(done);
    const __m512i first =
        _mm512_add_epi8(_mm512_permutexvar_epi8(lanes, folded.begins), load(&kByteOf));
    const __m512i last =
        _mm512_add_epi8(_mm512_permutexvar_epi8(lanes, folded.ends), load(&kByteBefore));
    const __m512i hash = hashes(_mm512_permutexvar_epi8(first, folded.bytes),
                                _mm512_permutexvar_epi8(last, folded.bytes),
                                _mm512_maskz_permutexvar_epi8(every(0), lanes, folded_sizes));
    // As they lie in a ct_token.
    __m512i rest = _mm512_maskz_permutexvar_epi8(every(0), lanes, begins);
    rest = _mm512_mask_permutexvar_epi8(rest, every(4), lanes, sizes);
    rest = _mm512_mask_permutexvar_epi8(rest, every(6), lanes, flags);
    rest = _mm512_add_epi64(rest, splat(begin));
    _mm512_storeu_si512(tokens + done, _mm512_permutex2var_epi64(hash, low, rest));
    _mm512_storeu_si512(tokens + done + 4, _mm512_permutex2var_epi64(hash, high, rest));
    done += kLanes;
    if (done >= count && done >= 2 * kLanes) break;
  }
  std::uint64_t longer =
      _mm512_cmpgt_epu8_mask(folded_sizes, _mm512_set1_epi8(WordHashes::kBytesMax));
  longer &= (std::uint64_t{1} << count) - 1;
  for (; longer != 0; longer &= longer - 1) {
    ct_token& token = tokens[_tzcnt_u64(longer)];
    token.hash = folding::hash({at + (token.begin - begin), token.size});
  }
  cutting.words += count;
}

}  // namespace

bool canCutWide() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512vbmi") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0 &&
         __builtin_cpu_supports("avx512vpopcntdq") != 0 && __builtin_cpu_supports("bmi") != 0 &&
         __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
}

COPYTASTER_WIDE void cutWide(Cutting& cutting) {
  while (cutting.at < cutting.end && cutting.mark_count <= Cutting::kMarksMax - Block::kBytes) {
    const std::uint32_t begin = cutting.at, words = cutting.words;
    const char* const at = cutting.bytes + (begin - cutting.first);
    const __m512i bytes = load(at);
    const Block block(kindsOf(at, bytes));
    putWords(block, at, bytes, begin, cutting);
    putMarks(block, begin, words, cutting);
    cutting.at = begin + block.size;
    cutting.bytewise = begin + block.bytewise;
    if (cutting.at < cutting.bytewise) return;
  }
}

}  // namespace copytaster

#endif
