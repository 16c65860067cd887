// Rates of noise, and corrections by one edit.
#include "plugins/garble/noise.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace copytaster {
namespace {

constexpr std::uint32_t kNoiseWeights = 23;  // section of the model
constexpr std::size_t kWordsMin = 40;        // a text of fewer words is not judged
constexpr double kMarkFrom = .03;          // share of wrong characters from which words are marked
constexpr std::uint8_t kSeenLog = 13;      // seen three times: a word of the news
constexpr std::uint8_t kCommonLog = 36;    // seen 20 times: a correction must be a word of the news
constexpr std::size_t kCorrectedMax = 14;  // bytes; what fits a string without allocation
constexpr std::size_t kGapMax = 24;        // bytes between words; more was not read
constexpr double kWholeText = 30;          // words added to the denominator

bool small(char c) {
  return c >= 'a' && c <= 'z';
}
bool capital(char c) {
  return c >= 'A' && c <= 'Z';
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

// "4th", "1990s", "20m", "3pm", "5bn", "B2B", "F16", "covid19", "0xFF": digits that words are
// written with.
bool digitsBelong(std::string_view w) {
  std::size_t i = 0;
  if (w.starts_with("0x")) return true;
  if (digit(w[0])) {
    while (i < w.size() && (digit(w[i]) || w[i] == '.' || w[i] == ',' || w[i] == ':')) ++i;
    return w.size() - i <= 3;
  }
  std::size_t letters = 0;
  while (i < w.size() && !digit(w[i])) {
    letters += capital(w[i]);
    ++i;
  }
  std::size_t tail = 0;
  for (; i < w.size(); ++i) tail += !digit(w[i]);
  return tail <= 1 && (letters == 1 || letters + 2 >= w.size() || w.size() <= 4 || tail == 0);
}

// Capitals inside a word, past the forms names have: McDonald, iPhone, LeBron, YouTube, LuvMyStory,
// OpenSSH.
bool flips(std::string_view w) {
  int changes = 0;
  bool alone = false;  // a capital that no small letter follows, nor another capital
  for (std::size_t i = 1; i < w.size(); ++i) {
    if (!small(w[i - 1]) || !capital(w[i])) continue;
    ++changes;
    alone = alone || i + 1 == w.size() || !(small(w[i + 1]) || capital(w[i + 1]));
  }
  return alone || (changes >= 2 && !capital(w[0]));
}

// Part of an address: "einwire.com", "desk@wire.org", "/news".
bool addressed(std::string_view text, std::size_t begin, std::size_t end) {
  const auto joins = [](char c) { return c == '.' || c == '@' || c == '/'; };
  const auto goesOn = [&](std::size_t i) {
    return i < text.size() && (small(text[i]) || capital(text[i]) || digit(text[i]));
  };
  if (end < text.size() && joins(text[end]) && goesOn(end + 1)) return true;
  return begin > 1 && joins(text[begin - 1]) && goesOn(begin - 2);
}

// Marks that do not stand so in copy, between `from` and `to`.
int strayMarks(std::string_view text, std::size_t from, std::size_t to) {
  int stray = 0;
  for (std::size_t i = from; i < to; ++i) {
    const char c = text[i];
    if (c == '_' || c == '~' || c == '^' || c == '\\' || c == '|' || c == '`' || c == '{' ||
        c == '}')
      ++stray;
    const bool stop = c == ',' || c == ';' || c == '.' || c == ':' || c == '!';
    if (stop && i + 1 < to && (text[i + 1] == ',' || text[i + 1] == ';' || text[i + 1] == ':'))
      ++stray;
    if (stop && i > from && text[i - 1] == ' ' && c != '.' && i + 1 < to && text[i + 1] == ' ')
      ++stray;
    if (c == '\xBD' && i >= 2 && text[i - 1] == '\xBF' && text[i - 2] == '\xEF') ++stray;  // U+FFFD
  }
  return stray;
}

}  // namespace

NoiseReader::NoiseReader(const Model& model)
    : model_(model), weights_(model.weights(kNoiseWeights)) {}

// How likely a word was read wrongly, from its looks.
float NoiseReader::suspect(const FieldView& view, std::size_t token, const WordFacts& facts) const {
  const Token& t = view.tokens[token];
  const std::string_view w = view.word(token);
  if ((t.flags & CT_TOKEN_DIGIT) != 0) {
    if ((t.flags & CT_TOKEN_NUMBER) != 0 && digit(w.back())) return 0;
    return digitsBelong(w) ? 0 : .9F;
  }
  if (facts.log_count >= kSeenLog) return 0;
  // Dialect and possessives: "tha'd", "mornin'", "Okonkwo's".
  const std::size_t end = t.begin + t.size;
  if (w.find('\'') != std::string_view::npos || w.find("\u2019") != std::string_view::npos)
    return 0;
  if (end < view.text.size() && view.text[end] == '\'') return 0;
  if (t.begin > 0 && view.text[t.begin - 1] == '\'') return 0;
  if (addressed(view.text, t.begin, end)) return 0;
  if (flips(w)) return .8F;
  if (facts.known()) return 0;
  if (w.size() == 1) return small(w[0]) ? .5F : 0;
  if ((t.flags & CT_TOKEN_ALL_CAPITALS) != 0) return w.size() <= 5 ? .1F : .3F;
  if ((t.flags & CT_TOKEN_CAPITAL) != 0) return .3F;
  if ((t.flags & CT_TOKEN_QUOTED) != 0) return .4F;  // people are quoted as they speak
  return (t.flags & CT_TOKEN_NON_ASCII) != 0 ? .4F : .8F;
}

void NoiseReader::weigh(const FieldView& view, const FieldWords& known, NoiseFeatures& features,
                        std::vector<float>& suspicion) const {
  suspicion.assign(view.tokens.size(), 0);
  int small_unknown = 0, capital_unknown = 0, shape = 0, stray = 0;
  int singles = 0, broken = 0;
  std::uint32_t bytes = 0;
  double suspect_bytes = 0;
  std::size_t end = 0;
  // A pair was to be expected from here on, in eighths of a bit.
  const int expected = static_cast<int>(std::floor(8 * std::log2(model_.total()) - 16)) + 1;
  for (std::size_t i = 0; i < view.tokens.size(); ++i) {
    const Token& t = view.tokens[i];
    const std::uint8_t log_count = known.words[i].log_count;
    const bool plain = (t.flags & (CT_TOKEN_CAPITAL | CT_TOKEN_DIGIT)) == 0;
    bytes += t.size;
    // Most words are in the news and hold no digit.
    if (log_count < kSeenLog || (t.flags & CT_TOKEN_DIGIT) != 0) {
      const float s = suspicion[i] = suspect(view, i, known.words[i]);
      suspect_bytes += s * static_cast<float>(t.size);
      small_unknown += plain && s >= .4F;
      capital_unknown += !plain && s > 0 && s < .8F;
      shape += s >= .8F && !plain;
    }
    singles += t.size == 1 && plain && view.text[t.begin] != 'a' && view.text[t.begin] != 'i';
    const std::size_t gap = t.begin - end;
    if (gap > 1) {  // one byte is a space, nearly always
      if (gap <= kGapMax) stray += strayMarks(view.text, end, t.begin);
      const std::string_view between = view.text.substr(end, gap);
      broken += i > 0 && plain && (between == "- " || between == "-\n");
    } else if (gap == 1 && view.text[end] != ' ') {
      stray += strayMarks(view.text, end, t.begin);
    }
    end = view.endOf(i);
  }
  int odd_pairs = 0;
  for (std::size_t k = 0; k < known.paired.size(); ++k) {
    const std::size_t i = known.paired[k];
    odd_pairs +=
        static_cast<int>(known.words[i].log_count + known.words[i - 1].log_count >= expected) &
        static_cast<int>(known.pairs[k] == 0);
  }
  const std::size_t pairs = known.paired.size();
  const auto words = static_cast<double>(view.tokens.size());
  const auto per = [](double part, double whole) {
    return static_cast<float>(100 * part / (whole + kWholeText));
  };
  features = {per(small_unknown, words),
              per(capital_unknown, words),
              per(shape, words),
              per(stray, words),
              per(odd_pairs, static_cast<double>(pairs)),
              per(singles, words),
              per(suspect_bytes, bytes),
              per(broken, words),
              0,
              0};
  features[8] = std::sqrt(features[6]);
  features[9] = std::sqrt(features[0] + features[2]);
}

// The one known word that a single edit makes of this one and that goes with a neighbour.
bool NoiseReader::correct(const FieldView& view, std::size_t token, std::string& reading) const {
  const std::string_view w = view.word(token);
  if (w.size() < 4 || w.size() > kCorrectedMax ||
      (view.tokens[token].flags & CT_TOKEN_NON_ASCII) != 0)
    return false;
  const std::uint64_t before = token > 0 ? view.tokens[token - 1].hash : kBoundaryHash;
  const std::uint64_t after =
      token + 1 < view.tokens.size() ? view.tokens[token + 1].hash : kBoundaryHash;
  std::string folded(w);
  for (char& c : folded) c = capital(c) ? static_cast<char>(c + 32) : c;
  double best = 0, second = 0;
  std::string best_word;
  const auto offer = [&](const std::string& candidate, double bonus) {
    const std::uint64_t hash = XXH3_64bits(candidate.data(), candidate.size());
    const WordFacts facts = model_.word(hash);
    if (facts.log_count < kCommonLog || candidate == best_word) return;
    const int left = model_.pair(mix(before, hash)), right = model_.pair(mix(hash, after));
    if (left == 0 && right == 0) return;
    const double score = bonus + .25 * facts.log_count / 8 + .7 * (left + right) / 8;
    if (score > best) {
      second = best;
      best = score;
      best_word = candidate;
    } else {
      second = std::max(second, score);
    }
  };
  constexpr std::pair<std::string_view, std::string_view> kConfusions[] = {
      {"rn", "m"}, {"m", "rn"},  {"cl", "d"}, {"li", "h"}, {"ii", "n"}, {"vv", "w"}, {"1", "l"},
      {"0", "o"},  {"tb", "th"}, {"ri", "n"}, {"in", "m"}, {"nn", "m"}, {"h", "b"},  {"b", "h"},
      {"c", "e"},  {"e", "c"},   {"f", "s"},  {"u", "n"},  {"n", "u"},  {"1", "i"},  {"5", "s"},
      {"8", "b"},  {"o", "e"},   {"a", "o"},  {"t", "f"},  {"l", "i"},  {"i", "l"}};
  for (const auto& [wrong, right] : kConfusions) {
    for (std::size_t at = folded.find(wrong); at != std::string::npos;
         at = folded.find(wrong, at + 1)) {
      offer(std::string(folded).replace(at, wrong.size(), right), 2.5);
    }
  }
  for (std::size_t i = 0; i < folded.size(); ++i) {
    offer(std::string(folded).erase(i, 1), digit(folded[i]) ? 2.5 : 1);
    std::string other = folded;
    for (char c = 'a'; c <= 'z'; ++c) {
      other[i] = c;
      if (c != folded[i]) offer(other, digit(folded[i]) ? 1.5 : 0);
    }
    if (i + 1 < folded.size()) {
      other = folded;
      std::swap(other[i], other[i + 1]);
      offer(other, .5);
    }
    other = folded;
    other.insert(i, 1, 'a');
    for (char c = 'a'; c <= 'z'; ++c) {
      other[i] = c;
      offer(other, c == folded[i] ? 1 : 0);
    }
  }
  if (best < 5 || best - second < 1.5) return false;
  reading = best_word;
  if (capital(w[0])) reading[0] = static_cast<char>(reading[0] - 32);
  return true;
}

void NoiseReader::mark(const FieldView& view, double share, std::span<const float> suspicion,
                       DamageList& out) const {
  if (share < kMarkFrom) return;
  static thread_local std::string reading, joined, folded;
  for (std::size_t i = 0; i < suspicion.size(); ++i) {
    const Token& t = view.tokens[i];
    // A word broken at a line's end: "pro- perty".
    if (i + 1 < suspicion.size() && suspicion[i] + suspicion[i + 1] > 0 &&
        (view.tokens[i + 1].flags & CT_TOKEN_CAPITAL) == 0) {
      const std::string_view gap =
          view.text.substr(view.endOf(i), view.tokens[i + 1].begin - view.endOf(i));
      if (gap == "- " || gap == "-\n") {
        joined.assign(view.word(i)).append(view.word(i + 1));
        folded = joined;
        for (char& c : folded) c = capital(c) ? static_cast<char>(c + 32) : c;
        if (model_.word(XXH3_64bits(folded.data(), folded.size())).log_count >= kCommonLog) {
          out.add(Kind::kNoise, view.field, t.begin, view.endOf(i + 1), joined, .95, .1);
          ++i;
          continue;
        }
      }
    }
    if (suspicion[i] < .6F) continue;
    if (correct(view, i, reading)) {
      out.add(Kind::kNoise, view.field, t.begin, view.endOf(i), reading, .9, .3);
    } else {
      out.note(Kind::kNoise, view.field, t.begin, view.endOf(i), suspicion[i], .3);
    }
  }
}

double NoiseReader::estimate(const FieldView& view, const FieldWords& known,
                             std::vector<float>& suspicion) const {
  if (weights_.size() != kNoiseFeatures + 1 || view.tokens.size() < kWordsMin) return 0;
  NoiseFeatures f{};
  weigh(view, known, f, suspicion);
  double share = weights_[kNoiseFeatures];
  for (std::size_t i = 0; i < kNoiseFeatures; ++i) share += weights_[i] * f[i];
  return std::clamp(share, 0.0, 1.0);
}

}  // namespace copytaster
