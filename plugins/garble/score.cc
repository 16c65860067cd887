// Each kind gives a probability of its own, from how much of it there is; together 1 - product(1 -
// p).
#include "plugins/garble/score.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace copytaster {
namespace {

constexpr std::size_t kWordsLeftMin = 12;  // a restored body of fewer words is not an article
constexpr std::size_t kExamplesMax = 4;    // words named in a reason

double logistic(double z) {
  return 1 / (1 + std::exp(-z));
}

// Share of the body's bytes under findings of one kind.
double share(const DamageList& list, Kind kind, std::size_t bytes) {
  double sum = 0;
  for (const Damage& d : list.items()) {
    if (d.kind == kind && d.field == Field::kBody) sum += d.end - d.begin;
  }
  return bytes == 0 ? 0 : std::min(1.0, sum / static_cast<double>(bytes));
}

std::size_t count(const DamageList& list, Kind kind) {
  return static_cast<std::size_t>(std::count_if(list.items().begin(), list.items().end(),
                                                [&](const Damage& d) { return d.kind == kind; }));
}

}  // namespace

void settleOverlaps(DamageList& list) {
  std::vector<Damage>& items = list.items();
  std::sort(items.begin(), items.end(), [](const Damage& a, const Damage& b) {
    if (a.field != b.field) return a.field < b.field;
    if (a.begin != b.begin) return a.begin < b.begin;
    if (a.end != b.end) return a.end > b.end;
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.reading_begin < b.reading_begin;
  });
  // Of two ranges of one kind that overlap the longer stands; a range of another kind inside a cut
  // is gone with it.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Damage d = items[i];
    bool covered = false;
    for (std::size_t k = kept; k-- > 0 && !covered;) {
      const Damage& other = items[k];
      if (other.field != d.field || kept - k > 8) break;
      if (other.end <= d.begin) continue;
      const bool whole = other.kind == Kind::kInterleaved || other.kind == Kind::kTruncated;
      // A character read back is a finding wherever it stands: the body as received may be wanted
      // too.
      if (d.kind == Kind::kEncoding && other.kind != Kind::kEncoding) continue;
      covered = !whole && d.kind != Kind::kTruncated &&
                (other.kind == d.kind || other.cut || other.restore);
    }
    if (!covered) items[kept++] = d;
  }
  items.resize(kept);
}

Assessment assess(const Signs& signs, const FieldView& body, const DamageList& list) {
  const std::size_t bytes = body.text.size();
  const double words = static_cast<double>(body.tokens.size()) + 1;
  // Damaged characters a hundred words: one or two are a blemish, a dozen is what a person sees
  // first.
  double coded = 0, lost = 0;
  for (const Damage& d : list.items()) {
    if (d.kind != Kind::kEncoding) continue;
    ++coded;
    lost += d.reading_size == 0 && !d.cut;
  }
  const double encoding =
      coded == 0 ? 0 : logistic(1.3 * std::log((coded + 2 * lost) * 100 / (words + 40)) - 2.2);
  const double noise = signs.noise <= 0 ? 0 : logistic((signs.noise - .08) / .015);
  const double markup = share(list, Kind::kMarkup, bytes);
  const double machine = markup <= 0 ? 0 : logistic((markup - .12) / .04);
  const double residue = signs.cues.strong > 0     ? .96
                         : signs.markup.fields > 0 ? logistic(signs.markup.fields - 2.5)
                                                   : 0;
  const double repeated =
      signs.structure.repeated <= 0 ? 0 : .6 * logistic((signs.structure.repeated - .3) / .06);
  const double truncated = signs.structure.truncated ? .15 : 0;
  const double interleaved = signs.structure.interleaved;
  const double furniture = .5 * share(list, Kind::kFurniture, bytes);
  double fine = 1;
  for (double p :
       {signs.spun, encoding, noise, machine, residue, repeated, truncated, interleaved, furniture})
    fine *= 1 - p;

  double damaged = 0;
  for (const Damage& d : list.items()) {
    if (d.field == Field::kBody && d.kind != Kind::kNoise)
      damaged += d.weight * static_cast<double>(d.end - d.begin);
  }
  // Of noise the estimate counts, not the words marked: half of what was read wrongly makes known
  // words.
  const double severity = bytes == 0 ? 0 : damaged / static_cast<double>(bytes) + signs.noise;
  return {1 - fine, std::clamp(severity, 0.0, 1.0)};
}

