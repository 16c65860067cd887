// The words of an article that carry its matter: rare ones, its numbers, and the frame of common
// words around them.
//
// Nearly half of a text is a few hundred common words. They are told apart in a table that stays in
// the first-level cache, and only the others are counted, once each, in a small scratch table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "frequencies.h"
#include "sieve.h"
#include "signature.h"

namespace copytaster::dedup {

// A word in more than 1 of 16 articles is no term; of a headline alone, with its few words, 1 of 8.
inline constexpr float kTermRarity = 4.0F, kTitleRarity = 3.0F;

// What a word is counted as: its hash, or that of its stem. `text` is the field it stands in.
std::uint64_t termHash(const ct_token& token, std::string_view text);

// Holds the scratch of counting: one a thread.
class TermCount {
 public:
  TermCount();
  // Fills terms, numbers and frame. The frame is of the body, or of a headline that stands alone.
  // Read are the tokens [begin, end) of the body.
  void count(const Words& words, std::size_t begin, std::size_t end, const Frequencies& frequencies,
             Signature& out);

 private:
  struct Counted {
    std::uint64_t term;
    std::uint32_t place;               // as Signature has it
    std::uint16_t body, title, names;  // how often; `names`: as a name
  };
  struct Place {
    std::uint32_t mark;  // of the word
    std::uint16_t epoch, index;
  };
  // What the words of an article were told apart into.
  struct Sifted {
    std::span<std::uint64_t> common;   // hashes
    std::span<std::uint32_t> others;   // indices of those of the body that may be terms
    std::span<std::uint16_t> numbers;  // of the body
  };
  void start();
  void readHeadline(const Words& article, const Frequencies& frequencies);
  Sifted sift(std::span<const ct_token> body, std::uint16_t least, const Frequencies& frequencies);
  std::span<std::uint64_t> common(std::span<const ct_token> headline,
                                  const Frequencies& frequencies);
  Counted* counted(const ct_token& token, std::string_view text, std::uint32_t place,
                   const Frequencies& frequencies);
  Place& place(std::uint64_t hash);
  void add(const ct_token& token, std::string_view text, std::uint32_t place,
           const Frequencies& frequencies, bool shouted);
  static float weightOf(const Counted& word);
  void rank(const Frequencies& frequencies, Signature& out);
  std::span<std::uint16_t> frame(std::span<const std::uint64_t> common);
  std::uint8_t smallest(std::span<std::uint16_t> values, std::uint16_t* out, std::size_t most);

  std::vector<Place> places_;
  std::vector<Counted> words_;
  Sieve<std::uint64_t> common_, ranked_, heaviest_;
  Sieve<std::uint32_t> others_;
  Sieve<std::uint16_t> numbers_, frames_, low_;
  std::uint16_t epoch_ = 0;
};

}  // namespace copytaster::dedup
