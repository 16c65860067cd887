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
  void count(std::string_view headline, std::span<const ct_token> headline_tokens,
             std::string_view body, std::span<const ct_token> body_tokens,
             const Frequencies& frequencies, Signature& out);

 private:
  struct Counted {
    std::uint64_t term;
    std::uint16_t body, title, names;  // how often; `names`: as a name
  };
  struct Place {
    std::uint32_t mark;  // of the word
    std::uint16_t epoch, index;
  };
  Counted* counted(const ct_token& token, std::string_view text, const Frequencies& frequencies);
  Place& place(std::uint64_t hash);
  void add(const ct_token& token, std::string_view text, const Frequencies& frequencies,
           bool in_title, bool shouted);
  void rank(const Frequencies& frequencies, Signature& out);
  void number(std::uint64_t hash) { numbers_.push_back(static_cast<std::uint16_t>(hash >> 40)); }
  void frame(std::uint64_t hash);
  static std::uint8_t smallest(std::vector<std::uint16_t>& values, std::uint16_t* out,
                               std::size_t most);

  std::vector<Place> places_;
  std::vector<Counted> words_;
  std::vector<std::uint64_t> ranked_;
  std::vector<std::uint16_t> numbers_, frames_;
  std::uint64_t run_[4] = {};
  std::size_t run_count_ = 0;
  std::uint16_t epoch_ = 0;
};

}  // namespace copytaster::dedup
