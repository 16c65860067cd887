// What can be counted of a text before the lexicon is asked: how its words are written, and how
// often each and its pairs are met in news.
//
// Every counter is a feature of the regressions of spun text (spun.h). Most are comparisons of
// columns (columns.h); only words that stand out are looked at one by one.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "plugins/garble/model.h"
#include "plugins/garble/reading_view.h"

namespace copytaster {

// Ranges of pairs: of unseen ones by how often they were to be expected, of seen ones by how much
// oftener than by chance they are, in eighths of a bit.
constexpr std::array<std::int16_t, 5> kUnseenBounds = {-45, -18, 0, 16, 32};
constexpr std::array<std::int16_t, 4> kSeenBounds = {-16, 0, 16, 40};
constexpr int kUnseenLog = -12;  // a pair that is not in the table was seen .35 times

struct Surface {
  int words = 0, pairs = 0, top = 0, unknown = 0, rare = 0, lone_capital = 0, quoted = 0;
  int all_capitals = 0, numbers = 0, capitals = 0, fit = 0, lines = 0, doubled = 0, articles = 0;
  int clipped = 0, old = 0;
  int misfits = 0, gross_misfits = 0, spun_misfits = 0, spun = 0;  // distinct words
  std::array<int, kUnseenBounds.size() + 1> unseen_by{};
  std::array<int, kSeenBounds.size() + 1> seen_by{};

  void countFlags(const FieldWords& known);
  // `log_total`: of the words counted, in eighths of a bit. `surprise` is, for each token, by how
  // much the pair with the one before is commoner than by chance; 0 past the last.
  void countPairs(const FieldWords& known, int log_total, std::vector<std::int16_t>& surprise);
  void countClipped(const FieldView& view, const FieldWords& known);
  // Words that need a look of their own. `column` and `room` are room here and below.
  void countWatched(const FieldView& view, const FieldWords& known,
                    std::vector<std::uint32_t>& room);
  void countLoneCapitals(const FieldView& view, const FieldWords& known,
                         std::vector<std::uint8_t>& column, std::vector<std::uint32_t>& room);
  // Words with an entry in the lexicon that are known for being spun, or that go badly with their
  // neighbours.
  void countMisfits(const FieldView& view, const FieldWords& known,
                    const std::vector<std::int16_t>& surprise, std::vector<std::uint8_t>& column,
                    std::vector<std::uint32_t>& room);
};

}  // namespace copytaster
