// The learned half of the tagger: a linear score a topic over hashed features, in a file that is
// mapped.
//
// One row of 64 signed bytes a bucket: all topics of a feature lie in one cache line, and an
// article costs one line a feature, whatever the number of topics. Sums are integers, so that the
// result is the same on every machine and in every order; only the last step (length, scale,
// calibration) is floating point. File (little-endian): ModelHead, kClasses ClassHead, bytes of
// idf, rows. Made by scripts/train-topics.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "plugins/topics/features.h"

namespace copytaster::topics {

inline constexpr std::size_t kClasses = 64;

struct ModelHead {
  std::array<char, 8> magic;         // "cttopic1"
  std::uint32_t bits;                // 2^bits buckets
  std::uint32_t classes;             // used of kClasses
  std::uint64_t checksum;            // XXH3-64 of all after the head
  std::array<std::uint8_t, 256> tf;  // weight of a count: 16 (1 + ln count)
  std::array<char, 16> trained;      // date, NUL-padded
  std::array<char, 24> reserved;
};
static_assert(sizeof(ModelHead) == 320);

// Platt: log-odds = slope * score + intercept. A topic is given from probability `threshold` on.
struct Calibration {
  float slope, intercept, threshold;
};

struct ClassHead {
  std::array<char, 8> code;  // digits of the Media Topic
  float scale;               // score = scale * sum / length
  float reserved;
  // A headline alone and a full article of one topic score differently, so each has its own.
  Calibration full, brief;
};
static_assert(sizeof(ClassHead) == 40);
inline constexpr std::size_t kBriefTokens = 80;  // a body of fewer is a brief

// What the model says of one article.
struct Scores {
  std::array<float, kClasses> odds{};  // log-odds of each topic, calibrated
  float length = 1;                    // of the article's feature vector
  bool brief = false;
};

class Model {
 public:
  // Maps the file. Throws std::runtime_error that names the file and what is wrong with it. [setup]
  explicit Model(const std::string& path);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  ~Model();

  std::size_t classes() const { return head_->classes; }
  unsigned bits() const { return head_->bits; }
  std::string_view code(std::size_t c) const {
    return {topics_[c].code.data(), topics_[c].code.size()};
  }
  std::string_view trained() const;

  // Cost: one cache line a feature. [any]
  Scores score(const Bag& bag, bool brief) const;
  const Calibration& calibration(const Scores& scores, std::size_t c) const {
    return scores.brief ? topics_[c].brief : topics_[c].full;
  }
  // What a feature adds to a topic's score, in the unit of `oddsOf`. [any]
  int contribution(const Bag& bag, std::uint32_t bucket, std::size_t c) const {
    return weight(bag, bucket) * rows_[bucket * kClasses + c];
  }
  // The log-odds of a contribution. [any]
  float oddsOf(int contribution, const Scores& scores, std::size_t c) const {
    return static_cast<float>(contribution) * topics_[c].scale * calibration(scores, c).slope /
           scores.length;
  }
  // True for a word that too many articles have to tell anything. [any]
  bool isCommon(std::uint32_t bucket) const { return idf_[bucket] < kCommonIdf; }

 private:
  static constexpr std::uint8_t kCommonIdf = 42;  // in one article of seven

  int weight(const Bag& bag, std::uint32_t bucket) const {
    return head_->tf[bag.count(bucket)] * idf_[bucket];
  }

  std::string_view file_;
  const ModelHead* head_ = nullptr;
  const ClassHead* topics_ = nullptr;
  const std::uint8_t* idf_ = nullptr;
  const std::int8_t* rows_ = nullptr;
};

}  // namespace copytaster::topics
