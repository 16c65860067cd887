// The tables of garble.model, mapped into memory: what words, pairs and triples of words are common
// in news, and what a spinner's word may have stood for.
//
// All are open-addressed hash tables of the XXH3 hashes that the reading already made, so that no
// text is touched here: a word is one 64-bit slot (32-bit fingerprint, entry in the lexicon, flags,
// count), a pair or triple one 32-bit slot (24-bit fingerprint, count). Counts are logarithms in
// eighths of a bit. Of 20 M words this takes 10 MB; a false hit needs a fingerprint that agrees by
// chance, some 1 in 10 M. Written by scripts/garble/tables.py.
#pragma once

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

class Model {
 public:
  // [setup] Throws std::runtime_error with the file's name where it cannot be read or is not of
  // this layout.
  explicit Model(const std::string& path);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  WordFacts word(std::uint64_t hash) const;
  std::uint8_t pair(std::uint64_t key) const {
    return gram(pairs_, key);
  }  // key: mix(first, second)
  std::uint8_t triple(std::uint64_t key) const {
    return gram(triples_, key);
  }  // key: mix(pair key, third)
  // Entry of a phrase, 0 where there is none; key: the mixed hashes of its words.
  std::uint32_t phrase(std::uint64_t key) const;
  void prefetchWord(std::uint64_t hash) const {
    __builtin_prefetch(words_.data + slot(hash, words_.slots));
  }
  void prefetchPair(std::uint64_t key) const {
    __builtin_prefetch(pairs_.data + slot(key, pairs_.slots));
  }

  // Candidate `at` of an entry (entry - 1, then on) and whether it is the last.
  Candidate candidate(std::uint32_t at, bool& last) const;
  std::size_t candidateCount() const { return candidates_.size(); }
  const Original& original(std::uint32_t index) const { return originals_[index]; }
  double total() const { return total_; }  // words counted
  std::span<const float> weights(std::uint32_t section) const;

  static double count(std::uint8_t log_count) { return kLogCounts[log_count]; }

 private:
  template <class Slot>
  struct Table {
    const Slot* data = nullptr;
    std::uint64_t slots = 0, size = 0;
  };
  struct Section {
    std::uint32_t kind, slots;
    std::uint64_t offset, bytes;
  };
  static std::uint64_t slot(std::uint64_t key, std::uint64_t slots) {
    return ((key >> 32) * slots) >> 32;
  }
  static std::uint8_t gram(const Table<std::uint32_t>& table, std::uint64_t key) {
    const auto finger = static_cast<std::uint32_t>(key & 0xFFFFFF);
    for (std::uint64_t i = slot(key, table.slots); table.data[i] != 0; ++i) {
      if (table.data[i] >> 8 == finger) return static_cast<std::uint8_t>(table.data[i] & 0xFF);
    }
    return 0;
  }
  template <class Slot>
  std::span<const Slot> section(std::uint32_t kind, std::uint32_t* slots = nullptr) const;
  template <class Slot>
  Table<Slot> table(std::uint32_t kind) const;
  void readOriginals();

  const char* data_ = nullptr;
  std::size_t bytes_ = 0;
  std::string path_;
  std::span<const Section> sections_;
  Table<std::uint64_t> words_, phrases_;
  Table<std::uint32_t> pairs_, triples_;
  std::span<const std::uint32_t> candidates_;
  std::vector<Original> originals_;
  double total_ = 0;
};

}  // namespace copytaster
