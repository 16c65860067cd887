// The words of an article that carry its matter: rare ones, its numbers, and the frame of common
// words around them.
//
// Nearly half of a text is a few hundred common words. They are told apart in a table that stays in
// the first-level cache, and only the others are counted. Whether a word was met before cannot be
// guessed, so counting has no branch: a table of one place a hash says where the word was counted
// last; two words of one place are each counted in several parts, which are added up where words
// are joined with their plurals.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "frequencies.h"
#include "heaviest.h"
#include "sieve.h"
#include "signature.h"
#include "small_set.h"

namespace copytaster::dedup {

// Holds the scratch of counting: one a thread.
class TermCount {
 public:
  TermCount();
  // Fills terms, numbers and frame. Terms are of the headline and the body's opening, the frame of
  // the opening, or of a headline that stands alone, numbers of the whole body: its tokens [begin,
  // end).
  void count(const Words& words, std::size_t begin, std::size_t end, const Frequencies& frequencies,
             Signature& out);

 private:
  // A word, where it stands first, and how often.
  struct Counted {
    std::uint64_t hash;   // of its token; once joined, of its stem
    std::uint32_t place;  // as Signature has it
    std::uint16_t body;
    std::uint16_t marks;  // kInTitle, kNamed
  };
  static constexpr std::uint16_t kInTitle = 1, kNamed = 2;
  struct Place {
    std::uint32_t mark;  // of the word
    std::uint16_t epoch, index;
  };
  void start(std::size_t words);
  void readHeadline(const Words& article, const Frequencies& frequencies);
  void readBody(const Words& article, std::size_t begin, std::span<const std::uint32_t> others);
  struct Sifted {
    std::span<const std::uint16_t> common;  // of their hashes, the last first
    std::span<const std::uint32_t> others;  // indices of the rest but for numbers
  };
  Sifted sift(std::span<const ct_token> tokens, const Frequencies& frequencies);
  void readNumbers(std::span<const ct_token> tokens, const Frequencies& frequencies);
  void frame(std::span<const std::uint16_t> common, Signature& out);
  class Meeting;
  Place& place(std::uint64_t hash);
  void join(const Words& article, const Frequencies& frequencies);
  void rank(const Frequencies& frequencies, Signature& out);

  std::vector<std::uint64_t> places_;  // of words: upper half of the hash, epoch, index in met_
  std::vector<Counted> met_;           // in order of the text
  std::size_t met_count_ = 0;
  std::vector<Place> joined_;  // of words and stems: index in stems_
  std::vector<Counted> stems_;
  Sieve<std::uint32_t> others_;
  Sieve<std::uint16_t> runs_;
  std::vector<std::uint16_t> common_;
  Heaviest heaviest_;
  SmallSet numbers_, frame_;
  std::uint16_t epoch_ = 0;
};

}  // namespace copytaster::dedup
