// The decision on an article, and the words shown for it; the evidence is spun.cc's.
#include <algorithm>
#include <cmath>
#include <string>

#include "plugins/garble/spun.h"

namespace copytaster {
namespace {

constexpr std::uint32_t kSampleWeights = 24, kArticleWeights = 25, kWordWeights = 26,
                        kSurfaceWeights = 27;  // sections of the model
constexpr double kShowFrom = .75;     // probability of the article from which its words are shown
constexpr float kWordShown = .5F;     // belief from which a word is
constexpr float kWordRestored = .7F;  // and from which its reading stands in the restored body

double logistic(double z) {
  return 1 / (1 + std::exp(-z));
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

// The reading in the case of what stands there.
void inCase(std::string_view original, const Token& first, std::string& reading) {
  reading.assign(original);
  if ((first.flags & CT_TOKEN_ALL_CAPITALS) != 0) {
    std::transform(reading.begin(), reading.end(), reading.begin(), upper);
  } else if ((first.flags & CT_TOKEN_CAPITAL) != 0 || original == "i") {
    reading[0] = upper(reading[0]);
  }
}

}  // namespace

double SpunReader::article(const SpunFeatures& f, std::uint32_t section, std::size_t count) const {
  const std::span<const float> w = model_.weights(section);
  if (w.size() != 2 * count + 1) return -99;
  // Weights of the features, then of their square roots: the first hits say most.
  double z = w[2 * count];
  for (std::size_t i = 0; i < count; ++i)
    z += w[i] * f[i] + w[count + i] * std::sqrt(std::max(0.0F, f[i]));
  return z;
}

WordFeatures SpunReader::weigh(std::span<const Token> tokens, const SpunHit& hit,
                               double article) const {
  const Scratch& s = scratch();
  const int fit =
      s.surprise[hit.first] + (hit.last + 1 < tokens.size() ? s.surprise[hit.last + 1] : 0);
  return {std::min(hit.gain, 12.0F),
          std::max(0.0F, hit.gain - 4),
          hit.prior,
          hit.first == hit.last ? 0.0F : 1.0F,
          static_cast<float>(hit.spun_log) / 8,
          static_cast<float>(hit.original_log) / 8,
          std::log1p(static_cast<float>(hit.alike)),
          static_cast<float>(article),
          hit.share,
          hit.missed,
          std::clamp(static_cast<float>(fit) / 8, -12.0F, 12.0F)};
}

float SpunReader::belief(const WordFeatures& features) const {
  const std::span<const float> w = model_.weights(kWordWeights);
  if (w.size() != kWordFeatures + 1) return 0;
  double z = w[kWordFeatures];
  for (std::size_t i = 0; i < kWordFeatures; ++i) z += w[i] * features[i];
  return static_cast<float>(logistic(z));
}

bool SpunReader::worthReading(const SpunFeatures& sample) const {
  return article(sample, kSampleWeights, kSurfaceFeatures) >= 0;
}

bool SpunReader::worthDwelling(const SpunFeatures& whole) const {
  return article(whole, kSurfaceWeights, kSurfaceFeatures) >= 0;
}

double SpunReader::read(const FieldView& view, const FieldWords& known, DamageList& out) const {
  static thread_local std::vector<SpunHit> hits;
  static thread_local std::string reading;
  SpunFeatures f{};
  if (!glance(view, known, f) || !worthDwelling(f)) return 0;
  const std::span<const Token> tokens = view.tokens;
  dwell(tokens, known, f, hits);
  const double p = logistic(article(f, kArticleWeights, kSpunFeatures));
  if (p < kShowFrom) return p;
  complete(tokens, hits);
  for (const SpunHit& hit : hits) {
    const float believed = belief(weigh(tokens, hit, p));
    if (believed < kWordShown) continue;
    inCase(model_.original(hit.original).text, tokens[hit.first], reading);
    const std::size_t end = tokens[hit.last].begin + tokens[hit.last].size;
    out.add(Kind::kSpun, view.field, tokens[hit.first].begin, end, reading, believed, 1,
            believed >= kWordRestored);
  }
  return p;
}

}  // namespace copytaster
