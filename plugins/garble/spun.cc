// The evidence of spun text; the decision on it and the findings are in spun_judge.cc.
#include "plugins/garble/spun.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>

namespace copytaster {
namespace {

constexpr std::uint32_t kNoToken = 0xFFFFFFFF;
constexpr std::uint8_t kCommonLog = 20;     // words seen five times or more take part in pairs
constexpr std::uint8_t kTopLog = 137;       // seen 130,000 times: the twenty commonest
constexpr std::uint8_t kFunctionLog = 121;  // seen 32,000 times: function words and their like
constexpr int kUnseenLog = -12;             // a pair that is not in the table was seen .35 times
constexpr std::uint8_t kBoundaryLog = 158, kNumberLog = 154;
constexpr int kGateEighths =
    40;  // a word that fits its neighbours by 5 bits in all is not looked into
constexpr float kHitGain = 2;       // nats from which a word is kept as a hit
constexpr float kSureGain = 4;      // nats from which it counts as one
constexpr float kSeenPrior = 1.5F;  // of pairs seen on spun pages
constexpr double kShrink =
    30;  // words added to every denominator, so that short texts do not shout
constexpr std::size_t kWordsMin = 40;  // a text of fewer words is not judged
constexpr int kRounds = 2;  // the second round reads neighbours as the first one restored them

std::uint64_t hashOf(std::string_view word) {
  return XXH3_64bits(word.data(), word.size());
}

double rate(double part, double whole) {
  return 100 * part / (whole + kShrink);
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

// By logarithmic count: what is left of the mass for unseen followers, the discounted count, the
// count of a word that stands alone. Tables, because pow() was most of the time.
template <class F>
std::array<double, 256> tabulate(F f) {
  std::array<double, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = f(Model::count(static_cast<std::uint8_t>(i)));
  return table;
}
const auto kLeft =
    tabulate([](double n) { return n <= 0 ? 1 : std::min(1.0, 1.5 * std::pow(n, -.3)); });
const auto kLeftOfPair =
    tabulate([](double n) { return n <= 0 ? 1 : std::min(1.0, 1.3 * std::pow(n, -.25)); });
const auto kDiscounted = tabulate([](double n) { return std::max(0.0, n - .75); });
const auto kAlone = tabulate([](double n) { return std::max(.3, n); });

}  // namespace

struct SpunReader::Scratch {
  std::vector<Place> places;
  std::vector<std::uint64_t> keys;  // pair key of the place before and this one
  std::vector<Weighed> reading;     // each place as read so far
  struct Mapping {
    std::uint64_t key;
    float gain, prior;
    std::uint32_t count;
    std::uint8_t spun_log, original_log;
  };
  std::vector<Mapping> mappings;
  double log_total = 0;  // of the words counted, in eighths of a bit
};

SpunReader::Scratch& SpunReader::scratch() {
  static thread_local Scratch s;
  return s;
}

void SpunReader::readPlaces(std::span<const Token> tokens, Scratch& s) const {
  s.places.clear();
  s.log_total = 8 * std::log2(model_.total());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& t = tokens[i];
    if ((t.flags & CT_TOKEN_SENTENCE_START) != 0 || i == 0)
      s.places.push_back({kBoundaryHash, kNoToken, {}, 0});
    const bool number = (t.flags & CT_TOKEN_NUMBER) != 0;
    s.places.push_back({number ? kNumberHash : t.hash, static_cast<std::uint32_t>(i), {}, 0});
    if (!number) model_.prefetchWord(t.hash);
  }
  s.keys.resize(s.places.size());
  std::uint64_t before = kBoundaryHash;
  for (std::size_t i = 0; i < s.places.size(); ++i) {
    Place& p = s.places[i];
    if (p.hash == kBoundaryHash) {
      p.facts.log_count = kBoundaryLog;
    } else if (p.hash == kNumberHash) {
      p.facts.log_count = kNumberLog;
    } else {
      p.facts = model_.word(p.hash);
    }
    s.keys[i] = mix(before, p.hash);
    model_.prefetchPair(s.keys[i]);
    before = p.hash;
  }
}

// What is seen without the lexicon, each as a share of the words or pairs, in per cent.
void SpunReader::surface(std::string_view text, std::span<const Token> tokens, Scratch& s,
                         SpunFeatures& f) const {
  static const std::uint64_t kA = hashOf("a"), kAn = hashOf("an");
  double pairs = 0, words = 0, top = 0, unknown = 0, rare = 0, lone_capital = 0, quoted = 0,
         all_capitals = 0;
  double numbers = 0, capitals = 0, fit_sum = 0, lines = 0, doubled = 0, articles = 0;
  std::array<double, 6> unseen{};
  std::array<double, 5> seen{};
  const int log_total = static_cast<int>(s.log_total);
  for (std::size_t i = 0; i < s.places.size(); ++i) {
    Place& p = s.places[i];
    if (p.token == kNoToken) continue;
    const Token& t = tokens[p.token];
    ++words;
    quoted += (t.flags & CT_TOKEN_QUOTED) != 0;
    all_capitals += (t.flags & CT_TOKEN_ALL_CAPITALS) != 0;
    lines += (t.flags & CT_TOKEN_LINE_START) != 0;
    if ((t.flags & CT_TOKEN_NUMBER) != 0) {
      ++numbers;
      continue;
    }
    const bool inside = i > 0 && s.places[i - 1].token != kNoToken;
    const bool capital = (t.flags & CT_TOKEN_CAPITAL) != 0;
    capitals += capital && inside;
    top += p.facts.log_count >= kTopLog;
    if (!capital) {
      unknown += !p.facts.known();
      rare += p.facts.known() && p.facts.log_count < kCommonLog;
    }
    if (!inside) continue;
    const Place& q = s.places[i - 1];
    const Token& before = tokens[q.token];
    if (capital && p.facts.usuallySmall() && (before.flags & CT_TOKEN_CAPITAL) == 0 &&
        i + 1 < s.places.size() && s.places[i + 1].token != kNoToken &&
        (tokens[s.places[i + 1].token].flags & CT_TOKEN_CAPITAL) == 0 &&
        (t.flags & CT_TOKEN_ALL_CAPITALS) == 0) {
      ++lone_capital;
    }
    if (q.hash == kA || q.hash == kAn) {
      articles += articleDisagrees(q.hash == kAn, text.substr(t.begin, t.size));
    }
    doubled += p.hash == q.hash;
    if (q.facts.log_count < kCommonLog || p.facts.log_count < kCommonLog || q.hash == kNumberHash)
      continue;
    ++pairs;
    const int expected = q.facts.log_count + p.facts.log_count - 2 - log_total;
    const int count = model_.pair(s.keys[i]);
    const int fit = (count == 0 ? kUnseenLog : count - 1) - expected;
    p.surprise = static_cast<std::int16_t>(fit);
    fit_sum += fit / 8.0;
    if (count == 0) {
      ++unseen[static_cast<std::size_t>(expected < -45   ? 0
                                        : expected < -18 ? 1
                                        : expected < 0   ? 2
                                        : expected < 16  ? 3
                                        : expected < 32  ? 4
                                                         : 5)];
    } else {
      ++seen[static_cast<std::size_t>(fit < -16  ? 0
                                      : fit < 0  ? 1
                                      : fit < 16 ? 2
                                      : fit < 40 ? 3
                                                 : 4)];
    }
  }
  std::size_t k = 0;
  for (double u : unseen) f[k++] = static_cast<float>(rate(u, pairs));
  for (double u : seen) f[k++] = static_cast<float>(rate(u, pairs));
  for (double u : {unknown, rare, lone_capital, top}) f[k++] = static_cast<float>(rate(u, words));
  f[k++] = static_cast<float>(std::log(words + kShrink));
  for (double u : {quoted, all_capitals, numbers, capitals})
    f[k++] = static_cast<float>(rate(u, words));
  f[k++] = static_cast<float>(fit_sum / (pairs + kShrink));
  for (double u : {lines, doubled, articles}) f[k++] = static_cast<float>(rate(u, words));
}

// Log probability of words[2..] each after the two before it, in nats. Absolute discounting; the
// share of mass left to unseen followers falls with the count of the history as types do (Heaps'
// law).
double SpunReader::fit(std::span<const Weighed> words) const {
  double product = 1;
  for (std::size_t i = 2; i < words.size(); ++i) {
    const Weighed& here = words[i];
    if (here.log_count == 0 && i > 2) continue;  // an unknown neighbour says nothing
    double p = kAlone[here.log_count] / model_.total();
    const std::uint8_t before = words[i - 1].log_count;
    if (before != 0) {
      const std::uint8_t pair = model_.pair(mix(words[i - 1].hash, here.hash));
      p = kLeft[before] * p + kDiscounted[pair] / Model::count(before);
      const std::uint64_t history = mix(words[i - 2].hash, words[i - 1].hash);
      const std::uint8_t both =
          words[i - 2].log_count == 0 ? std::uint8_t{0} : model_.pair(history);
      if (both != 0) {
        const std::uint8_t triple =
            pair == 0 ? std::uint8_t{0} : model_.triple(mix(history, here.hash));
        p = kLeftOfPair[both] * p + kDiscounted[triple] / Model::count(both);
      }
    }
    product *= std::max(p, 1e-12);
  }
  return std::log(product);
}

// Weighs the candidates of an entry for `count` places at `at`.
void SpunReader::consider(Scratch& s, std::size_t at, std::size_t count, std::uint32_t entry,
                          SpunHit& best) const {
  constexpr Weighed kEdge{kBoundaryHash, kBoundaryLog};
  const std::size_t n = s.reading.size();
  Weighed window[8];
  window[1] = at >= 1 ? s.reading[at - 1] : kEdge;
  window[0] = at >= 2 && window[1].hash != kBoundaryHash ? s.reading[at - 2] : kEdge;
  Weighed after[2];
  std::size_t follow = 0;
  for (std::size_t i = at + count; follow < 2; ++i) {
    after[follow++] = i < n ? s.reading[i] : kEdge;
    if (after[follow - 1].hash == kBoundaryHash) break;
  }
  const auto score = [&](std::size_t middle) {
    for (std::size_t i = 0; i < follow; ++i) window[2 + middle + i] = after[i];
    return fit({window, 2 + middle + follow});
  };
  for (std::size_t i = 0; i < count; ++i)
    window[2 + i] = {s.places[at + i].hash, s.places[at + i].facts.log_count};
  const double standing = score(count);
  bool last = false;
  for (std::uint32_t c = entry - 1; !last; ++c) {
    const Candidate candidate = model_.candidate(c, last);
    const Original& original = model_.original(candidate.original);
    // An original that goes with neither neighbour is no better than what stands here, unless
    // spinners are known to put this word for it: its neighbours may be spun themselves.
    if (candidate.prior < kSeenPrior && model_.pair(mix(window[1].hash, original.hashes[0])) == 0 &&
        model_.pair(mix(original.hashes[original.count - 1], after[0].hash)) == 0) {
      continue;
    }
    for (std::size_t i = 0; i < original.count; ++i)
      window[2 + i] = {original.hashes[i], original.log_counts[i]};
    const double gain = score(original.count) - standing;
    if (gain < kHitGain || gain + candidate.prior <= best.gain + best.prior) continue;
    best = {s.places[at].token, s.places[at + count - 1].token,
            candidate.original, static_cast<float>(gain),
            candidate.prior,    s.places[at].facts.log_count};
  }
}

// Every odd word that has a better reading.
void SpunReader::seek(std::span<const Token> tokens, Scratch& s, std::vector<SpunHit>& hits) const {
  (void)tokens;
  s.reading.clear();
  for (const Place& p : s.places) s.reading.push_back({p.hash, p.facts.log_count});
  for (int round = 0; round < kRounds; ++round) {
    hits.clear();
    for (std::size_t i = 0; i < s.places.size(); ++i) {
      const Place& p = s.places[i];
      if (p.token == kNoToken || p.hash == kNumberHash) continue;
      SpunHit best{0, 0, 0, 0, -4, 0};
      std::size_t taken = 1;
      std::uint64_t key = p.hash;
      for (std::size_t n = 2;
           n <= 3 && i + n <= s.places.size() && s.places[i + n - 1].token != kNoToken; ++n) {
        key = mix(key, s.places[i + n - 1].hash);
        if (const std::uint32_t entry = model_.phrase(key); entry != 0) {
          const float before = best.gain;
          consider(s, i, n, entry, best);
          if (best.gain != before) taken = n;
        }
      }
      const int next = i + 1 < s.places.size() ? s.places[i + 1].surprise : 0;
      if (p.facts.lexicon != 0 && taken == 1 && p.surprise + next < kGateEighths) {
        consider(s, i, 1, p.facts.lexicon, best);
      }
      if (best.gain < kHitGain) continue;
      hits.push_back(best);
      if (best.gain >= kSureGain && taken == 1 && model_.original(best.original).count == 1) {
        const Original& o = model_.original(best.original);
        s.reading[i] = {o.hashes[0], o.log_counts[0]};
      }
      i += taken - 1;
    }
  }
}

// Sums over distinct mappings.
void SpunReader::mappings(std::string_view text, std::span<const Token> tokens, Scratch& s,
                          const std::vector<SpunHit>& hits, SpunFeatures& f) const {
  (void)text;
  s.mappings.clear();
  for (const SpunHit& h : hits) {
    const std::uint64_t key = mix(tokens[h.first].hash + h.last - h.first, h.original);
    auto m = std::find_if(s.mappings.begin(), s.mappings.end(),
                          [&](const auto& x) { return x.key == key; });
    if (m == s.mappings.end()) {
      const Original& o = model_.original(h.original);
      const std::uint8_t original_log = o.count == 1 ? model_.word(o.hashes[0]).log_count : 0;
      s.mappings.push_back(
          {key, h.gain, h.prior, 1, model_.word(tokens[h.first].hash).log_count, original_log});
    } else {
      m->gain = std::max(m->gain, h.gain);
      ++m->count;
    }
  }
  const auto words = static_cast<double>(tokens.size());
  std::array<double, 3> sums{}, sure{};
  double function_words = 0, strong = 0, gains = 0, rare = 0, repeated = 0, all_sure = 0, any = 0;
  for (const auto& m : s.mappings) {
    const std::size_t source = m.prior >= 2 ? 0 : m.prior >= .9F ? 1 : 2;
    const double gain = std::min(m.gain, 8.0F);
    sums[source] += gain;
    sure[source] += m.gain >= kSureGain;
    all_sure += m.gain >= kSureGain;
    if (m.original_log >= kFunctionLog && m.spun_log + 35 < m.original_log) function_words += gain;
    strong += m.gain >= 7;
    gains += m.gain;
    rare += m.gain >= kSureGain && m.spun_log < kCommonLog;
    repeated += m.count >= 2 && m.gain >= kSureGain;
    any += 1;
  }
  std::size_t k = kSurfaceFeatures;
  for (double v : sums) f[k++] = static_cast<float>(rate(v, words));
  for (double v : sure) f[k++] = static_cast<float>(rate(v, words));
  for (double v : {static_cast<double>(hits.size()), function_words, strong})
    f[k++] = static_cast<float>(rate(v, words));
  f[k++] = static_cast<float>(any > 0 ? gains / any : 0);
  for (double v : {rare, repeated}) f[k++] = static_cast<float>(rate(v, words));
  f[k++] = static_cast<float>(std::log1p(all_sure));
  f[k++] = static_cast<float>(std::log1p(sure[0] + sure[1]));
  f[k++] = static_cast<float>(std::log1p(function_words));
}

bool SpunReader::glance(std::string_view text, std::span<const Token> tokens,
                        SpunFeatures& features) const {
  features.fill(0);
  if (tokens.size() < kWordsMin) return false;
  Scratch& s = scratch();
  readPlaces(tokens, s);
  surface(text, tokens, s, features);
  return true;
}

void SpunReader::dwell(std::string_view text, std::span<const Token> tokens, SpunFeatures& features,
                       std::vector<SpunHit>& hits) const {
  Scratch& s = scratch();
  seek(tokens, s, hits);
  mappings(text, tokens, s, hits, features);
}

}  // namespace copytaster
