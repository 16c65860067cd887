// Shapes of lines, and the two regressions over them.
#include "plugins/garble/furniture.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace copytaster {
namespace {

constexpr std::uint32_t kFirstWeights = 20, kSecondWeights = 21,
                        kLineHashes = 22;  // sections of the model
constexpr int kPageSigns = 4;              // from which a text may be a page
constexpr std::size_t kPageLines = 20;     // the same, lines
constexpr float kFar = 30;                 // lines; farther is as far

// Function words of the languages that pages come in.
constexpr std::string_view kStopWords[] = {
    "the",   "of",    "and",  "to",    "in",    "a",     "is",    "that",    "for",  "it",   "on",
    "was",   "with",  "as",   "at",    "by",    "he",    "be",    "his",     "from", "are",  "this",
    "have",  "has",   "had",  "but",   "not",   "they",  "an",    "which",   "said", "who",  "will",
    "we",    "she",   "or",   "their", "were",  "been",  "its",   "would",   "you",  "one",  "all",
    "there", "when",  "more", "if",    "what",  "so",    "about", "out",     "up",   "can",  "into",
    "than",  "them",  "some", "him",   "could", "after", "also",  "no",      "her",  "i",    "my",
    "me",    "your",  "our",  "us",    "do",    "does",  "did",   "just",    "only", "over", "new",
    "any",   "these", "most", "how",   "other", "such",  "even",  "because", "then", "now",  "de",
    "la",    "que",   "el",   "en",    "los",   "las",   "un",    "una",     "por",  "con",  "para",
    "del",   "al",    "se",   "le",    "les",   "des",   "et",    "est",     "dans", "pour", "qui",
    "sur",   "pas",   "au",   "du",    "ne",    "der",   "die",   "und",     "das",  "den",  "von",
    "zu",    "mit",   "ist",  "im",    "dem",   "nicht", "ein",   "eine",    "auf",  "für",  "sich",
    "es",    "il",    "di",   "che",   "per",   "non",   "sono",  "della",   "con",  "o",    "e",
    "em",    "os",    "não",  "uma",   "do",    "da",    "dos",   "het",     "een",  "van",  "op",
    "te",    "dat",   "och",  "att",   "som",   "av",    "på",    "i",       "og",   "til",  "yang",
    "dan",   "di",    "ini"};

bool endsSentence(std::string_view line) {
  return line.ends_with('.') || line.ends_with('!') || line.ends_with('?') || line.ends_with('"') ||
         line.ends_with("\xE2\x80\x9D");
}

std::string_view trim(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

FurnitureReader::FurnitureReader(const Model& model)
    : first_(model.weights(kFirstWeights)), second_(model.weights(kSecondWeights)) {
  const std::span<const float> raw = model.weights(kLineHashes);
  const auto* hashes = reinterpret_cast<const std::uint64_t*>(raw.data());
  known_lines_.assign(hashes, hashes + raw.size() / 2);
  std::sort(known_lines_.begin(), known_lines_.end());
  for (std::string_view w : kStopWords) stop_words_.push_back(XXH3_64bits(w.data(), w.size()));
  std::sort(stop_words_.begin(), stop_words_.end());
  for (std::uint64_t hash : stop_words_) may_stop_[hash >> 54] = 1;
}

bool FurnitureReader::knownLine(std::string_view line) const {
  if (line.size() > 80 || known_lines_.empty()) return false;
  char folded[80];
  for (std::size_t i = 0; i < line.size(); ++i) {
    folded[i] = line[i] >= 'A' && line[i] <= 'Z' ? static_cast<char>(line[i] + 32) : line[i];
  }
  return std::binary_search(known_lines_.begin(), known_lines_.end(),
                            XXH3_64bits(folded, line.size()));
}

// What the words of a line are.
FurnitureReader::LineWords FurnitureReader::wordsOf(const FieldView& view, const Span& line) const {
  LineWords w;
  w.count = static_cast<float>(line.token_end - line.token_begin);
  for (std::size_t k = line.token_begin; k < line.token_end; ++k) {
    const Token& t = view.tokens[k];
    w.stop += may_stop_[t.hash >> 54] != 0 &&
              std::binary_search(stop_words_.begin(), stop_words_.end(), t.hash);
    w.capital += (t.flags & CT_TOKEN_CAPITAL) != 0;
    const bool number = (t.flags & CT_TOKEN_NUMBER) != 0;
    w.digit += number;
    w.year =
        w.year || (number && (t.size == 4 || view.word(k).find(':') != std::string_view::npos));
  }
  const float some = std::max(1.0F, w.count);
  w.stop /= some;
  w.capital /= some;
  w.digit /= some;
  return w;
}

// Features that a line has by itself.
void FurnitureReader::shapes(const FieldView& view, const DamageList& marked,
                             std::vector<LineFeatures>& lines) const {
  static thread_local std::vector<std::uint64_t> texts, sorted;
  texts.clear();
  for (const Span& l : view.lines) {
    const std::string_view t = trim(view.text.substr(l.begin, l.end - l.begin));
    texts.push_back(XXH3_64bits(t.data(), t.size()));
  }
  sorted = texts;
  std::sort(sorted.begin(), sorted.end());
  const auto total = static_cast<float>(std::max<std::size_t>(1, view.tokens.size()));
  const auto is = [](bool b) { return b ? 1.0F : 0.0F; };
  for (std::size_t i = 0; i < view.lines.size(); ++i) {
    const Span& l = view.lines[i];
    const std::string_view t = trim(view.text.substr(l.begin, l.end - l.begin));
    const LineWords w = wordsOf(view, l);
    const float n = w.count;
    const auto has = [&](std::string_view mark) {
      return is(t.find(mark) != std::string_view::npos);
    };
    const bool ends = endsSentence(t);
    const bool cue =
        std::any_of(marked.items().begin(), marked.items().end(), [&](const Damage& d) {
          return d.kind == Kind::kFurniture && d.field == view.field && d.begin < l.end &&
                 d.end > l.begin;
        });
    const auto same = std::equal_range(sorted.begin(), sorted.end(), texts[i]);
    const auto commas = static_cast<float>(std::count(t.begin(), t.end(), ','));
    lines.push_back({std::min(n, 60.0F) / 20,
                     std::log1p(n),
                     is(n <= 3),
                     is(n >= 4 && n <= 9),
                     is(n >= 10 && n <= 20),
                     is(n > 20),
                     is(n > 40),
                     w.stop,
                     w.capital,
                     w.digit,
                     is(ends),
                     is(w.stop > .3F && n > 10),
                     has("|"),
                     has("\xC2\xA9"),
                     std::max({has("http"), has("www."), has("@")}),
                     is(cue),
                     is(knownLine(t)),
                     is(same.second - same.first > 1),
                     static_cast<float>(i) / static_cast<float>(view.lines.size()),
                     static_cast<float>(l.token_begin) / total,
                     is(i == 0),
                     is(i + 1 == view.lines.size()),
                     std::max(is(t.ends_with("...")), is(t.ends_with("\xE2\x80\xA6"))),
                     std::max(is(t.starts_with('"')), is(t.starts_with("\xE2\x80\x9C"))),
                     is(w.year),
                     commas / std::max(1.0F, n),
                     is(t.ends_with(':')),
                     is(n > 20 && w.stop > .25F && ends)});
  }
}

void FurnitureReader::weigh(const FieldView& view, const DamageList& marked,
                            std::vector<LineFeatures>& lines) const {
  lines.clear();
  shapes(view, marked, lines);
  constexpr std::size_t kWords = 0, kStop = 7, kCapitals = 8, kEnds = 10, kProse = 27;
  const auto count = static_cast<std::ptrdiff_t>(lines.size());
  const auto at = [&](std::ptrdiff_t i, std::size_t f) {
    return lines[static_cast<std::size_t>((i + count) % count)][f];
  };
  float prose_total = 0;
  for (const LineFeatures& l : lines) prose_total += l[kProse];
  float prose_before = 0, last = -kFar;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    LineFeatures& l = lines[static_cast<std::size_t>(i)];
    float ahead = kFar;
    for (std::ptrdiff_t k = i; k < count && static_cast<float>(k - i) < kFar; ++k) {
      if (at(k, kProse) > 0) {
        ahead = static_cast<float>(k - i);
        break;
      }
    }
    const float behind = std::min(kFar, static_cast<float>(i) - last);
    std::size_t f = kProse + 1;
    l[f++] = 1 / std::max(1.0F, behind);
    l[f++] = 1 / std::max(1.0F, ahead);
    l[f++] = behind <= 2 ? 1.0F : 0.0F;
    l[f++] = ahead <= 2 ? 1.0F : 0.0F;
    l[f++] = behind <= 2 && ahead <= 2 ? 1.0F : 0.0F;
    for (std::ptrdiff_t d : {-1, 1, -2, 2}) {
      for (std::size_t own : {kWords, kStop, kCapitals, kEnds}) l[f++] = at(i + d, own);
    }
    float words = 0, prose = 0, n3 = 0, n5 = 0;
    for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, i - 5); k <= std::min(count - 1, i + 5);
         ++k) {
      prose += at(k, kProse);
      ++n5;
      if (k >= i - 3 && k <= i + 3) {
        words += at(k, kWords);
        ++n3;
      }
    }
    const float after = prose_total - prose_before - l[kProse];
    l[f++] = words / n3;
    l[f++] = prose / n5;
    l[f++] = prose_before == 0 ? 1.0F : 0.0F;
    l[f++] = after == 0 ? 1.0F : 0.0F;
    l[f++] = std::log1p(prose_before);
    l[f++] = std::log1p(after);
    if (l[kProse] > 0) last = static_cast<float>(i);
    prose_before += l[kProse];
  }
}

