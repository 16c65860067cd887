// Reading the shipped table: its words into buckets by the high bits of their hashes, with the low
// 24 beside the rarity, so that 32 bits tell a word.
#define XXH_INLINE_ALL
#include "frequencies.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace copytaster::dedup {

namespace {

constexpr std::uint32_t kRarestMax = 512;  // sixteenths of a bit: once in 2^32 articles
constexpr float kRarest = 14.5F;           // where nothing is known
constexpr char kMagic[8] = {'c', 't', 'w', 'o', 'r', 'd', 's', '1'};

const std::string kRemedy = "; make it again with scripts/train-dedup, or take the shipped one";

// Numbers as words: the wires write those up to ten so.
constexpr std::string_view kNumbers[] = {"one",   "two",   "three", "four", "five",   "six",
                                         "seven", "eight", "nine",  "ten",  "eleven", "twelve"};

}  // namespace

CommonWords Frequencies::commonOf(std::vector<CommonWords::Word> words) {
  for (const std::string_view number : kNumbers) {
    const auto hash = static_cast<std::uint32_t>(XXH3_64bits(number.data(), number.size()) >> 32);
    const auto same = [&](const CommonWords::Word& w) { return w.hash == hash; };
    auto at = std::find_if(words.begin(), words.end(), same);
    if (at == words.end()) at = words.insert(at, {hash, static_cast<std::uint8_t>(kBelow16th)});
    at->level = static_cast<std::uint8_t>(at->level | kNumberWord);
  }
  return CommonWords(words);
}

Frequencies::Frequencies() : slots_(kSlots, 0), common_(commonOf({})) {
  for (std::size_t i = 0; i < sixteenths_.size(); ++i)
    sixteenths_[i] = static_cast<float>(i) / 16.0F;
  sixteenths_[0] = kRarest;
}

Frequencies::Frequencies(const std::string& path) : Frequencies() {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in || bytes.size() < 16 || std::memcmp(bytes.data(), kMagic, 8) != 0) {
    throw std::runtime_error(path + ": not a table of word frequencies" + kRemedy);
  }
  std::uint32_t count = 0, rarest = 0;
  std::memcpy(&count, bytes.data() + 8, 4);
  std::memcpy(&rarest, bytes.data() + 12, 4);
  if (bytes.size() != 16 + std::size_t{count} * 5 || count > kSlots / 2) {
    throw std::runtime_error(path + ": cut off, or of more than 65,536 words" + kRemedy);
  }
  if (rarest > kRarestMax) {
    throw std::runtime_error(path + ": its rarest word is rarer than once in 2^32 articles" +
                             kRemedy);
  }
  sixteenths_[0] = static_cast<float>(rarest) / 16.0F;
  const char* hashes = bytes.data() + 16;
  const char* rarities = hashes + std::size_t{count} * 4;
  std::vector<CommonWords::Word> common;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t hash = 0;
    std::memcpy(&hash, hashes + std::size_t{i} * 4, 4);
    const auto rarity = static_cast<std::uint8_t>(rarities[i]);
    put(hash, rarity);
    if (rarity < kTermRarity * 16) {
      const std::uint32_t level = rarity < kTitleRarity * 16 ? 0 : kBelow8th;
      common.push_back({hash, static_cast<std::uint8_t>(level)});
    }
  }
  try {
    common_ = commonOf(std::move(common));
  } catch (const std::runtime_error& e) {
    throw std::runtime_error(path + ": " + e.what() + kRemedy);
  }
}

void Frequencies::put(std::uint32_t hash, std::uint8_t rarity) {
  std::size_t bucket = hash >> kShift;
  while (slots_[bucket * kBucket + kBucket - 1] != 0) bucket = (bucket + 1) % kBuckets;
  std::size_t i = bucket * kBucket;
  while (slots_[i] != 0) ++i;
  slots_[i] = (hash & kTag) << 8 | std::max<std::uint32_t>(rarity, 1);
}

}  // namespace copytaster::dedup
