// Finding the multipliers: the largest groups first, while there is most room.
#include "common_words.h"

#include <algorithm>
#include <bit>
#include <random>
#include <stdexcept>

namespace copytaster::dedup {

namespace {
constexpr std::size_t kPlacesAWord = 3;
constexpr std::size_t kPlacesMin = 256;  // so that what a place leaves out of a hash fits beside it
constexpr int kTries = 100'000;          // a group of ten words takes some dozens

// Whether the multiplier sends the words to places of their own that are free; they are taken then.
bool seat(std::span<const CommonWords::Word> group, std::uint32_t multiplier, int shift,
          std::vector<std::uint8_t>& taken) {
  const auto place = [&](std::size_t i) { return group[i].hash * multiplier >> shift; };
  std::size_t seated = 0;
  for (; seated < group.size() && taken[place(seated)] == 0; ++seated) taken[place(seated)] = 1;
  if (seated == group.size()) return true;
  for (std::size_t i = 0; i < seated; ++i) taken[place(i)] = 0;
  return false;
}

}  // namespace

CommonWords::CommonWords(std::span<const Word> words) {
  const std::size_t groups = std::bit_ceil(words.size() / 2 + 1);
  const std::size_t places = std::bit_ceil(std::max(words.size() * kPlacesAWord, kPlacesMin));
  group_mask_ = static_cast<std::uint32_t>(groups - 1);
  shift_ = 33 - static_cast<int>(std::bit_width(places));
  multipliers_.assign(groups, 1);
  places_.assign(places, kEmpty);
  std::vector<std::uint8_t> taken(places, 0);
  std::vector<std::vector<Word>> of_group(groups);
  for (const Word& w : words) {
    auto& group = of_group[w.hash & group_mask_];
    const auto same = [&](const Word& one) { return one.hash == w.hash; };
    if (std::none_of(group.begin(), group.end(), same)) group.push_back(w);
  }
  std::sort(of_group.begin(), of_group.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::minstd_rand random(1);  // the same table everywhere
  for (const auto& group : of_group) {
    if (group.empty()) break;
    std::uint32_t multiplier = 1;
    for (int tries = 0; !seat(group, multiplier, shift_, taken); ++tries) {
      if (tries == kTries)
        throw std::runtime_error("its hashes are not spread as those of words are");
      multiplier = static_cast<std::uint32_t>(random() << 1 | 1);
    }
    multipliers_[group[0].hash & group_mask_] = multiplier;
    for (const Word& w : group) {
      const std::uint32_t spread = w.hash * multiplier;
      places_[spread >> shift_] = spread << kLevelBits | w.level;
    }
  }
}

}  // namespace copytaster::dedup
