// The features of an article: how often each word and each pair of neighbouring words stands in it,
// by hash; in a brief also how words begin and end, for it has few words to go by.
//
// No vocabulary is kept: a feature is the number of one of 2^bits buckets (the hashing trick,
// Weinberger et al., ICML 2009), so the model is an array and the words of an article are its own
// explanation. The headline and the opening of the body count more than the rest; what comes after
// kBodyTokens tells little that is new and is left out. The trainer dumps its
// features through this very file, so that training and tagging cannot drift apart.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "copytaster/abi.h"

namespace copytaster::topics {

inline constexpr std::size_t kHeadlineTokens = 40;
inline constexpr std::size_t kBodyTokens = 500;
inline constexpr std::size_t kLeadTokens = 80;
inline constexpr std::size_t kBriefTokens = 80;  // a body of fewer is a brief
inline constexpr std::uint32_t kHeadlineWeight = 3;
inline constexpr std::uint32_t kLeadWeight = 2;

// One field as the reading made it.
struct FieldText {
  std::uint32_t field;  // CT_HEADLINE or CT_BODY
  std::string_view text;
  std::span<const ct_token> tokens;
};

// One feature of one article, with the place where it stands first.
struct Feature {
  std::uint32_t bucket;
  std::uint32_t place;    // index of its first token, and kPlace… bits
  std::int32_t weight;    // of it in this article, as the reader of the bag weighs it
  std::int32_t most = 0;  // what it adds to a topic's score at most; 0: it is no evidence
};
inline constexpr std::uint32_t kPlaceHeadline = 1U << 31;
inline constexpr std::uint32_t kPlacePair = 1U << 30;
inline constexpr std::uint32_t kPlaceIndex = kPlacePair - 1;

// A word as features see it. Numbers tell their length only: "2015" and "1987" are one word.
inline constexpr std::uint64_t kNumberWord = 0x9E3779B97F4A7C15ULL;
inline std::uint64_t featureWord(const ct_token& token) {
  if ((token.flags & CT_TOKEN_NUMBER) == 0) return token.hash;
  return kNumberWord * std::min<std::uint64_t>(token.size, 8);
}

// A feature that is wanted and where it stands; it may stand elsewhere too. The upper half is that
// of its hash, which holds the bucket: shifts by a number that is no constant are dear, so it is
// taken out where it is known to be wanted. The lower half is the place.
using Met = std::uint64_t;
inline constexpr std::uint64_t kMetUpper = 0xFFFFFFFF00000000ULL;
inline constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15ULL;
inline constexpr std::uint64_t kFirst = 0xC2B2AE3D27D4EB4FULL;

inline std::uint64_t mixedWord(std::uint64_t word) {
  return word * kMix;
}
inline std::uint64_t mixedPair(std::uint64_t before, std::uint64_t word) {
  return (before * kFirst + (word << 31 | word >> 33)) * kMix;
}

// The words of `tokens` and their pairs with the word before, as far as wants(full hash) says so,
// to `to`; where the last ends. `before`: the word before the first, 0: it has none. What may be in
// vain is written behind the last, so that no branch must be guessed.
template <class Wants>
Met* meetEach(std::span<const ct_token> tokens, std::uint32_t place, std::uint64_t before,
              Wants&& wants, Met* to) {
  const auto meet = [&](std::uint64_t mixed, std::uint32_t at) {
    *to = (mixed & kMetUpper) | at;
    to += wants(mixed);
  };
  for (const ct_token& token : tokens) {
    const std::uint64_t word = featureWord(token);
    meet(mixedWord(word), place);
    if (before != 0) meet(mixedPair(before, word), (place - 1) | kPlacePair);
    before = word;
    ++place;
  }
  return to;
}

// A bag of features, reused from article to article. One a thread.
class Bag {
 public:
  explicit Bag(unsigned bits)
      : shift_(64 - bits),
        counts_(std::size_t{1} << bits),
        met_(kFeaturesMax + kMetBehind),
        features_(kFeaturesMax + 1) {}

