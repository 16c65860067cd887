// What the model's words say before the lexicon is asked; the rest is spun_seek.cc, the decision
// spun_judge.cc.
#include "plugins/garble/spun.h"

#include <cmath>

#include "plugins/garble/surface.h"

namespace copytaster {
namespace {

constexpr std::size_t kWordsMin = 40;  // a text of fewer words is not judged

// Shares in per cent.
void write(const Surface& c, SpunFeatures& f) {
  std::size_t k = 0;
  const auto put = [&](double part, double whole) { f[k++] = spunRate(part, whole); };
  for (int u : c.unseen_by) put(u, c.pairs);
  for (int u : c.seen_by) put(u, c.pairs);
  for (int u : {c.unknown, c.rare, c.lone_capital, c.top}) put(u, c.words);
  f[k++] = static_cast<float>(std::log(c.words + kSpunShrink));
  for (int u : {c.quoted, c.all_capitals, c.numbers, c.capitals}) put(u, c.words);
  f[k++] = static_cast<float>(c.fit / 8.0 / (c.pairs + kSpunShrink));
  for (int u : {c.lines, c.doubled, c.articles, c.misfits, c.gross_misfits, c.spun_misfits, c.spun,
                c.clipped, c.old})
    put(u, c.words);
}

}  // namespace

SpunReader::SpunReader(const Model& model)
    : model_(model), log_total_(static_cast<int>(8 * std::log2(model.total()))) {}

SpunReader::Scratch& SpunReader::scratch() {
  static thread_local Scratch s;
  return s;
}

bool SpunReader::glance(const FieldView& view, const FieldWords& known,
                        SpunFeatures& features) const {
  features.fill(0);
  if (view.tokens.size() < kWordsMin) return false;
  Scratch& s = scratch();
  Surface c;
  c.words = static_cast<int>(view.tokens.size());
  c.countFlags(known);
  c.countPairs(known, log_total_, s.surprise);
  c.countClipped(view, known);
  c.countWatched(view, known, s.odd);
  c.countLoneCapitals(view, known, s.column, s.odd);
  c.countMisfits(view, known, s.surprise, s.column, s.odd);
  write(c, features);
  return true;
}

}  // namespace copytaster
