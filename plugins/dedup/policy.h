// What the desk does with a repeat: which relations it spikes, and whose articles it never gives up
// for another's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "copytaster/filter.h"

namespace copytaster::dedup {

class Policy {
 public:
  // Reads the settings `spike`, `prefer` and `spike_from`. Throws std::invalid_argument on a
  // relation of no such name.
  explicit Policy(const Settings& settings);

  // Whether an article of `provider` is spiked because the desk has that relation of one by
  // `other`.
  bool spikes(ct_relation relation, std::string_view provider, std::string_view other) const;

 private:
  std::size_t rank(std::string_view provider) const;

  unsigned relations_ = 0;  // a bit for each
  std::vector<std::string> prefer_, from_;
};

// "EXACT" of CT_EXACT.
std::string_view nameOf(ct_relation relation);

}  // namespace copytaster::dedup
