// What is known of the commonest words, by hash: told of every token, so it costs two loads and a
// multiplication, from tables that stay in the first-level cache, and no branch.
//
// Perfect hashing by groups (Fredman, Komlos and Szemeredi 1984, in the form of "hash and
// displace"): each group of words has a multiplier that sends its words to places of their own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace copytaster::dedup {

class CommonWords {
 public:
  static constexpr std::uint32_t kEmpty = 254;
  struct Word {
    std::uint32_t hash;  // the upper half of its token's
    std::uint8_t level;  // what is known of it, below kEmpty
  };
  // Words of one hash are one: the first counts. Throws std::runtime_error where the hashes are
  // none: where very many are nearly alike.
  explicit CommonWords(std::span<const Word> words);

  // Asks; a local of the loop, so that it lies in registers.
  struct Reader {
    const std::uint32_t *multipliers, *places;
    std::uint32_t group_mask;
    int shift;
    // The word's level; kEmpty and more: it is none of them.
    std::uint32_t level(std::uint64_t hash) const {
      const auto h = static_cast<std::uint32_t>(hash >> 32);
      const std::uint32_t spread = h * multipliers[h & group_mask];
      return places[spread >> shift] ^ spread << kLevelBits;
    }
  };
  Reader reader() const { return {multipliers_.data(), places_.data(), group_mask_, shift_}; }

 private:
  static constexpr int kLevelBits = 8;

  std::vector<std::uint32_t> multipliers_;  // by the low bits of the hash; odd
  // By the high bits of the hash times its multiplier: that product's others, and the level.
  std::vector<std::uint32_t> places_;
  std::uint32_t group_mask_;
  int shift_;
};

}  // namespace copytaster::dedup
