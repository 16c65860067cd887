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

constexpr std::string_view kMagic = "cttopic2";
constexpr unsigned kBitsMax = 20, kKnownBitsMax = 24;
constexpr std::uint8_t kCommonIdf = 42;  // in one article of seven: no evidence of anything
}  // namespace

Model::Model() {
  head_.bits = head_.known_bits = 8;
}

Model::Model(const std::string& path) {
  const MappedFile mapped(path);
  const std::string_view file = mapped.bytes();
  const auto refuse = [&](const char* why) { throw std::runtime_error(path + ": " + why); };
  if (file.size() < sizeof(ModelHead) || !file.starts_with(kMagic)) refuse("not a topic model");
  std::memcpy(&head_, file.data(), sizeof head_);
  if (head_.bits < 6 || head_.bits > kBitsMax || head_.known_bits < 6 ||
      head_.known_bits > kKnownBitsMax || head_.classes > kColumns)
    refuse("bits or classes out of range");
  const std::size_t known_bytes = (std::size_t{1} << head_.known_bits) / 8;
  const std::size_t buckets = std::size_t{1} << head_.bits;
  if (file.size() !=
      sizeof(ModelHead) + kColumns * sizeof(ClassHead) + buckets * (1 + kColumns) + known_bytes) {
    refuse("wrong size: the file is cut off, or of another layout");
  }
  const char* rest = file.data() + sizeof(ModelHead);
  if (XXH3_64bits(rest, file.size() - sizeof(ModelHead)) != head_.checksum)
    refuse("checksum is wrong");
  topics_.resize(kColumns);
  std::memcpy(topics_.data(), rest, kColumns * sizeof(ClassHead));
  for (std::size_t c = 0; c < classes(); ++c) {
    if (topics_[c].full_column >= kSummed || topics_[c].brief_column < kFirstOfBrief ||
        topics_[c].brief_column >= kColumns)
      refuse("column out of range");
  }
  copyTables(rest + kColumns * sizeof(ClassHead));
}

// The file has idf, known, rows.
void Model::copyTables(const char* idf) {
  const std::size_t buckets = std::size_t{1} << head_.bits;
  const std::size_t known_bytes = (std::size_t{1} << head_.known_bits) / 8;
  const std::size_t row_bytes = buckets * kColumns;
  tables_.resize((row_bytes + buckets * sizeof(Word) + known_bytes) / sizeof(std::uint64_t));
  auto* const begin = reinterpret_cast<std::uint8_t*>(tables_.data());
  std::uint8_t* const known = begin + row_bytes + buckets * sizeof(Word);
  std::memcpy(begin, idf + buckets + known_bytes, row_bytes);
  std::memcpy(known, idf + buckets, known_bytes);
  rows_ = reinterpret_cast<const std::int8_t*>(begin);
  known_ = reinterpret_cast<const std::uint64_t*>(known);
  auto* const words = reinterpret_cast<Word*>(begin + row_bytes);
  for (std::uint32_t bucket = 0; bucket < buckets; ++bucket) {
    const auto weight = static_cast<std::uint8_t>(idf[bucket]);
    const int peak = *std::max_element(row(bucket), row(bucket) + kColumns);
    words[bucket] = {weight, weight < kCommonIdf ? std::uint8_t{0}
                                                 : static_cast<std::uint8_t>(std::max(0, peak))};
  }
  words_ = words;
}

std::string_view Model::trained() const {
  return {head_.trained.data(), strnlen(head_.trained.data(), head_.trained.size())};
}

Scores Model::score(const Bag& bag, bool brief) const {
  const Sums sums = sumRows(bag.features(), rows_, brief ? kFirstOfBrief : 0);
  Scores scores;
  scores.sums = sums.of;
  scores.brief = brief;
  const std::uint64_t square = sums.square + bag.unknown() * head_.unknown;
  if (square != 0) scores.length = static_cast<float>(std::sqrt(static_cast<double>(square)));
  for (std::size_t c = 0; c < classes(); ++c) {
    const Calibration& platt = calibration(scores.brief, c);
    const float score =
        scale(scores, c) * static_cast<float>(sums.of[column(scores, c)]) / scores.length;
    scores.odds[c] = platt.slope * score + platt.intercept;
  }
  return scores;
}

}  // namespace copytaster::topics
