// What the model's words say before the lexicon is asked; the rest is spun_seek.cc, the decision
// spun_judge.cc.
#include "plugins/garble/spun.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>

namespace copytaster {
namespace {

constexpr std::size_t kWordsMin = 40;  // a text of fewer words is not judged
constexpr std::uint8_t kTopLog = 137;  // seen 130,000 times: the twenty commonest
constexpr int kGate = 40;  // eighths of a bit, of both pairs: a word that fits better is at home
constexpr int kUnseenLog = -12;  // a pair that is not in the table was seen .35 times

std::uint64_t hashOf(std::string_view word) {
  return XXH3_64bits(word.data(), word.size());
}

// "a" before a vowel or "an" before a consonant, by letters, with the exceptions of sound left out.
bool articleDisagrees(bool an, std::string_view next) {
  if (next.size() < 3 || next[0] < 'a' || next[0] > 'z') return false;
  const bool vowel = std::string_view("aeiou").find(next[0]) != std::string_view::npos;
  if (next[0] == 'h' || next[0] == 'u' || next.starts_with("eu") || next.starts_with("ewe") ||
      next.starts_with("one") || next.starts_with("once") || next.starts_with("ouija")) {
    return false;
  }
  return an != vowel;
}

// Words that no thesaurus of today writes: of old verse.
class OldWords {
 public:
  OldWords() {
    for (std::string_view w : {"thou", "thee", "thy", "thine", "hath", "doth", "ye", "shalt",
                               "unto", "dost", "hast", "saith", "thyself", "wast", "wert"}) {
      hashes_.push_back(hashOf(w));
      high_ |= std::uint64_t{1} << (hashOf(w) >> 58);
      low_ |= std::uint64_t{1} << (hashOf(w) & 63);
    }
  }
  bool has(std::uint64_t hash) const {
    return (high_ >> (hash >> 58) & low_ >> (hash & 63) & 1U) != 0 &&
           std::find(hashes_.begin(), hashes_.end(), hash) != hashes_.end();
  }

 private:
  std::vector<std::uint64_t> hashes_;
  std::uint64_t high_ = 0, low_ = 0;  // of six bits of the hashes each
};

// A capital in the middle of a sentence beside no other, and not of a word in capitals.
bool lone(std::span<const Token> tokens, std::size_t i) {
  constexpr unsigned kOdd = CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER;
  return (tokens[i - 1].flags & kOdd) == 0 && i + 1 < tokens.size() &&
         (tokens[i + 1].flags & (kOdd | CT_TOKEN_SENTENCE_START)) == 0 &&
         (tokens[i].flags & CT_TOKEN_ALL_CAPITALS) == 0;
}

// "an'", "wi'", "'em": an apostrophe beside a word, as dialect is written (and some quotations).
bool clipped(std::string_view text, const Token& t) {
  const std::size_t end = t.begin + t.size;
  if (end < text.size() &&
      (text[end] == '\'' || (text[end] == '\xE2' && text.substr(end).starts_with("\u2019"))))
    return true;
  return t.begin > 0 && text[t.begin - 1] == '\'';
}

// Words of one text that were met before. A few in a hundred are taken for another.
class Met {
 public:
  bool first(std::uint64_t hash) {
    std::uint64_t& line = bits_[hash >> 58];
    const std::uint64_t bit = std::uint64_t{1} << (hash >> 52 & 63);
    const bool fresh = (line & bit) == 0;
    line |= bit;
    return fresh;
  }

