// The learned half of the tagger: a linear score a topic over hashed features, from a file.
//
// One row of 64 signed bytes a bucket: all topics of a feature lie in one cache line, and an
// article costs one line a feature, whatever the number of topics. Sums are integers, so that the
// result is the same on every machine and in every order; only the last step (length, scale,
// calibration) is floating point. What the trainer met too rarely is left out, by a bit for each of
// 2^known_bits hashes: a word that nothing was learned of would only speak with the voice of those
// that share its bucket. It counts for the length of the article all the same, so that a text of
// which little is known is spoken of with little certainty. File (little-endian): ModelHead,
// kColumns ClassHead, bytes of idf, known bits, rows. Made by scripts/train-topics.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/topics/features.h"
#include "plugins/topics/large_pages.h"
#include "plugins/topics/sieve.h"
#include "plugins/topics/sums.h"

namespace copytaster::topics {

// The most certain topic of an article and the others, corrected for their strongest rival:
// log-odds = own * odds + rival * odds of the rival + offset. Fitted over all topics, on what
// Platt's calibration of each gave.
struct Rivalry {
  float own, rival, offset;
};

struct ModelHead {
  std::array<char, 8> magic;         // "cttopic2"
  std::uint32_t bits;                // 2^bits buckets
  std::uint32_t classes;             // topics
  std::uint64_t checksum;            // XXH3-64 of all after the head
  std::array<std::uint8_t, 256> tf;  // weight of a count: 16 (1 + ln count)
  std::array<char, 16> trained;      // date, NUL-padded
  Rivalry leader_full, other_full, leader_brief, other_brief;
  std::uint32_t known_bits;
  std::uint32_t unknown;  // what one that is not known adds to the square of the length, on average
};
static_assert(sizeof(ModelHead) == 352);

// Platt, with a second voice: log-odds = slope * score + intercept + voice * ln(1 + what the rules
// below the topic add up to). A topic is given from probability `threshold` on.
struct Calibration {
  float slope, intercept, voice, threshold;
};

// A headline alone and a full article of one topic use words differently, so the first-level topics
// are learned twice.
struct ClassHead {
  std::array<char, 8> code;                 // digits of the Media Topic
  std::uint16_t full_column, brief_column;  // below kSummed; from kFirstOfBrief on
  float full_scale, brief_scale;            // score = scale * sum of the column / length
  float reserved;
  Calibration full, brief;
};
static_assert(sizeof(ClassHead) == 56);

// What the model says of one article.
struct Scores {
  std::array<float, kColumns> odds{};         // log-odds of each topic, calibrated
  std::array<std::int32_t, kColumns> sums{};  // by column: weight times row, over all features
  float length = 1;                           // of the article's feature vector
  bool brief = false;
};

class Model {
 public:
  // Knows no topic: for the rules alone. [setup]
  Model();
  // Copies what is in the file, which may be replaced then. Throws std::runtime_error that names
  // the file and what is wrong with it. [setup]
  explicit Model(const std::string& path);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  std::size_t classes() const { return head_.classes; }
  unsigned bits() const { return head_.bits; }
  std::string_view code(std::size_t c) const {
    return {topics_[c].code.data(), topics_[c].code.size()};
  }
  std::string_view trained() const;

  // What is known of a bucket beside its row.
  struct Word {
    std::uint8_t idf;
    std::uint8_t peak;  // the greatest number of the row; 0: none above 0, or too frequent to tell
  };
  // What features weigh, for Bag::read: tf × idf. The row of what is weighed is asked of memory at
  // once. [any]
  struct Scale {
    const std::uint8_t* tf;
    const Word* words;
    const std::int8_t* rows;
    HashBits known;

    bool wants(std::uint64_t mixed) const { return known.has(mixed); }
    Met* meet(std::span<const ct_token> tokens, std::uint32_t place, std::uint64_t before,
              Met* to) const {
      return meetKnown(tokens, place, before, known, to);
    }
    void weigh(Feature& f, std::uint8_t count) const {
      __builtin_prefetch(rows + std::size_t{f.bucket} * kColumns, 0, 2);
      const Word word = words[f.bucket];
      f.weight = tf[count] * word.idf;
      f.most = f.weight * word.peak;
    }
  };
  Scale scale() const { return {head_.tf.data(), words_, rows_, {known_, 64 - head_.known_bits}}; }
  // Cost: one cache line a feature. [any]
  Scores score(const Bag& bag, bool brief) const;
  const Calibration& calibration(bool brief, std::size_t c) const {
    return brief ? topics_[c].brief : topics_[c].full;
  }
  // The odds of the most certain topic of an article, or of another, seen beside their strongest
  // rival's. [any]
  float beside(float odds, float rival, bool leader, bool brief) const {
    const Rivalry& r = leader ? (brief ? head_.leader_brief : head_.leader_full)
                              : (brief ? head_.other_brief : head_.other_full);
    return r.own * odds + r.rival * rival + r.offset;
  }
  // What a feature adds to a topic's score is its weight times its row at the topic's column. [any]
  const std::int8_t* row(std::uint32_t bucket) const {
    return rows_ + std::size_t{bucket} * kColumns;
  }
  std::size_t column(const Scores& scores, std::size_t c) const {
    return scores.brief ? topics_[c].brief_column : topics_[c].full_column;
  }
  // The log-odds of a contribution. [any]
  float oddsOf(int contribution, const Scores& scores, std::size_t c) const {
    return static_cast<float>(contribution) * scale(scores, c) *
           calibration(scores.brief, c).slope / scores.length;
  }

 private:
  void copyTables(const char* idf);

  float scale(const Scores& scores, std::size_t c) const {
    return scores.brief ? topics_[c].brief_scale : topics_[c].full_scale;
  }

  ModelHead head_{};
  std::vector<ClassHead> topics_;
  // Copied from the file into one piece of large pages: rows, words, known.
  LargeVector<std::uint64_t> tables_;
  const std::int8_t* rows_ = nullptr;
  const Word* words_ = nullptr;
  const std::uint64_t* known_ = nullptr;
};

}  // namespace copytaster::topics
