// "Did you mean": the known name that a mistyped one is nearest to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

// Edits (insert, delete, replace, swap two neighbours) from one word to the other: optimal string
// alignment, O(a * b), for names of a config.
inline std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

// Empty where nothing is near: more than half of the name would have to change.
template <class Names>
std::string nearestName(std::string_view name, const Names& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(name.size(), 4) / 2 + 1;
  for (const auto& candidate : known) {
    std::size_t distance = editDistance(name, candidate);
    if (name.size() > 2 && std::string_view(candidate).starts_with(name))
      distance = 1;  // cut short
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

// "; did you mean `keep_bytes`?", or nothing.
template <class Names>
std::string didYouMean(std::string_view name, const Names& known) {
  const std::string nearest = nearestName(name, known);
  if (nearest.empty()) return {};
  std::string text = "; did you mean `";
  text.append(nearest).append("`?");
  return text;
}

}  // namespace copytaster
