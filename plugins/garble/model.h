// The tables of garble.model, mapped into memory: what words, pairs and triples of words are common
// in news, and what a spinner's word may have stood for.
//
// All are hash tables of the XXH3 hashes that the reading already made, so that no text is touched
// here. A key has one cache line, whose fingerprints are compared at once; few lines spill into the
// next. A line of words holds 8 fingerprints of 32 bits and as many facts (entry in the lexicon,
// flags, count); a line of pairs or triples 21 of 16 bits and as many counts. Counts are logarithms
// in eighths of a bit. A false hit needs a fingerprint that agrees by chance: of pairs 1 in 4,000,
// and one of so many unseen pairs taken for a rare one changes no judgement; of words 1 in 700 M.
// Written by scripts/garble/tables.py.
#pragma once

#include <copytaster/filter.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

constexpr std::uint64_t kBoundaryHash =
    0x9AE16A3B2F90404F;  // stands before the first word of a sentence
constexpr std::uint64_t kNumberHash = 0xC949D7C7509E6557;  // stands for every number

// Of two hashes, in order.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = (a * 0x9E3779B97F4A7C15) ^ ((b << 23) | (b >> 41));
  x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
  return x ^ (x >> 29);
}

// Counts by their logarithm: 0, then 2 to the (i - 1) / 8.
constexpr std::array<double, 256> makeLogCounts() {
  std::array<double, 256> counts{};
  constexpr double kEighth = 1.0905077326652577;  // 2 to the 1/8
  double octave = 1, step = 1;
  for (std::size_t i = 1; i < counts.size(); ++i) {
    counts[i] = octave * step;
    step *= kEighth;
    if (i % 8 == 0) {
      octave *= 2;
      step = 1;
    }
  }
  return counts;
}
inline constexpr std::array<double, 256> kLogCounts = makeLogCounts();

struct WordFacts {
  std::uint8_t log_count = 0;  // 0: not in the news; else 1 + 8 * log2(count)
  std::uint8_t flags = 0;
  std::uint32_t lexicon = 0;  // 0: no entry; else 1 + the first of its candidates
  bool known() const { return (flags & 1U) != 0; }
  bool usuallySmall() const { return (flags & 2U) != 0; }
  bool seenSpun() const { return (flags & 8U) != 0; }  // for another word, on spun pages
  bool usuallyCapital() const { return (flags & 4U) != 0; }
};

// What a spun word or phrase may have stood for.
struct Original {
  std::string_view text;
  std::uint64_t hashes[3];
  std::uint8_t log_counts[3];
  std::uint32_t count;  // words, 1 to 3
};

struct Candidate {
  std::uint32_t original;
  float prior;  // nats
};

// What the model knows of the tokens of a field, in their order.
struct FieldWords {
  std::vector<WordFacts> words;  // nothing for numbers
  // Tokens whose pair with the one before was looked up, in order: both of one sentence and seen
  // often enough. A list, because asking each token costs a wrong guess of the processor.
  std::vector<std::uint32_t> paired;
  std::vector<std::uint8_t> pairs;  // log counts of those pairs, 0: not seen
};
constexpr std::uint8_t kPairedLog = 20;  // of words that were seen five times

class Model {
 public:
  // [setup] Reads the file into memory. Throws std::runtime_error with the file's name where it
  // cannot be read or is not of this layout.
  explicit Model(const std::string& path);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  WordFacts word(std::uint64_t hash) const;
  // How often the pair was seen, as a log count; key: mix(first, second).
  std::uint8_t pair(std::uint64_t key) const { return gram(pairs_, key); }
  // The same of a triple; key: mix(pair's key, third).
  std::uint8_t triple(std::uint64_t key) const { return gram(triples_, key); }
  // Entry of a phrase, 0 where there is none; key: the mixed hashes of its words.
  std::uint32_t phrase(std::uint64_t key) const;

  // Looks every token up, then the pairs worth it; cheaper than one by one.
  void look(std::span<const Token> tokens, FieldWords& out) const;

  // Candidate `at` of an entry (entry - 1, then on) and whether it is the last.
  Candidate candidate(std::uint32_t at, bool& last) const;
  std::size_t candidateCount() const { return candidates_.size(); }
  const Original& original(std::uint32_t index) const { return originals_[index]; }
  double total() const { return total_; }  // words counted
  std::span<const float> weights(std::uint32_t section) const;

  static double count(std::uint8_t log_count) { return kLogCounts[log_count]; }

 private:
  // Both are filled from the first slot on: a line whose last slot is empty has not spilled.
  struct alignas(64) WordLine {
    static constexpr std::size_t kSlots = 8;
    std::uint32_t fingers[kSlots], facts[kSlots];
  };
  struct alignas(64) GramLine {
    static constexpr std::size_t kSlots = 21;
    std::uint16_t fingers[kSlots];
    std::uint8_t counts[kSlots], spare;
  };
  template <class Line>
  struct Table {
    const Line* lines = nullptr;
    std::uint64_t homes = 0;  // lines that are some key's own; those after them only take spills
    const Line* line(std::uint64_t key) const { return lines + (((key >> 32) * homes) >> 32); }
  };
  struct Section {
    std::uint32_t kind, slots;
    std::uint64_t offset, bytes;
  };
  // The slot that holds the finger; kSlots where none does.
  static std::size_t find(const WordLine& line, std::uint32_t finger);
  static std::size_t find(const GramLine& line, std::uint16_t finger);
  static std::uint8_t gram(const Table<GramLine>& table, std::uint64_t key);
  static std::uint32_t facts(const Table<WordLine>& table, std::uint64_t hash);
  template <class Slot>
  std::span<const Slot> section(std::uint32_t kind, std::uint32_t* slots = nullptr) const;
  template <class Line>
  Table<Line> table(std::uint32_t kind) const;
  void readOriginals();

  const char* data_ = nullptr;
  std::size_t bytes_ = 0;
  std::string path_;
  std::span<const Section> sections_;
  Table<WordLine> words_, phrases_;
  Table<GramLine> pairs_, triples_;
  std::span<const std::uint32_t> candidates_;
  std::vector<Original> originals_;
  double total_ = 0;
};

}  // namespace copytaster
