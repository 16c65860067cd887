// What the model's words say before the lexicon is asked; the rest is spun_seek.cc, the decision
// spun_judge.cc.
#include "plugins/garble/spun.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>

namespace copytaster {
namespace {

constexpr std::size_t kWordsMin = 40;    // a text of fewer words is not judged
constexpr std::uint8_t kCommonLog = 20;  // words seen five times or more take part in pairs
constexpr std::uint8_t kTopLog = 137;    // seen 130,000 times: the twenty commonest
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

// Counters of one text.
struct Surface {
  int words = 0, pairs = 0, top = 0, unknown = 0, rare = 0, lone_capital = 0, quoted = 0;
  int all_capitals = 0, numbers = 0, capitals = 0, fit = 0, lines = 0, doubled = 0, articles = 0;
  int misfits = 0, gross_misfits = 0, spun_misfits = 0, spun = 0;
  std::array<int, 6> unseen{};  // pairs by how often they were to be expected
  std::array<int, 5> seen{};    // pairs by how much oftener than by chance

  // `expected` and the answer in eighths of a bit.
  int pair(int expected, int log_count) {
    ++pairs;
    const int surplus = (log_count == 0 ? kUnseenLog : log_count - 1) - expected;
    fit += surplus;
    if (log_count == 0) {
      ++unseen[static_cast<std::size_t>((expected >= -45) + (expected >= -18) + (expected >= 0) +
                                        (expected >= 16) + (expected >= 32))];
    } else {
      ++seen[static_cast<std::size_t>((surplus >= -16) + (surplus >= 0) + (surplus >= 16) +
                                      (surplus >= 40))];
    }
    return surplus;
  }

  // A word that has an entry in the lexicon, and how well it goes with both neighbours.
  void entry(const WordFacts& w, int surplus) {
    spun += w.seenSpun();
    if (surplus >= kGate) return;
    ++misfits;
    gross_misfits += surplus < 0;
    spun_misfits += w.seenSpun();
  }

  // Shares in per cent.
  void write(SpunFeatures& f) const {
    std::size_t k = 0;
    const auto put = [&](double part, double whole) { f[k++] = spunRate(part, whole); };
    for (int u : unseen) put(u, pairs);
    for (int u : seen) put(u, pairs);
    for (int u : {unknown, rare, lone_capital, top}) put(u, words);
    f[k++] = static_cast<float>(std::log(words + kSpunShrink));
    for (int u : {quoted, all_capitals, numbers, capitals}) put(u, words);
    f[k++] = static_cast<float>(fit / 8.0 / (pairs + kSpunShrink));
    for (int u : {lines, doubled, articles, misfits, gross_misfits, spun_misfits, spun})
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
  features.fill(0);
  if (tokens.size() < kWordsMin) return false;
  Scratch& s = scratch();
  s.surprise.assign(tokens.size(), 0);
  Surface c;
  c.words = static_cast<int>(tokens.size());
  const int log_total = static_cast<int>(8 * std::log2(model_.total()));
  constexpr unsigned kApart = CT_TOKEN_SENTENCE_START;
  constexpr unsigned kOdd = CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& t = tokens[i];
    const unsigned flags = t.flags;
    c.quoted += (flags & CT_TOKEN_QUOTED) != 0;
    c.lines += (flags & CT_TOKEN_LINE_START) != 0;
    if ((flags & CT_TOKEN_NUMBER) != 0) {
      ++c.numbers;
      continue;
    }
    const WordFacts& w = known.words[i];
    const bool inside = i > 0 && (flags & kApart) == 0;
    c.top += w.log_count >= kTopLog;
    if ((flags & CT_TOKEN_CAPITAL) == 0) {
      c.unknown += !w.known();
      c.rare += w.known() && w.log_count < kCommonLog;
    } else {
      c.all_capitals += (flags & CT_TOKEN_ALL_CAPITALS) != 0;
      c.capitals += inside;
      c.lone_capital += inside && w.usuallySmall() && (tokens[i - 1].flags & kOdd) == 0 &&
                        i + 1 < tokens.size() && (tokens[i + 1].flags & (kOdd | kApart)) == 0 &&
                        (flags & CT_TOKEN_ALL_CAPITALS) == 0;
    }
    if (!inside || (tokens[i - 1].flags & CT_TOKEN_NUMBER) != 0) continue;
    const Token& before = tokens[i - 1];
    if (before.hash == kA || before.hash == kAn) {
      c.articles += articleDisagrees(before.hash == kAn, text.substr(t.begin, t.size));
    }
    c.doubled += before.hash == t.hash;
    const WordFacts& b = known.words[i - 1];
    if (b.log_count < kCommonLog || w.log_count < kCommonLog) continue;
    s.surprise[i] = static_cast<std::int16_t>(
        c.pair(b.log_count + w.log_count - 2 - log_total, known.pairs[i]));
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (known.words[i].lexicon == 0) continue;
    c.entry(known.words[i], s.surprise[i] + (i + 1 < tokens.size() ? s.surprise[i + 1] : 0));
  }
  c.write(features);
  return true;
}

}  // namespace copytaster
