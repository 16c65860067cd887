// Text put through a thesaurus: judged for the article, shown for the words.
//
// First every pair of neighbouring words is looked up in the pairs of news: a spinner does not know
// what goes with what, so pairs of common words that never met pile up. That costs two look-ups a
// word and ends there for clean copy. Where it does not, the reverse lexicon offers what each odd
// word may have stood for, and a word counts as spun where the original fits its place better by
// several nats (pairs and triples, absolute discounting). One spinner maps a word the same way each
// time, so evidence is summed over distinct mappings: a story on arsenic in water has one, a spun
// page dozens. A logistic regression over these sums is the article's probability.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "plugins/garble/damage.h"
#include "plugins/garble/model.h"

namespace copytaster {

constexpr std::size_t kSurfaceFeatures = 30;
constexpr std::size_t kSpunFeatures = kSurfaceFeatures + 16;
using SpunFeatures = std::array<float, kSpunFeatures>;

// One word or phrase that may be spun, with the best original for it.
struct SpunHit {
  std::uint32_t first, last;  // tokens, inclusive
  std::uint32_t original;     // in the model
  float gain;                 // nats by which the original fits better
  float prior;
  std::uint8_t spun_log, original_log;  // how common what stands here is, and its original
  std::uint16_t alike;                  // sure hits of the same mapping elsewhere in the text
  float share;   // of the original's places in the text that it lost: hits against those it holds
  float missed;  // places it would hold in a text of this length, where it holds none; at most 6
};

// What speaks for one hit being a spun word, as the regression takes it.
constexpr std::size_t kWordFeatures = 11;
using WordFeatures = std::array<float, kWordFeatures>;

constexpr double kSpunShrink = 60;  // words added to every denominator: short texts do not shout
inline float spunRate(double part, double whole) {
  return static_cast<float>(100 * part / (whole + kSpunShrink));
}

class SpunReader {
 public:
  explicit SpunReader(const Model& model);

  // [examine] Probability that the text is spun, 0 to 1; where it is likely, the words are
  // appended. English only. `known` is what the model knows of the tokens.
  double read(const FieldView& view, const FieldWords& known, DamageList& out) const;

  // Whether a text whose sample gives these features is worth looking up whole, and one that gives
  // them whole worth asking the lexicon about. Few clean ones are, hardly any spun one is not.
  bool worthReading(const SpunFeatures& sample) const;
  bool worthDwelling(const SpunFeatures& whole) const;

  // The evidence itself, for training as well. First what needs no lexicon; false: too short to be
  // judged.
  bool glance(const FieldView& view, const FieldWords& known, SpunFeatures& features) const;
  // Then, of the same text, the hits and the sums over them.
  void dwell(std::span<const Token> tokens, const FieldWords& known, SpunFeatures& features,
             std::vector<SpunHit>& hits) const;
  // Then, of a text known to be spun, every word that may be, however little speaks for it.
  void complete(std::span<const Token> tokens, std::vector<SpunHit>& hits) const;
  // Then, of one of those; `article` is the article's probability.
  WordFeatures weigh(std::span<const Token> tokens, const SpunHit& hit, double article) const;

 private:
  struct Place {  // a word in the stream of words and boundaries
    std::uint64_t hash;
    std::uint32_t token;
    WordFacts facts;
    std::int16_t surprise;  // of the pair with the one before, eighths of a bit
    bool name;              // a capital in the middle of a sentence
  };
  struct Weighed {  // a word and how common it is
    std::uint64_t hash;
    std::uint8_t log_count;
  };
  struct Mapping {
    std::uint64_t key;
    float gain, prior, trust;
    std::uint32_t count;
    std::uint8_t spun_log, original_log;
  };
  struct Scratch {
    std::vector<std::int16_t> surprise;  // by token
    std::vector<std::uint8_t> column;    // by token, what `odd` lists
    std::vector<std::uint32_t> odd;      // tokens
    std::vector<Place> places;
    std::vector<Weighed> reading;  // each place as read so far
    std::vector<Mapping> mappings;
    std::vector<std::uint64_t> words;      // hashes of the text that hits may mean, sorted
    std::vector<std::uint32_t> originals;  // of the hits, sorted
  };
  static Scratch& scratch();
  void readPlaces(std::span<const Token> tokens, const FieldWords& known, Scratch& s) const;
  void seek(Scratch& s, std::vector<SpunHit>& hits, int gate, float least_gain) const;
  void consider(Scratch& s, std::size_t at, std::size_t count, std::uint32_t entry,
                float least_gain, SpunHit& best) const;
  double fit(std::span<const Weighed> words, std::uint8_t history) const;
  void account(Scratch& s, std::vector<SpunHit>& hits) const;
  void mappings(std::span<const Token> tokens, Scratch& s, const std::vector<SpunHit>& hits,
                SpunFeatures& f) const;
  double article(const SpunFeatures& f, std::uint32_t section, std::size_t count) const;
  float belief(const WordFeatures& features) const;

  const Model& model_;
  int log_total_;  // of the words counted, eighths of a bit
};

}  // namespace copytaster
