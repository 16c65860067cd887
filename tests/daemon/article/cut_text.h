// A whole text cut by either twin.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/cutting.h"

namespace copytaster {

struct Cut {
  std::vector<ct_token> words;
  std::vector<Mark> marks;
  std::vector<std::uint32_t>
      stops;  // where it stopped, and to where all is to be read byte by byte
};

// What is to be read byte by byte is passed over.
inline Cut cutAll(std::string_view text, void (*how)(Cutting&)) {
  const std::string padded = std::string(text) + std::string(Cutting::kReachMax, ' ');
  std::vector<ct_token> tokens(padded.size() + Cutting::kBehind);
  Cutting cutting;
  cutting.bytes = padded.data();
  cutting.end = static_cast<std::uint32_t>(text.size());
  cutting.tokens = tokens.data();
  Cut all;
  while (cutting.at < cutting.end) {
    cutting.mark_count = 0;
    how(cutting);
    all.marks.insert(all.marks.end(), cutting.marks.begin(),
                     cutting.marks.begin() + cutting.mark_count);
    all.stops.insert(all.stops.end(), {cutting.at, cutting.bytewise});
    cutting.at = std::max(cutting.at, cutting.bytewise);
  }
  all.words.assign(tokens.begin(), tokens.begin() + cutting.words);
  return all;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

}  // namespace copytaster
