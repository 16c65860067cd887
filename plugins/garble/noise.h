// Line and OCR noise: words that were read wrongly, letters that were dropped, broken or run
// together.
//
// No single unknown word is noise: names are unknown too. What counts is how many words are unknown
// for what they look like (small letters weigh most), digits and capitals inside words, stray marks
// between them, and pairs of known words that never meet. A linear regression over these rates,
// fitted on pages of OCR with their transcriptions and on clean copy, estimates the share of
// characters read wrongly; only where that is not small are words marked, and corrected where one
// edit makes a known word that goes with its neighbours and no other does.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "plugins/garble/damage.h"
#include "plugins/garble/model.h"
#include "plugins/garble/reading_view.h"

namespace copytaster {

constexpr std::size_t kNoiseFeatures = 10;
using NoiseFeatures = std::array<float, kNoiseFeatures>;

class NoiseReader {
 public:
  explicit NoiseReader(const Model& model);

  // [examine] Estimated share of characters read wrongly, 0 to 1, and how suspicious each token is.
  // English only; `view` may hold a sample of the tokens.
  double estimate(const FieldView& view, const FieldWords& known,
                  std::vector<float>& suspicion) const;

  // [examine] Marks the words, where the share estimated is not small.
  void mark(const FieldView& view, double share, std::span<const float> suspicion,
            DamageList& out) const;

  // The rates themselves, for training, and how suspicious each token is (0 to 1).
  void weigh(const FieldView& view, const FieldWords& known, NoiseFeatures& features,
             std::vector<float>& suspicion) const;

 private:
  float suspect(const FieldView& view, std::size_t token, const WordFacts& facts) const;
  bool correct(const FieldView& view, std::size_t token, std::string& reading) const;

  const Model& model_;
  std::span<const float> weights_;  // of the features, the constant last
  std::int16_t expected_;           // a pair was to be expected from here on, in eighths of a bit
};

}  // namespace copytaster
