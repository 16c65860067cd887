// Reading the shipped table. The entry's 24 low bits of hash stand beside its rarity: a foreign
// word takes another's rarity in one look-up of a thousand, which moves one weight among forty.
#include "frequencies.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace copytaster::dedup {

namespace {
// Sixteenths of a bit. Weights of words are sorted by what a rarity within it can make of them.
constexpr std::uint32_t kRarestMax = 512;
constexpr char kMagic[8] = {'c', 't', 'w', 'o', 'r', 'd', 's', '1'};
}  // namespace

Frequencies::Frequencies() : slots_(kSlots, 0), common_(kCommonBuckets * kBucket, 0) {}

Frequencies::Frequencies(const std::string& path) : Frequencies() {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in || bytes.size() < 16 || std::memcmp(bytes.data(), kMagic, 8) != 0) {
    throw std::runtime_error(path + ": not a table of word frequencies");
  }
  std::uint32_t count = 0, rarest = 0;
  std::memcpy(&count, bytes.data() + 8, 4);
  std::memcpy(&rarest, bytes.data() + 12, 4);
  if (bytes.size() != 16 + std::size_t{count} * 5 || count > kSlots / 2) {
    throw std::runtime_error(path + ": cut off, or of more than 65,536 words");
  }
  if (rarest > kRarestMax) {
    throw std::runtime_error(path + ": its rarest word is rarer than one of 2^32 articles has");
  }
  rarest_ = static_cast<float>(rarest) / 16.0F;
  const char* hashes = bytes.data() + 16;
  const char* rarities = hashes + std::size_t{count} * 4;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t hash = 0;
    std::memcpy(&hash, hashes + std::size_t{i} * 4, 4);
    put(hash, static_cast<std::uint8_t>(rarities[i]));
  }
}

void Frequencies::put(std::uint32_t hash, std::uint8_t rarity) {
  std::size_t i = hash >> kShift;
  while (slots_[i] != 0) i = (i + 1) & (kSlots - 1);
  // Zero is an empty slot: a word with no bits left is written one off, and never found.
  const std::uint32_t e = (hash & 0xffffff) << 8 | rarity;
  slots_[i] = e == 0 ? 1 : e;
  if (rarity >= kCommon || common_count_ >= common_.size() / 2) return;
  std::size_t bucket = hash % kCommonBuckets;
  while (common_[bucket * kBucket + kBucket - 1] != 0) bucket = (bucket + 1) % kCommonBuckets;
  i = bucket * kBucket;
  while (common_[i] != 0) ++i;
  common_[i] = (hash >> 8) << 8 | std::max<std::uint32_t>(rarity, 1);
  ++common_count_;
}

}  // namespace copytaster::dedup
