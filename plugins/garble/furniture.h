// Page furniture: what stands around an article on a page.
//
// Single pieces inside copy are the cues' work (cues.h); here are the forms that need more than
// words (embedded posts, a leading date) and whole pages taken for articles. A page shows by
// several signs (privacy policy, log in, share); only then every line is judged, by a logistic
// regression over its own shape and that of its neighbours, and a second one over the first one's
// answers around it, so that a line is cut with its block. A poem or a table of results has no such
// signs, and is never judged.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/garble/cues.h"
#include "plugins/garble/damage.h"
#include "plugins/garble/model.h"
#include "plugins/garble/reading_view.h"

namespace copytaster {

constexpr std::size_t kLineFeatures = 55;
constexpr std::size_t kAroundFeatures = 10;  // of the second regression, after the line's own
using LineFeatures = std::array<float, kLineFeatures>;

class FurnitureReader {
 public:
  explicit FurnitureReader(const Model& model);

  // [examine] Appends furniture; `signs` are what the cues of the same field added up to.
  void read(const FieldView& view, const CueSigns& signs, DamageList& out) const;

  // Features of every line, for training. `out` holds what the cues marked.
  void weigh(const FieldView& view, const DamageList& marked,
             std::vector<LineFeatures>& lines) const;

 private:
  struct LineWords {
    float count = 0, stop = 0, capital = 0, digit = 0;  // the last three are shares
    bool year = false;
  };
  LineWords wordsOf(const FieldView& view, const Span& line) const;
  bool knownLine(std::string_view line) const;
  bool isPage(const FieldView& view, const CueSigns& signs) const;
  void readPage(const FieldView& view, DamageList& out) const;
  void shapes(const FieldView& view, const DamageList& marked,
              std::vector<LineFeatures>& lines) const;

  std::span<const float> first_,
      second_;  // weights, the constant last; empty: pages are not judged
  std::vector<std::uint64_t> known_lines_;
  std::vector<std::uint64_t> stop_words_;
  std::array<std::uint8_t, 1024> may_stop_{};  // by the start of a hash: whether one may be of them
};

// Embedded posts and a leading " date 2025-02-04 ".
void readEmbeds(const FieldView& view, DamageList& out);

}  // namespace copytaster
