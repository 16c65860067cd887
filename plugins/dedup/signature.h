// What settle needs to know of an article, in 1 kB: made in examine, on any thread, from the
// words alone.
//
// Shingles are all runs of five words; those with the smallest hashes are kept (bottom sampling),
// so that two articles compare under the lower of their two rates, and containment can be told from
// either side. Beside them stand whole sentences, the rarest words (names weigh more), the numbers,
// the words of the title, and quotations of six words and more: what tells a rewrite from a
// template, and one company's form from another's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "copytaster/abi.h"
#include "sieve.h"

namespace copytaster::dedup {

class Frequencies;

// The views a signature is made of; as a Document gives them.
struct Words {
  std::string_view headline, body;
  std::span<const ct_token> headline_tokens, body_tokens;
  std::span<const ct_span> sentences, quotations;  // of the body
  bool english = true;  // or of no known language: which words are common is known of English alone
};

// What an article says it does to one before, by field, title or opening words.
enum class Notice : std::uint8_t { kNone, kUpdate, kRepeat, kCorrection, kKill, kWithdrawal };

struct Shingle {
  std::uint32_t order;  // the smallest are kept; ascending
  std::uint32_t key;    // independent of the order
};

// A word and its weight in the article, in 32 bits: 28 of the hash, 4 of the weight.
struct Term {
  std::uint32_t bits;
  std::uint32_t hash() const { return bits >> 4; }
  float weight() const { return 0.5F + 0.25F * static_cast<float>(bits & 15); }
};

struct Signature {
  static constexpr std::size_t kShingles = 48, kSentences = 12, kTerms = 32, kNumbers = 16,
                               kTitle = 12, kQuotations = 8, kFrame = 16;
  static constexpr std::size_t kShingleWords = 5;

  std::uint64_t text[2];    // hash of the normalised body, as it came; without one, of the headline
  std::uint32_t title;      // hash of the headline without its prefixes
  std::uint32_t threshold;  // every shingle whose order is not above it was kept
  std::uint32_t words;      // of the body, without furniture
  std::uint8_t shingle_count, sentence_count, term_count, number_count, title_count,
      quotation_count, frame_count;
  Notice notice;
  std::uint8_t headline_only;

  Shingle shingles[kShingles];
  std::uint16_t positions[kShingles];  // word index of each shingle
  std::uint8_t ranks[kShingles];       // of each in the order of the text
  std::uint32_t sentences[kSentences];
  std::uint16_t sentence_words[kSentences];
  Term terms[kTerms];                 // heaviest first
  std::uint32_t term_places[kTerms];  // token of each one's first word, in its field as it came
  static constexpr std::uint32_t kInHeadline = 1U << 31;  // of a place: the field; else the body
  std::uint16_t numbers[kNumbers];                        // the smallest hashes, ascending
  std::uint16_t titles[kTitle];  // distinct, in order of appearance, common words left out
  std::uint32_t quotations[kQuotations];
  std::uint16_t
      frame[kFrame];  // sampled runs of four common words, the others left out: see TermCount::sift
};

// Makes signatures; holds the scratch, so one a thread. Allocates while it grows, then no more.
class Signer {
 public:
  Signer();
  ~Signer();
  void sign(const Words& words, const Frequencies& frequencies, Signature& out);
  // The signature is of restored words: its text becomes that of the words that came.
  void hashCame(const Words& came, Signature& out);

 private:
  struct Sampled {
    std::uint64_t hash;
    std::uint32_t position;
    std::uint32_t place;  // among the sampled, in the order of the text
    bool before(const Sampled& other) const {
      return hash != other.hash ? hash < other.hash : position < other.position;
    }
  };

  void hashText(std::span<const ct_token> text, Signature& out);
  void sortSpread(std::span<Sampled> values, std::uint64_t bound);
  std::span<Sampled> sample(std::size_t all, std::uint64_t bound);
  void shingles(std::span<const ct_token> tokens, Signature& out);
  void title(std::span<const ct_token> stem, const Frequencies& frequencies, Signature& out);
  void sentences(const Words& words, std::size_t begin, std::size_t end, Signature& out);

  std::unique_ptr<class TermCount> terms_;
  std::vector<std::uint64_t> hashes_;
  Sieve<Sampled> sieve_;
  std::vector<Sampled> sorted_;
  std::vector<std::uint8_t> shingle_at_;  // of the sampled by place: which shingle, from 1; 0: none
};

}  // namespace copytaster::dedup