void restore(const FieldView& body, const DamageList& list, std::string& out) {
  out.clear();
  std::size_t cut_words = 0;
  bool any = false;
  for (const Damage& d : list.items()) {
    if (d.field != Field::kBody || !d.restore) continue;
    any = true;
    if (!d.cut) continue;
    const auto from =
        std::lower_bound(body.tokens.begin(), body.tokens.end(), d.begin,
                         [](const Token& t, std::uint32_t at) { return t.begin < at; });
    const auto to = std::lower_bound(from, body.tokens.end(), d.end,
                                     [](const Token& t, std::uint32_t at) { return t.begin < at; });
    cut_words += static_cast<std::size_t>(to - from);
  }
  if (!any) return;
  // A text that is nothing but furniture stays as it is: the findings say so.
  const bool cutting = cut_words == 0 || body.tokens.size() >= cut_words + kWordsLeftMin;
  std::size_t at = 0;
  for (const Damage& d : list.items()) {
    if (d.field != Field::kBody || !d.restore || d.begin < at ||
        (d.cut && !cutting && d.kind != Kind::kEncoding))
      continue;
    out.append(body.text.substr(at, d.begin - at));
    if (!d.cut) out.append(list.reading(d));
    at = d.end;
    // A line cut whole takes its line feeds along.
    if (d.cut && (out.empty() || out.back() == '\n')) {
      while (at < body.text.size() && body.text[at] == '\n') ++at;
    }
  }
  out.append(body.text.substr(at));
  if (out == body.text) out.clear();
}

namespace {

void nameSpun(const FieldView& body, const DamageList& list, std::string& out) {
  std::array<std::string_view, kExamplesMax> named{};
  std::size_t examples = 0, words = 0;
  out = "reads like text put through a thesaurus:";
  for (const Damage& d : list.items()) {
    if (d.kind != Kind::kSpun || d.field != Field::kBody) continue;
    ++words;
    const std::string_view found = body.text.substr(d.begin, d.end - d.begin);
    if (examples == kExamplesMax || d.reading_size == 0 || d.confidence < .8F ||
        std::find(named.begin(), named.end(), found) != named.end()) {
      continue;
    }
    named[examples++] = found;
    out.append(examples == 1 ? " '" : ", '")
        .append(found)
        .append("' for '")
        .append(list.reading(d))
        .append("'");
  }
  if (examples == 0) out.pop_back();
  out.append(" (").append(std::to_string(words)).append(words == 1 ? " word)" : " words)");
}

}  // namespace

void reason(const Signs& signs, const FieldView& body, const DamageList& list, std::string& out) {
  out.clear();
  const auto say = [&](std::string_view text) {
    if (!out.empty()) out += "; ";
    out += text;
  };
  const auto sayCount = [&](std::string_view before, std::size_t n, std::string_view after) {
    say(before);
    out.append(std::to_string(n)).append(after);
  };
  if (signs.spun >= .75) nameSpun(body, list, out);
  if (signs.cues.strong > 0) say("holds a placeholder, or the answer of a language model");
  if (signs.markup.fields > 0) say("holds template fields that were never filled");
  if (const std::size_t n = count(list, Kind::kEncoding); n > 0) {
    sayCount("decoded with the wrong table in ", n, n == 1 ? " place" : " places");
  }
  if (signs.noise >= .03) {
    sayCount("noise: about ", static_cast<std::size_t>(std::lround(signs.noise * 100)),
             " characters in 100 read wrongly");
  }
  if (signs.structure.interleaved > 0) say("two articles seem to be mixed into one another");
  if (signs.structure.repeated > .05) say("a block of text stands twice");
  if (signs.structure.truncated) say("breaks off in the middle of a sentence");
  if (count(list, Kind::kMarkup) > 0) say("holds markup or script");
  if (const std::size_t n = count(list, Kind::kFurniture); n > 0) {
    sayCount("page furniture in ", n, n == 1 ? " place" : " places");
  }
}

}  // namespace copytaster
