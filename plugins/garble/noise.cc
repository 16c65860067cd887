// Rates of noise, and corrections by one edit.
#include "plugins/garble/noise.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "plugins/garble/columns.h"

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

bool isPlain(const Token& t) {
  return (t.flags & (CT_TOKEN_CAPITAL | CT_TOKEN_DIGIT)) == 0;
}

// Tokens to be suspected by their looks: most words are in the news and hold no digit.
std::span<const std::uint32_t> suspects(const FieldWords& known) {
  static thread_local std::vector<std::uint8_t> column;
  static thread_local std::vector<std::uint32_t> room;
  column.resize(known.flags.size());
  for (std::size_t i = 0; i < column.size(); i += kLanes) {
    const auto digits = hasAny(lanesAt<Bytes>(known.flags.data() + i), CT_TOKEN_DIGIT);
    const auto suspected = digits | (lanesAt<Bytes>(known.log_counts.data() + i) < kSeenLog);
    std::memcpy(column.data() + i, &suspected, sizeof suspected);
  }
  std::fill(column.begin() + static_cast<std::ptrdiff_t>(known.words.size()), column.end(),
            std::uint8_t{0});
  return placesIn(column, room);
}

// What a byte may be between words, or as one.
enum Mark : std::uint8_t {
  kStray = 1,
  kStop = 2,
  kComma = 4,
  kHyphen = 8,
  kSpace = 16,
  kOneLetterWord = 32,
  kPoint = 64,
  kBlank = 128
};
constexpr std::array<std::uint8_t, 256> kMarks = [] {
  std::array<std::uint8_t, 256> marks{};
  const auto set = [&](std::string_view bytes, Mark mark) {
    for (char c : bytes) marks[static_cast<unsigned char>(c)] |= mark;
  };
  set("_~^\\|`{}", kStray);
  set(",;.:!", kStop);
  set(",;:", kComma);
  set("-", kHyphen);
  set(" \n", kSpace);
  set("ai", kOneLetterWord);
  set(".", kPoint);
  set(" ", kBlank);
  return marks;
}();

// Marks that do not stand so in copy, between `from` and `to`. Without branches: which they are is
// what nobody can foretell.
int strayMarks(std::string_view text, std::size_t from, std::size_t to) {
  constexpr std::uint32_t kLost = 0xEFBFBD, kCharacter = 0xFFFFFF;  // U+FFFD
  unsigned stray = 0, before = 0, mark = kMarks[static_cast<unsigned char>(text[from])];
  std::uint32_t bytes = 0;
  for (std::size_t i = from; i < to; ++i) {
    const unsigned after =
        i + 1 < to ? kMarks[static_cast<unsigned char>(text[i + 1])] : unsigned{0};
    const unsigned stop = mark / kStop;
    bytes = bytes << 8 | static_cast<unsigned char>(text[i]);
    stray += (mark & kStray) + (stop & after / kComma & 1) +
             (stop & ~(mark / kPoint) & before / kBlank & after / kBlank & 1) +
             static_cast<unsigned>((bytes & kCharacter) == kLost);
    before = mark;
    mark = after;
  }
  return static_cast<int>(stray);
}

// What stands between words: marks, letters alone, hyphens at the ends of lines.
struct Gaps {
  int stray = 0, singles = 0, broken = 0;
};
Gaps gapsOf(const FieldView& view, const FieldWords& known) {
  static thread_local std::vector<std::uint32_t> wide;  // tokens behind more than two bytes
  if (wide.size() < known.apart.size()) wide.resize(known.apart.size());
  Gaps gaps;
  const auto markAt = [&](std::size_t i) -> unsigned {
    return kMarks[static_cast<unsigned char>(view.text[i])];
  };
  std::size_t wide_count = 0;
  // Without branches: how wide a gap is and which mark stands there is what nobody can foretell.
  for (const std::uint32_t i : known.apart) {
    const Token& t = view.tokens[i];
    const auto plain = static_cast<unsigned>(isPlain(t));
    const unsigned letter = ~(markAt(t.begin) / kOneLetterWord) & 1;
    gaps.singles += static_cast<int>(static_cast<unsigned>(t.size == 1) & plain & letter);
    const auto follows = static_cast<std::size_t>(i > 0);
    const std::size_t end = view.endOf(i - follows) & (0 - follows), gap = t.begin - end;
    wide[wide_count] = i;
    wide_count += static_cast<std::size_t>(gap - 3 <= kGapMax - 3);
    const unsigned one = 0U - static_cast<unsigned>(gap - 1 <= 1);
    const unsigned two = 0U - static_cast<unsigned>(gap == 2);
    const unsigned first = markAt(end) & one, second = markAt(end + (two & 1)) & two;
    gaps.stray += static_cast<int>((first & kStray) + (second & kStray) +
                                   (first / kStop & second / kComma & 1));
    gaps.broken += static_cast<int>(first / kHyphen & second / kSpace & plain & 1U &
                                    static_cast<unsigned>(follows));
  }
  for (const std::uint32_t i : std::span(wide).first(wide_count))
    gaps.stray += strayMarks(view.text, i == 0 ? 0 : view.endOf(i - 1), view.tokens[i].begin);
  return gaps;
}

