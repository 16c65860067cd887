// "Did you mean": the known name that a mistyped one is nearest to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

// Edits (insert, delete, replace) from one word to the other: Levenshtein, O(a * b), for names of a
// config.
inline std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// Empty where nothing is near: more than half of the name would have to change.
template <class Names>
std::string nearestName(std::string_view name, const Names& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(name.size(), 4) / 2 + 1;
  for (const auto& candidate : known) {
    const std::size_t distance = editDistance(name, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace copytaster