  // `scale` says of each feature, by its full hash, whether it is wanted, of words and pairs of a
  // part at once (meet, as meetEach does it), and at the end what it weighs by its bucket, the
  // upper bits of the hash, and its count. Headline and opening count more than once; 255 at most.
  template <class Scale>
  void read(const FieldText& headline, const FieldText& body, const Scale& scale) {
    Writer<Scale> out{shift_, counts_.data(), met_.data(), features_.data(), scale};
    const auto title = headline.tokens.first(std::min(headline.tokens.size(), kHeadlineTokens));
    const auto words = body.tokens.first(std::min(body.tokens.size(), kBodyTokens));
    out.addTokens(title, kPlaceHeadline, kHeadlineWeight, kHeadlineWeight);
    out.addTokens(words, 0, kLeadWeight, 1);
    if (body.tokens.size() < kBriefTokens) {
      out.addAffixes(headline.text, title, kPlaceHeadline, kHeadlineWeight);
      out.addAffixes(body.text, words, 0, kLeadWeight);
    }
    size_ = static_cast<std::size_t>(out.end - features_.data());
    unknown_ = out.unknown;
    std::uint8_t* const counts = counts_.data();
    for (Feature& f : std::span(features_).first(size_)) {
      scale.weigh(f, counts[f.bucket]);
      counts[f.bucket] = 0;
    }
  }

  // How often features stand in the article that are not wanted, counted like the others.
  std::uint64_t unknown() const { return unknown_; }
  std::span<const Feature> features() const { return std::span(features_).first(size_); }

 private:
  static constexpr std::size_t kFeaturesMax =
      2 * (kHeadlineTokens + kBodyTokens);      // more than of a brief
  static constexpr std::size_t kAffix = 5;      // bytes
  static constexpr std::size_t kMetBehind = 8;  // written in vain behind the last

  // What the loops need, apart from the bag: a store of a byte could change any member, and the
  // compiler would read them all again. The loops have no branch that cannot be foreseen: what may
  // be in vain is written behind the last.
  template <class Scale>
  struct Writer {
    unsigned shift;
    std::uint8_t* counts;
    Met* met;
    Feature* end;
    const Scale scale;
    std::uint64_t unknown = 0;

    void addTokens(std::span<const ct_token> tokens, std::uint32_t field, std::uint32_t lead,
                   std::uint32_t rest) {
      const std::size_t middle = std::min(tokens.size(), kLeadTokens);
      const std::uint64_t before = addPart(tokens.first(middle), field, lead, 0);
      addPart(tokens.subspan(middle), field + static_cast<std::uint32_t>(middle), rest, before);
    }

    // `before`: the word before the first, 0: it has none. The last word.
    std::uint64_t addPart(std::span<const ct_token> tokens, std::uint32_t place,
                          std::uint32_t weight, std::uint64_t before) {
      if (tokens.empty()) return before;
      const Met* const last = scale.meet(tokens, place, before, met);
      count(last, 2 * tokens.size() - (before == 0 ? 1 : 0), weight);
      return featureWord(tokens.back());
    }

    void addAffixes(std::string_view text, std::span<const ct_token> tokens, std::uint32_t place,
                    std::uint32_t weight) {
      Met* to = met;
      std::size_t all = 0;
      for (const ct_token& token : tokens) {
        if (token.size > kAffix && (token.flags & CT_TOKEN_NUMBER) == 0) {
          const char* const word = text.data() + token.begin;
          to = meet(mixedWord(affix(word)), place, to);
          to = meet(mixedWord(~affix(word + token.size - kAffix)), place, to);
          all += 2;
        }
        ++place;
      }
      count(to, all, weight);
    }

    // Five bytes in lower case, spread; of letters beyond ASCII as they stand, but for one bit.
    static std::uint64_t affix(const char* word) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, word, kAffix);
      bytes |= 0x2020202020ULL;
      return (bytes ^ bytes >> 17) * kFirst;
    }

    Met* meet(std::uint64_t mixed, std::uint32_t place, Met* to) const {
      *to = (mixed & kMetUpper) | place;
      return to + scale.wants(mixed);
    }

    // What was met, of `all` that were asked for.
    void count(const Met* last, std::size_t all, std::uint32_t weight) {
      unknown += (all - static_cast<std::size_t>(last - met)) * weight;
      Feature* to = end;
      for (const Met* m = met; m != last; ++m) {
        const auto bucket = static_cast<std::uint32_t>(*m >> shift);
        const std::uint32_t before = counts[bucket];
        to->bucket = bucket;
        to->place = static_cast<std::uint32_t>(*m);
        to +=
            (before - 1) >> 31;  // 1 where there was none, by arithmetic: a branch would be guessed
        counts[bucket] = static_cast<std::uint8_t>(std::min<std::uint32_t>(255, before + weight));
      }
      end = to;
    }
  };

  unsigned shift_;
  std::vector<std::uint8_t> counts_;  // by bucket; all 0 between two articles
  std::vector<Met> met_;
  std::vector<Feature> features_;
  std::size_t size_ = 0;
  std::uint64_t unknown_ = 0;
};

}  // namespace copytaster::topics
