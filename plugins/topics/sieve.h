// What is asked of every word of an article: is it known to the model, it and its pair with the
// word before; may a phrase begin here; has it a capital, is it a number.
//
// Nearly all words are told apart by these tests, so they are most of an article's instructions.
// Where the machine has AVX-512 eight words are asked at once, and those that passed are written
// close together: a fifth of the instructions, and no branch. The plain loops say what is meant, on
// other machines and in tests: the same numbers in the same order.
#pragma once

#include <cstdint>
#include <span>

#include "copytaster/abi.h"
#include "plugins/topics/features.h"

namespace copytaster::topics {

// A set of hashes by their upper bits: 2^(64 - shift) bits. Borrowed.
struct HashBits {
  const std::uint64_t* bits;
  unsigned shift;

  bool has(std::uint64_t hash) const {
    const std::uint64_t bit = hash >> shift;
    return (bits[bit >> 6] & std::uint64_t{1} << (bit & 63)) != 0;
  }
};

// meetEach() of what is in `known`. May write kBehind behind the last. [any]
Met* meetKnown(std::span<const ct_token> tokens, std::uint32_t place, std::uint64_t before,
               HashBits known, Met* to);
Met* meetKnownPlain(std::span<const ct_token> tokens, std::uint32_t place, std::uint64_t before,
                    HashBits known, Met* to);

// The bitmap of a PhraseTable: a power of two of words, with two bits for each phrase of one word
// and for the first two words of each other.
using PhraseBits = std::span<const std::uint64_t>;
// The key of a phrase of two words; of a longer one: of the key of all before the last, and it.
inline std::uint64_t phrasePair(std::uint64_t before, std::uint64_t word) {
  return (before ^ word << 32 ^ word >> 32) * kMix;
}
inline std::uint64_t phraseBit(PhraseBits bits, std::uint64_t key) {
  return bits[(key >> 6) & (bits.size() - 1)] >> (key & 63) & 1;
}
inline std::uint64_t phraseBothBits(PhraseBits bits, std::uint64_t key) {
  return phraseBit(bits, key) & phraseBit(bits, key >> 32);
}

// Where phrases may begin by the first of their bits, to `out`; how many there are. In the order of
// the text, the index of a token twice over: even where the word may be one, odd where it and the
// next may begin one. `out` has room for two a token and kBehind more. [any]
inline constexpr std::size_t kBehind = 16;
std::size_t findBegins(std::span<const ct_token> tokens, PhraseBits bits, std::uint32_t* out);
std::size_t findBeginsPlain(std::span<const ct_token> tokens, PhraseBits bits, std::uint32_t* out);

// The indices of the tokens that have `flag`, a ct_token_flag, to `out`, which has room for all and
// kBehind more; how many they are. [any]
std::size_t findFlagged(std::span<const ct_token> tokens, std::uint16_t flag, std::uint32_t* out);
std::size_t findFlaggedPlain(std::span<const ct_token> tokens, std::uint16_t flag,
                             std::uint32_t* out);
// How many have it. [any]
std::size_t countFlagged(std::span<const ct_token> tokens, std::uint16_t flag);
std::size_t countFlaggedPlain(std::span<const ct_token> tokens, std::uint16_t flag);

}  // namespace copytaster::topics
