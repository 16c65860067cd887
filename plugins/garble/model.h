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

#include "plugins/garble/reading_view.h"

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

enum WordFlag : std::uint8_t {
  kKnown = 1,
  kUsuallySmall = 2,
  kUsuallyCapital = 4,
  kSeenSpun = 8,  // for another word, on spun pages
};
// As they lie in the file.
struct WordFacts {
  std::uint8_t log_count = 0;  // 0: not in the news; else 1 + 8 * log2(count)
  std::uint32_t flags : 4 = 0;
  std::uint32_t lexicon : 20 = 0;  // 0: no entry; else 1 + the first of its candidates
  bool known() const { return (flags & kKnown) != 0; }
  bool usuallySmall() const { return (flags & kUsuallySmall) != 0; }
  bool seenSpun() const { return (flags & kSeenSpun) != 0; }
  bool usuallyCapital() const { return (flags & kUsuallyCapital) != 0; }
};
static_assert(sizeof(WordFacts) == 4);

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

// What there is to know of the tokens of a field, in their order, as columns (columns.h). They are
// padded with numbers, which are in no table.
struct FieldWords {
  std::vector<WordFacts> words;          // nothing for numbers
  std::vector<std::uint8_t> log_counts;  // of the words
  std::vector<std::uint8_t> kinds;       // WordFlag, and kInLexicon
  std::vector<std::uint8_t> flags;       // ct_token_flag; the first token begins a sentence
  // 255 where the pair with the token before was looked up: both of one sentence and seen often
  // enough; and its log count, 0: not seen.
  std::vector<std::uint8_t> paired, pairs;
  // Tokens that are one byte, or do not follow the one before after a single space.
  std::vector<std::uint32_t> apart;
  std::uint32_t bytes = 0;  // of all tokens
  std::size_t pair_count = 0;
  std::vector<std::uint32_t> pair_places;  // of the pairs; room for look()
};
constexpr std::uint8_t kInLexicon = 16;
constexpr std::uint8_t kPairedLog = 20;  // of words that were seen five times

class Model {
 public:
  // [setup] Reads the file into memory. Throws std::runtime_error with the file's name where it
  // cannot be read or is not of this layout. `wide`: whether the look-ups' wide twins run, which
  // the machine says where nobody does; both find the same.
  explicit Model(const std::string& path);
  Model(const std::string& path, bool wide);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  WordFacts word(std::uint64_t hash) const;
  // How often the pair was seen, as a log count; key: mix(first, second).
  std::uint8_t pair(std::uint64_t key) const { return gram(pairs_.line(key), key); }
  // The same of a triple; key: mix(pair's key, third).
  std::uint8_t triple(std::uint64_t key) const { return gram(triples_.line(key), key); }
  // Has the pair's place in the table fetched, to be there when it is asked for.
  void sendForPair(std::uint64_t key) const { __builtin_prefetch(pairs_.line(key)); }
  // Entry of a phrase, 0 where there is none; key: the mixed hashes of its words.
  std::uint32_t phrase(std::uint64_t key) const;

  // Looks every token up, then the pairs worth it; cheaper than one by one.
  void look(const FieldView& view, FieldWords& out) const;
  // The same of a text whose sample (sampleOf) was looked up before: only what it lacks.
  void lookOn(const FieldView& view, const FieldWords& sample, FieldWords& out) const;

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
    std::uint8_t counts[kSlots + 1];  // the last stands for "none", and is 0
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
  // From the line that is the key's own on.
  static std::uint8_t gram(const GramLine* line, std::uint64_t key);
  static std::uint32_t facts(const WordLine* line, std::uint64_t hash);
  static std::uint16_t fingerOf(std::uint64_t key);
  // The parts of look(). Words and pairs a batch at a time; `at` is the batch's first token, and
  // `places` are the second words of the pairs.
  void lookWords(std::span<const Token> tokens, std::size_t at, FieldWords& out) const;
  void lookPairs(std::span<const Token> tokens, std::span<const std::uint32_t> places,
                 FieldWords& out) const;
  // What lies in the lines, and the indices of those to be looked for in the next line; how many
  // they are. The wide twins compare a line in one piece where there is AVX-512.
  static std::size_t readWords(std::span<const Token> tokens, const WordLine* const* lines,
                               WordFacts* words, std::uint32_t* spilled);
  static std::size_t readWordsWide(std::span<const Token> tokens, const WordLine* const* lines,
                                   WordFacts* words, std::uint32_t* spilled);
  static std::size_t readPairs(const GramLine* const* lines, const std::uint64_t* keys,
                               std::span<const std::uint32_t> places, std::uint8_t* pairs,
                               std::uint32_t* spilled);
  static std::size_t readPairsWide(const GramLine* const* lines, const std::uint64_t* keys,
                                   std::span<const std::uint32_t> places, std::uint8_t* pairs,
                                   std::uint32_t* spilled);
  static void spread(FieldWords& out);
  void lookBetween(const FieldView& view, FieldWords& out) const;
  static void makeRoom(std::size_t count, FieldWords& out);
  // Marks the pairs, and lists those of them that are not between words of one block of a sample.
  static std::size_t pairUp(FieldWords& out, bool sampled);
  void lookPairs(std::span<const Token> tokens, std::size_t count, FieldWords& out) const;
  template <class Slot>
  std::span<const Slot> section(std::uint32_t kind, std::uint32_t* slots = nullptr) const;
  template <class Line>
  Table<Line> table(std::uint32_t kind) const;
  void readOriginals();

  const char* data_ = nullptr;
  std::size_t bytes_ = 0;
  std::string path_;
  bool wide_;
  std::span<const Section> sections_;
  Table<WordLine> words_, phrases_;
  Table<GramLine> pairs_, triples_;
  std::span<const std::uint32_t> candidates_;
  std::vector<Original> originals_;
  double total_ = 0;
};

}  // namespace copytaster
