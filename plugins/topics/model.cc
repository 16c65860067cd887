// Mapping and scoring; see model.h for the layout and the reasons.
#include "plugins/topics/model.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cmath>
#include <cstring>

#include "plugins/topics/mapped_file.h"

namespace copytaster::topics {
namespace {

constexpr std::string_view kMagic = "cttopic1";
constexpr unsigned kBitsMax = 20;
// A feature that is fetched while those before it are summed.
constexpr std::size_t kAhead = 24;

struct Sums {
  alignas(64) std::array<std::int32_t, kColumns> of{};
  std::uint64_t square = 0;
};

// Compiled twice: with AVX2 where the machine has it. Integers, so both give the same.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx2", "default")))
#endif
void
sumRows(const Bag& bag, const std::uint8_t* tf, const std::uint8_t* idf, const std::int8_t* rows,
        Sums& sums) {
  const auto features = bag.features();
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (i + kAhead < features.size()) {
      __builtin_prefetch(rows + features[i + kAhead].bucket * kColumns);
    }
    const std::uint32_t bucket = features[i].bucket;
    const std::int32_t weight = tf[bag.count(bucket)] * idf[bucket];
    sums.square += static_cast<std::uint64_t>(weight) * static_cast<std::uint64_t>(weight);
    const std::int8_t* row = rows + bucket * kColumns;
    for (std::size_t c = 0; c < kColumns; ++c) sums.of[c] += weight * row[c];
  }
}

}  // namespace

Model::Model(const std::string& path) : file_(mapFile(path)) {
  const auto refuse = [&](const char* why) { throw std::runtime_error(path + ": " + why); };
  head_ = reinterpret_cast<const ModelHead*>(file_.data());
  if (file_.size() < sizeof(ModelHead) || std::string_view(head_->magic.data(), 8) != kMagic) {
    refuse("not a topic model");
  }
  if (head_->bits > kBitsMax || head_->classes > kColumns) refuse("bits or classes out of range");
  const std::size_t buckets = std::size_t{1} << head_->bits;
  if (file_.size() != sizeof(ModelHead) + kColumns * sizeof(ClassHead) + buckets * (1 + kColumns)) {
    refuse("wrong size: the file is cut off, or of another layout");
  }
  const char* rest = file_.data() + sizeof(ModelHead);
  if (XXH3_64bits(rest, file_.size() - sizeof(ModelHead)) != head_->checksum)
    refuse("checksum is wrong");
  topics_ = reinterpret_cast<const ClassHead*>(rest);
  for (std::size_t c = 0; c < classes(); ++c) {
    if (topics_[c].full_column >= kColumns || topics_[c].brief_column >= kColumns)
      refuse("column out of range");
  }
  idf_ = reinterpret_cast<const std::uint8_t*>(rest + kColumns * sizeof(ClassHead));
  rows_ = reinterpret_cast<const std::int8_t*>(idf_ + buckets);
}

Model::~Model() {
  unmapFile(file_);
}

std::string_view Model::trained() const {
  return {head_->trained.data(), strnlen(head_->trained.data(), head_->trained.size())};
}

Scores Model::score(const Bag& bag, bool brief) const {
  Sums sums;
  sumRows(bag, head_->tf.data(), idf_, rows_, sums);
  Scores scores;
  scores.brief = brief;
  if (sums.square != 0)
    scores.length = static_cast<float>(std::sqrt(static_cast<double>(sums.square)));
  for (std::size_t c = 0; c < classes(); ++c) {
    const Calibration& platt = calibration(scores, c);
    const float score =
        scale(scores, c) * static_cast<float>(sums.of[column(scores, c)]) / scores.length;
    scores.odds[c] = platt.slope * score + platt.intercept;
  }
  return scores;
}

}  // namespace copytaster::topics
