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
  struct Word {
    std::uint32_t hash;  // the upper half of its token's
    std::uint8_t value;
  };
  // Words of one hash are one: the first counts. `other`: what is said of all words not among
  // them. Throws std::runtime_error where the hashes are none: where very many are nearly alike.
  CommonWords(std::span<const Word> words, std::uint8_t other);

  std::uint32_t of(std::uint64_t hash) const {
    const auto h = static_cast<std::uint32_t>(hash >> 32);
    const std::uint32_t spread = h * multipliers_[h & group_mask_];
    const std::uint32_t found = places_[spread >> shift_] ^ spread << kValueBits;
    return found < 1U << kValueBits ? found : other_;
  }

 private:
  static constexpr int kValueBits = 8;

  bool settle(std::span<const Word> group, std::uint32_t multiplier);

  std::vector<std::uint32_t> multipliers_;  // by the low bits of the hash; odd
  // By the high bits of the hash times its multiplier: that product's others, and the value.
  std::vector<std::uint32_t> places_;
  std::vector<std::uint8_t> taken_;
  std::uint32_t group_mask_, other_;
  int shift_;
};

}  // namespace copytaster::dedup