bool FurnitureReader::isPage(const FieldView& view, const CueSigns& signs) const {
  if (first_.size() != kLineFeatures + 1 || view.lines.size() < kPageLines) return false;
  int known = 0;
  for (const Span& l : view.lines)
    known += knownLine(trim(view.text.substr(l.begin, l.end - l.begin)));
  return signs.page + known >= kPageSigns;
}

void FurnitureReader::readPage(const FieldView& view, DamageList& out) const {
  static thread_local std::vector<LineFeatures> lines;
  static thread_local std::vector<float> logits;
  weigh(view, out, lines);
  logits.clear();
  for (const LineFeatures& l : lines) {
    float z = first_[kLineFeatures];
    for (std::size_t k = 0; k < kLineFeatures; ++k) z += first_[k] * l[k];
    logits.push_back(std::clamp(z, -6.0F, 6.0F));
  }
  const auto count = static_cast<std::ptrdiff_t>(lines.size());
  const auto words = [&](std::ptrdiff_t i) {
    const Span& l = view.lines[static_cast<std::size_t>(i)];
    return static_cast<float>(l.token_end - l.token_begin);
  };
  float kept_total = 1;
  for (std::ptrdiff_t i = 0; i < count; ++i)
    kept_total += logits[static_cast<std::size_t>(i)] < 0 ? words(i) : 0;
  float kept = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const auto logit = [&](std::ptrdiff_t k) {
      return k >= 0 && k < count ? logits[static_cast<std::size_t>(k)] : 3.0F;
    };
    const auto mean = [&](std::ptrdiff_t radius) {
      float sum = 0, weight = 0;
      for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, i - radius);
           k <= std::min(count - 1, i + radius); ++k) {
        sum += logit(k) * words(k);
        weight += words(k);
      }
      return sum / std::max(1.0F, weight);
    };
    kept += logit(i) < 0 ? words(i) : 0;
    const float around[kAroundFeatures] = {
        logit(i), logit(i - 1), logit(i + 1), logit(i - 2),      logit(i + 2),
        mean(3),  mean(8),      mean(20),     kept / kept_total, std::abs(kept / kept_total - .5F)};
    float z = second_.back();
    const LineFeatures& l = lines[static_cast<std::size_t>(i)];
    for (std::size_t k = 0; k < kLineFeatures; ++k) z += second_[k] * l[k];
    for (std::size_t k = 0; k < kAroundFeatures; ++k) z += second_[kLineFeatures + k] * around[k];
    if (z <= 0) continue;
    const Span& s = view.lines[static_cast<std::size_t>(i)];
    out.cut(Kind::kFurniture, view.field, s.begin, s.end, 1 / (1 + std::exp(-z)), 0);
  }
}

void FurnitureReader::read(const FieldView& view, const CueSigns& signs, DamageList& out) const {
  if (view.field == Field::kBody && isPage(view, signs)) readPage(view, out);
}

}  // namespace copytaster