// Pairs that were to be expected from `expected` on, in eighths of a bit, and were never seen.
int oddPairs(const FieldWords& known, std::int16_t expected) {
  constexpr std::size_t kLane = kLanes / 2, kBlock = Tally<Shorts>::kMax * kLane;
  const std::size_t size = known.pairs.size();
  int odd = 0;
  for (std::size_t at = 0; at + kLane < size; at += kBlock) {
    Tally<Shorts> unseen;
    for (std::size_t i = at; i < std::min(size - kLane, at + kBlock); i += kLane) {
      const Shorts logs =
          shortsAt(known.log_counts.data() + i) + shortsAt(known.log_counts.data() + i + 1);
      unseen.add((shortsAt(known.paired.data() + i + 1) != 0) &
                 (shortsAt(known.pairs.data() + i + 1) == 0) & (logs >= expected));
    }
    odd += unseen.total();
  }
  return odd;
}

}  // namespace

NoiseReader::NoiseReader(const Model& model)
    : model_(model),
      weights_(model.weights(kNoiseWeights)),
      expected_(static_cast<std::int16_t>(std::floor(8 * std::log2(model.total()) - 16) + 1)) {}

// How likely a word was read wrongly, from its looks.
float NoiseReader::suspect(const FieldView& view, std::size_t token, const WordFacts& facts) const {
  const Token& t = view.tokens[token];
  const std::string_view w = view.word(token);
  if ((t.flags & CT_TOKEN_DIGIT) != 0) {
    if ((t.flags & CT_TOKEN_NUMBER) != 0 && digit(w.back())) return 0;
    return digitsBelong(w) ? 0 : .9F;
  }
  if (facts.log_count >= kSeenLog) return 0;
  const bool plain = std::all_of(w.begin() + 1, w.end(), small);  // but for its first letter
  // Dialect and possessives: "tha'd", "mornin'", "Okonkwo's".
  const std::size_t end = t.begin + t.size;
  if (w[0] == '\'' || (!plain && w.find('\'') != std::string_view::npos)) return 0;
  if ((t.flags & CT_TOKEN_NON_ASCII) != 0 && w.find("\u2019") != std::string_view::npos) return 0;
  if (end < view.text.size() && view.text[end] == '\'') return 0;
  if (t.begin > 0 && view.text[t.begin - 1] == '\'') return 0;
  if (addressed(view.text, t.begin, end)) return 0;
  if (!plain && flips(w)) return .8F;
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
  int small_unknown = 0, capital_unknown = 0, shape = 0;
  double suspect_bytes = 0;
  for (const std::uint32_t i : suspects(known)) {
    const Token& t = view.tokens[i];
    const auto plain = static_cast<int>(isPlain(t));
    const float s = suspicion[i] = suspect(view, i, known.words[i]);
    suspect_bytes += s * static_cast<float>(t.size);
    small_unknown += plain & static_cast<int>(s >= .4F);
    shape += ~plain & static_cast<int>(s >= .8F);
    capital_unknown += ~plain & static_cast<int>(s > 0) & static_cast<int>(s < .8F);
  }
  const Gaps gaps = gapsOf(view, known);
  const auto words = static_cast<double>(view.tokens.size());
  const auto per = [](double part, double whole) {
    return static_cast<float>(100 * part / (whole + kWholeText));
  };
  features = {per(small_unknown, words),
              per(capital_unknown, words),
              per(shape, words),
              per(gaps.stray, words),
              per(oddPairs(known, expected_), static_cast<double>(known.pair_count)),
              per(gaps.singles, words),
              per(suspect_bytes, known.bytes),
              per(gaps.broken, words),
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