 private:
  std::array<std::uint64_t, 64> bits_{};
};

// Which of the ranges between `bounds` a number of eighths of a bit falls in, from -64 to 63;
// ranges count on from `from`.
template <std::size_t N>
constexpr std::array<std::uint8_t, 128> makeSteps(int from, const std::array<int, N>& bounds) {
  std::array<std::uint8_t, 128> steps{};
  for (int i = 0; i < 128; ++i) {
    int passed = from;
    for (int bound : bounds) passed += i - 64 >= bound;
    steps[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(passed);
  }
  return steps;
}
// Of unseen pairs by how often they were to be expected, of seen ones by how much oftener than by
// chance they are.
constexpr std::array<std::uint8_t, 128> kPairSteps[] = {makeSteps<5>(0, {-45, -18, 0, 16, 32}),
                                                        makeSteps<4>(6, {-16, 0, 16, 40})};
constexpr std::size_t kPairRanges = 11;

// Counters of one text.
struct Surface {
  Met seen_spun, seen_misfit;
  int words = 0, pairs = 0, top = 0, unknown = 0, rare = 0, lone_capital = 0, quoted = 0;
  int all_capitals = 0, numbers = 0, capitals = 0, fit = 0, lines = 0, doubled = 0, articles = 0;
  int clipped = 0, old = 0;
  int misfits = 0, gross_misfits = 0, spun_misfits = 0, spun = 0;  // distinct words
  std::array<int, kPairRanges> pairs_by{};

  // `expected` and the answer in eighths of a bit. Without branches: whether a pair was seen is
  // what nobody can foretell.
  int pair(int expected, int log_count) {
    ++pairs;
    const bool seen = log_count != 0;
    const int surplus = (seen ? log_count - 1 : kUnseenLog) - expected;
    fit += surplus;
    const int eighths = std::clamp(seen ? surplus : expected, -64, 63);
    ++pairs_by[kPairSteps[seen ? 1 : 0][static_cast<std::size_t>(eighths + 64)]];
    return surplus;
  }

  // A word that has an entry in the lexicon, and how well it goes with both neighbours. Each word
  // counts once: a story on beryllium has it in every sentence.
  void entry(std::uint64_t hash, const WordFacts& w, int surplus) {
    if (w.seenSpun()) spun += seen_spun.first(hash);
    if (surplus >= kGate || !seen_misfit.first(hash)) return;
    ++misfits;
    gross_misfits += surplus < 0;
    spun_misfits += w.seenSpun();
  }

  // Shares in per cent.
  void write(SpunFeatures& f) const {
    std::size_t k = 0;
    const auto put = [&](double part, double whole) { f[k++] = spunRate(part, whole); };
    for (int u : pairs_by) put(u, pairs);
    for (int u : {unknown, rare, lone_capital, top}) put(u, words);
    f[k++] = static_cast<float>(std::log(words + kSpunShrink));
    for (int u : {quoted, all_capitals, numbers, capitals}) put(u, words);
    f[k++] = static_cast<float>(fit / 8.0 / (pairs + kSpunShrink));
    for (int u :
         {lines, doubled, articles, misfits, gross_misfits, spun_misfits, spun, clipped, old})
      put(u, words);
  }
};

}  // namespace

SpunReader::Scratch& SpunReader::scratch() {
  static thread_local Scratch s;
  return s;
}

bool SpunReader::glance(std::string_view text, std::span<const Token> tokens,
                        const FieldWords& known, SpunFeatures& features) const {
  static const std::uint64_t kA = hashOf("a"), kAn = hashOf("an");
  static const OldWords kOld;
  features.fill(0);
  if (tokens.size() < kWordsMin) return false;
  Scratch& s = scratch();
  const std::size_t count = tokens.size();
  s.surprise.assign(count, 0);
  // Taken once: the thread's scratch is asked for anew at every use else.
  std::int16_t* const surprise = s.surprise.data();
  const WordFacts* const words = known.words.data();
  Surface c;
  c.words = static_cast<int>(tokens.size());
  const int log_total = static_cast<int>(8 * std::log2(model_.total()));
  for (std::size_t i = 0; i < count; ++i) {
    const Token& t = tokens[i];
    const unsigned flags = t.flags;
    c.quoted += (flags & CT_TOKEN_QUOTED) != 0;
    c.lines += (flags & CT_TOKEN_LINE_START) != 0;
    if ((flags & CT_TOKEN_NUMBER) != 0) {
      ++c.numbers;
      continue;
    }
    const WordFacts w = words[i];
    const bool inside = i > 0 && (flags & CT_TOKEN_SENTENCE_START) == 0;
    c.top += w.log_count >= kTopLog;
    c.clipped += clipped(text, t);
    c.old += kOld.has(t.hash);
    if ((flags & CT_TOKEN_CAPITAL) == 0) {
      c.unknown += !w.known();
      c.rare += w.known() && w.log_count < kPairedLog;
    } else {
      c.all_capitals += (flags & CT_TOKEN_ALL_CAPITALS) != 0;
      c.capitals += inside;
      c.lone_capital += inside && w.usuallySmall() && lone(tokens, i);
    }
    if (!inside) continue;
    const Token& before = tokens[i - 1];
    c.doubled += before.hash == t.hash;
    if (before.hash == kA || before.hash == kAn) {
      c.articles += articleDisagrees(before.hash == kAn, text.substr(t.begin, t.size));
    }
  }
  for (std::size_t k = 0; k < known.paired.size(); ++k) {
    const std::size_t i = known.paired[k];
    surprise[i] = static_cast<std::int16_t>(
        c.pair(words[i].log_count + words[i - 1].log_count - 2 - log_total, known.pairs[k]));
  }
  // Words with an entry that are known for being spun, or that go badly with their neighbours.
  s.odd.resize(count);
  std::size_t odd = 0;
  for (std::size_t i = 0; i < count; ++i) {
    s.odd[odd] = static_cast<std::uint32_t>(i);
    const int surplus = surprise[i] + (i + 1 < count ? surprise[i + 1] : 0);
    odd +=
        static_cast<std::size_t>(words[i].lexicon != 0) &
        (static_cast<std::size_t>(words[i].seenSpun()) | static_cast<std::size_t>(surplus < kGate));
  }
  for (std::size_t k = 0; k < odd; ++k) {
    const std::size_t i = s.odd[k];
    c.entry(tokens[i].hash, words[i], surprise[i] + (i + 1 < count ? surprise[i + 1] : 0));
  }
  c.write(features);
  return true;
}

}  // namespace copytaster
