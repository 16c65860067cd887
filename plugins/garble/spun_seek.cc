// The reverse lexicon: what each odd word may have stood for, and the sums over what it finds.
#include <algorithm>
#include <array>
#include <cmath>

#include "plugins/garble/spun.h"

namespace copytaster {
namespace {

constexpr std::uint32_t kNoToken = 0xFFFFFFFF;
constexpr std::uint8_t kRareLog = 20;       // words seen less than five times are rare
constexpr std::uint8_t kFunctionLog = 121;  // seen 32,000 times: function words and their like
constexpr std::uint8_t kBoundaryLog = 158, kNumberLog = 154;
constexpr double kSecondRoundFrom = .02;  // sure hits a word
constexpr float kNoGain = -99;
constexpr int kOpenGate = 1 << 20;
constexpr float kLenientGain = -3;  // in a text known to be spun
constexpr int kGateEighths =
    40;  // a word that fits its neighbours by 5 bits in all is not looked into
constexpr float kHitGain = 2;       // nats from which a word is kept as a hit
constexpr float kSureGain = 4;      // nats from which it counts as one
constexpr float kMissedMax = 6;     // places
constexpr float kSeenPrior = 1.5F;  // of pairs seen on spun pages
constexpr int kRounds = 2;  // the second round reads neighbours as the first one restored them

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

void SpunReader::readPlaces(std::span<const Token> tokens, const FieldWords& known,
                            Scratch& s) const {
  s.places.clear();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& t = tokens[i];
    if ((t.flags & CT_TOKEN_SENTENCE_START) != 0 || i == 0) {
      s.places.push_back({kBoundaryHash, kNoToken, {kBoundaryLog, 0, 0}, 0, false});
    }
    const bool name = (t.flags & (CT_TOKEN_CAPITAL | CT_TOKEN_SENTENCE_START)) == CT_TOKEN_CAPITAL;
    if ((t.flags & CT_TOKEN_NUMBER) != 0) {
      s.places.push_back(
          {kNumberHash, static_cast<std::uint32_t>(i), {kNumberLog, 0, 0}, 0, false});
    } else {
      s.places.push_back(
          {t.hash, static_cast<std::uint32_t>(i), known.words[i], s.surprise[i], name});
    }
  }
}

// Log probability of words[2..] each after the two before it, in nats; `history`: the log count of
// the pair words[0..2). Absolute discounting; the share of mass left to unseen followers falls with
// the count of the history as types do (Heaps' law).
double SpunReader::fit(std::span<const Weighed> words, std::uint8_t history) const {
  double product = 1;
  std::uint8_t both = history;  // log count of the two words before
  for (std::size_t i = 2; i < words.size(); ++i) {
    const Weighed& here = words[i];
    if (here.log_count == 0 && i > 2) {  // an unknown neighbour says nothing
      both = 0;
      continue;
    }
    double p = kAlone[here.log_count] / model_.total();
    const std::uint8_t before = words[i - 1].log_count;
    std::uint8_t pair = 0;
    if (before != 0) {
      pair = model_.pair(mix(words[i - 1].hash, here.hash));
      p = kLeft[before] * p + kDiscounted[pair] / Model::count(before);
      if (both != 0) {
        const std::uint64_t key = mix(words[i - 2].hash, words[i - 1].hash);
        const std::uint8_t triple =
            pair == 0 ? std::uint8_t{0} : model_.triple(mix(key, here.hash));
        p = kLeftOfPair[both] * p + kDiscounted[triple] / Model::count(both);
      }
    }
    both = pair;
    product *= std::max(p, 1e-12);
  }
  return std::log(product);
}

// Weighs the candidates of an entry for `count` places at `at`.
void SpunReader::consider(Scratch& s, std::size_t at, std::size_t count, std::uint32_t entry,
                          float least_gain, SpunHit& best) const {
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
  const std::uint8_t history = window[0].log_count == 0 || window[1].log_count == 0
                                   ? std::uint8_t{0}
                                   : model_.pair(mix(window[0].hash, window[1].hash));
  const auto score = [&](std::size_t middle) {
    for (std::size_t i = 0; i < follow; ++i) window[2 + middle + i] = after[i];
    return fit({window, 2 + middle + follow}, history);
  };
  for (std::size_t i = 0; i < count; ++i)
    window[2 + i] = {s.places[at + i].hash, s.places[at + i].facts.log_count};
  const double standing = score(count);
  const auto spun = [&](std::size_t i) {
    return i < n && (s.places[i].facts.seenSpun() || s.reading[i].hash != s.places[i].hash);
  };
  // Candidates are words from all over the tables: all are sent for before the first is weighed.
  bool last = false;
  for (std::uint32_t c = entry - 1; !last; ++c) {
    const Original& original = model_.original(model_.candidate(c, last).original);
    model_.sendForPair(mix(window[1].hash, original.hashes[0]));
    model_.sendForPair(mix(original.hashes[original.count - 1], after[0].hash));
  }
  const bool among_spun = (at >= 1 && spun(at - 1)) || spun(at + count);
  last = false;
  for (std::uint32_t c = entry - 1; !last; ++c) {
    const Candidate candidate = model_.candidate(c, last);
    const Original& original = model_.original(candidate.original);
    // Names are left alone: no spinner writes "Oregon" for "or". ("Iodine" for "I" it does.)
    if (s.places[at].name && !model_.word(original.hashes[0]).usuallyCapital()) continue;
    // An original that goes with neither neighbour is no better than what stands here, unless
    // spinners are known to put this word for it and its neighbours may be spun themselves.
    const bool excused = among_spun && candidate.prior >= kSeenPrior;
    if (!excused && model_.pair(mix(window[1].hash, original.hashes[0])) == 0 &&
        model_.pair(mix(original.hashes[original.count - 1], after[0].hash)) == 0) {
      continue;
    }
    for (std::size_t i = 0; i < original.count; ++i)
      window[2 + i] = {original.hashes[i], original.log_counts[i]};
    const double gain = score(original.count) - standing;
    if (gain < least_gain || gain + candidate.prior <= best.gain + best.prior) continue;
    best = {s.places[at].token,
            s.places[at + count - 1].token,
            candidate.original,
            static_cast<float>(gain),
            candidate.prior,
            s.places[at].facts.log_count,
            original.log_counts[0],
            0,
            0,
            0};
  }
}

// Every odd word that has a better reading.
void SpunReader::seek(Scratch& s, std::vector<SpunHit>& hits, int gate, float least_gain) const {
  hits.clear();
  for (std::size_t i = 0; i < s.places.size(); ++i) {
    const Place& p = s.places[i];
    if (p.token == kNoToken || p.hash == kNumberHash) continue;
    SpunHit best{0, 0, 0, kNoGain, -4, 0, 0, 0, 0, 0};
    std::size_t taken = 1;
    std::uint64_t key = p.hash;
    for (std::size_t n = 2;
         n <= 3 && i + n <= s.places.size() && s.places[i + n - 1].token != kNoToken; ++n) {
      key = mix(key, s.places[i + n - 1].hash);
      if (const std::uint32_t entry = model_.phrase(key); entry != 0) {
        const float before = best.gain;
        consider(s, i, n, entry, least_gain, best);
        if (best.gain != before) taken = n;
      }
    }
    const int next = i + 1 < s.places.size() ? s.places[i + 1].surprise : 0;
    if (p.facts.lexicon != 0 && taken == 1 && p.surprise + next < gate) {
      consider(s, i, 1, p.facts.lexicon, least_gain, best);
    }
    if (best.gain < least_gain) continue;
    hits.push_back(best);
    if (best.gain >= kSureGain && taken == 1 && model_.original(best.original).count == 1) {
      const Original& o = model_.original(best.original);
      s.reading[i] = {o.hashes[0], o.log_counts[0]};
    }
    i += taken - 1;
  }
}

// One spinner maps a word nearly everywhere: where the original still holds most of its places,
// what stands here is no spinner's word; where it is missing from a text that should have it, it
// is.
void SpunReader::account(Scratch& s, std::vector<SpunHit>& hits) const {
  // Of the text only words that may be the original of some hit are sorted; a bit of a hash sieves.
  std::array<std::uint64_t, 64> sieve{};
  const auto bitOf = [](std::uint64_t hash) { return std::uint64_t{1} << (hash >> 58); };
  for (const SpunHit& h : hits) {
    const std::uint64_t hash = model_.original(h.original).hashes[0];
    sieve[hash % sieve.size()] |= bitOf(hash);
  }
  s.words.clear();
  for (const Place& p : s.places) {
    if ((sieve[p.hash % sieve.size()] & bitOf(p.hash)) != 0) s.words.push_back(p.hash);
  }
  std::sort(s.words.begin(), s.words.end());
  s.originals.clear();
  for (const SpunHit& h : hits) s.originals.push_back(h.original);
  std::sort(s.originals.begin(), s.originals.end());
  const auto countOf = [](const auto& sorted, auto value) {
    const auto range = std::equal_range(sorted.begin(), sorted.end(), value);
    return static_cast<float>(range.second - range.first);
  };
  for (SpunHit& h : hits) {
    const Original& o = model_.original(h.original);
    h.share = .5F;
    h.missed = 0;
    if (o.count != 1) continue;
    const float lost = countOf(s.originals, h.original), held = countOf(s.words, o.hashes[0]);
    h.share = (lost + .5F) / (lost + held + 1);
    const auto due = static_cast<float>(static_cast<double>(s.places.size()) *
                                        Model::count(o.log_counts[0]) / model_.total());
    if (held == 0) h.missed = std::min(due, kMissedMax);
  }
}

// Sums over distinct mappings.
void SpunReader::mappings(std::span<const Token> tokens, Scratch& s,
                          const std::vector<SpunHit>& hits, SpunFeatures& f) const {
  s.mappings.clear();
  for (const SpunHit& h : hits) {
    const std::uint64_t key = mix(tokens[h.first].hash + h.last - h.first, h.original);
    auto m = std::find_if(s.mappings.begin(), s.mappings.end(),
                          [&](const auto& x) { return x.key == key; });
    if (m == s.mappings.end()) {
      const Original& o = model_.original(h.original);
      const std::uint8_t original_log = o.count == 1 ? model_.word(o.hashes[0]).log_count : 0;
      // Half of its places are enough for a spinner that is not thorough.
      const float trust = std::clamp(2 * h.share - .5F, 0.0F, 1.0F);
      s.mappings.push_back({key, h.gain, h.prior, trust, 1,
                            model_.word(tokens[h.first].hash).log_count, original_log});
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
    const double gain = m.trust * std::min(m.gain, 8.0F);
    const double is_sure = m.gain >= kSureGain ? m.trust : 0;
    sums[source] += gain;
    sure[source] += is_sure;
    all_sure += is_sure;
    if (m.original_log >= kFunctionLog && m.spun_log + 35 < m.original_log) function_words += gain;
    strong += m.gain >= 7 ? m.trust : 0;
    gains += m.trust * m.gain;
    rare += m.spun_log < kRareLog ? is_sure : 0;
    repeated += m.count >= 2 ? is_sure : 0;
    any += m.trust;
  }
  std::size_t k = kSurfaceFeatures;
  for (double v : sums) f[k++] = spunRate(v, words);
  for (double v : sure) f[k++] = spunRate(v, words);
  for (double v : {static_cast<double>(hits.size()), function_words, strong})
    f[k++] = spunRate(v, words);
  f[k++] = static_cast<float>(any > 0 ? gains / any : 0);
  for (double v : {rare, repeated}) f[k++] = spunRate(v, words);
  f[k++] = static_cast<float>(std::log1p(all_sure));
  f[k++] = static_cast<float>(std::log1p(sure[0] + sure[1]));
  f[k++] = static_cast<float>(std::log1p(function_words));
}

void SpunReader::dwell(std::span<const Token> tokens, const FieldWords& known,
                       SpunFeatures& features, std::vector<SpunHit>& hits) const {
  Scratch& s = scratch();
  readPlaces(tokens, known, s);
  s.reading.clear();
  for (const Place& p : s.places) s.reading.push_back({p.hash, p.facts.log_count});
  for (int round = 0; round < kRounds; ++round) {
    seek(s, hits, kGateEighths, kHitGain);
    // Where few neighbours were read otherwise, a second round sees what the first one saw.
    const auto sure = std::count_if(hits.begin(), hits.end(),
                                    [](const SpunHit& h) { return h.gain >= kSureGain; });
    if (static_cast<double>(sure) < kSecondRoundFrom * static_cast<double>(tokens.size())) break;
  }
  account(s, hits);
  mappings(tokens, s, hits, features);
}

void SpunReader::complete(std::span<const Token> tokens, std::vector<SpunHit>& hits) const {
  Scratch& s = scratch();
  seek(s, hits, kOpenGate, kLenientGain);
  account(s, hits);
  const auto keyOf = [&](const SpunHit& h) {
    return mix(tokens[h.first].hash + h.last - h.first, h.original);
  };
  s.mappings.clear();
  for (const SpunHit& h : hits) {
    if (h.gain >= kSureGain) s.mappings.push_back({keyOf(h), h.gain, h.prior, 1, 1, 0, 0});
  }
  const auto before = [](const Mapping& a, const Mapping& b) { return a.key < b.key; };
  std::sort(s.mappings.begin(), s.mappings.end(), before);
  for (SpunHit& h : hits) {
    const auto same = std::equal_range(s.mappings.begin(), s.mappings.end(),
                                       Mapping{keyOf(h), 0, 0, 0, 0, 0, 0}, before);
    const auto sure = same.second - same.first - (h.gain >= kSureGain ? 1 : 0);
    h.alike = static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(sure, 1000));
  }
}

}  // namespace copytaster
