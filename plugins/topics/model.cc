// Mapping and scoring; see model.h for the layout and the reasons.
#include "plugins/topics/model.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "plugins/topics/mapped_file.h"

namespace copytaster::topics {
namespace {

constexpr std::string_view kMagic = "cttopic1";
constexpr unsigned kBitsMax = 20;
constexpr std::uint8_t kCommonIdf = 42;  // in one article of seven: no evidence of anything
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
  findPeaks();
}

void Model::findPeaks() {
  peaks_.resize(std::size_t{1} << head_->bits);
  for (std::uint32_t bucket = 0; bucket < peaks_.size(); ++bucket) {
    const int peak =
        idf_[bucket] < kCommonIdf ? 0 : *std::max_element(row(bucket), row(bucket) + kColumns);
    peaks_[bucket] = static_cast<std::uint8_t>(std::max(0, peak));
  }
}

Model::~Model() {
  unmapFile(file_);
}

std::string_view Model::trained() const {
  return {head_->trained.data(), strnlen(head_->trained.data(), head_->trained.size())};
}

Scores Model::score(std::span<const Feature> features, bool brief) const {
  const Sums sums = sumRows(features, rows_);
  Scores scores;
  scores.sums = sums.of;
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
