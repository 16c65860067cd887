// The features of an article: how often each word and each pair of neighbouring words stands in it,
// by hash.
//
// No vocabulary is kept: a feature is the number of one of 2^bits buckets (the hashing trick,
// Weinberger et al., ICML 2009), so the model is an array and the words of an article are its own
// explanation. The headline and the opening of the body count more than the rest; what comes after
// kBodyTokens tells nothing new and is left out. The trainer dumps its features through this very
// file, so that training and tagging cannot drift apart.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "copytaster/abi.h"

namespace copytaster::topics {

inline constexpr std::size_t kHeadlineTokens = 40;
inline constexpr std::size_t kBodyTokens = 700;
inline constexpr std::size_t kLeadTokens = 80;
inline constexpr std::uint32_t kHeadlineWeight = 3;
inline constexpr std::uint32_t kLeadWeight = 2;

// One feature of one article, with the place where it stands first.
struct Feature {
  std::uint32_t bucket;
  std::uint32_t place;  // index of its first token, and kPlace… bits
  std::uint32_t count;  // by weight of the places where it stands; 255 at most
};
inline constexpr std::uint32_t kPlaceHeadline = 1U << 31;
inline constexpr std::uint32_t kPlacePair = 1U << 30;
inline constexpr std::uint32_t kPlaceIndex = kPlacePair - 1;

// A word as features see it. Numbers tell their length only: "2015" and "1987" are one word.
inline std::uint64_t featureWord(const ct_token& token) {
  constexpr std::uint64_t kNumber = 0x9E3779B97F4A7C15ULL;
  if ((token.flags & CT_TOKEN_NUMBER) == 0) return token.hash;
  return kNumber * std::min<std::uint64_t>(token.size, 8);
}

// A bag of features, reused from article to article. One a thread.
class Bag {
 public:
  explicit Bag(unsigned bits)
      : shift_(64 - bits), counts_(std::size_t{1} << bits), features_(kFeaturesMax + 1) {}

  // Calls ahead(bucket) for each feature as it is met, so that its weights are under way when they
  // are wanted.
  template <class Ahead>
  void read(std::span<const ct_token> headline, std::span<const ct_token> body, Ahead&& ahead) {
    size_ = 0;
    addTokens(headline.first(std::min(headline.size(), kHeadlineTokens)), kPlaceHeadline,
              kHeadlineWeight, kHeadlineWeight, ahead);
    addTokens(body.first(std::min(body.size(), kBodyTokens)), 0, kLeadWeight, 1, ahead);
    for (std::size_t i = 0; i < size_; ++i) {
      Feature& f = features_[i];
      f.count = counts_[f.bucket];
      counts_[f.bucket] = 0;
    }
  }

  std::span<const Feature> features() const { return std::span(features_).first(size_); }

 private:
  static constexpr std::size_t kFeaturesMax = 2 * (kHeadlineTokens + kBodyTokens);
  static constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15ULL;
  static constexpr std::uint64_t kFirst = 0xC2B2AE3D27D4EB4FULL;

  template <class Ahead>
  void addTokens(std::span<const ct_token> tokens, std::uint32_t field, std::uint32_t lead,
                 std::uint32_t rest, Ahead& ahead) {
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::uint32_t weight = i < kLeadTokens ? lead : rest;
      const std::uint64_t word = featureWord(tokens[i]);
      const auto place = static_cast<std::uint32_t>(i) | field;
      add(word * kMix, place, weight, ahead);
      if (i > 0) {
        add((before * kFirst + (word << 31 | word >> 33)) * kMix, (place - 1) | kPlacePair, weight,
            ahead);
      }
      before = word;
    }
  }

  // Without a branch: whether a feature is new cannot be foreseen. The one behind the last is
  // written in vain.
  template <class Ahead>
  void add(std::uint64_t mixed, std::uint32_t place, std::uint32_t weight, Ahead& ahead) {
    const auto bucket = static_cast<std::uint32_t>(mixed >> shift_);
    ahead(bucket);
    const std::uint32_t count = counts_[bucket];
    features_[size_] = {bucket, place, 0};
    size_ += count == 0;
    counts_[bucket] = static_cast<std::uint8_t>(std::min<std::uint32_t>(255, count + weight));
  }

  unsigned shift_;
  std::vector<std::uint8_t> counts_;  // by bucket; all 0 between two articles
  std::vector<Feature> features_;
  std::size_t size_ = 0;
};

}  // namespace copytaster::topics
