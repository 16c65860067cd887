// Articles of 3.6 kB for measuring speed, made of the sample wire's own invented sentences: drawn
// at random with a fixed seed, some words exchanged, so that no two share enough to be duplicates.
// Speed only; what the filters find in such text says nothing of quality.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/article.h"
#include "daemon/tool/draft.h"
#include "daemon/tool/inputs.h"

namespace copytaster::bench {

inline constexpr std::size_t kBodyBytes = 3'600;
inline constexpr std::uint32_t kSeed = 20260311;

// Sentences of the English articles, each with its words.
inline std::vector<std::vector<std::string>> sentences(const std::string& file) {
  std::vector<std::vector<std::string>> out;
  Inputs inputs({file});
  while (inputs.next() == Inputs::Step::kArticle) {
    Article article;
    if (readArticle(inputs.article(), article) != Refusal::kNone || article.language != "en")
      continue;
    std::vector<std::string> words;
    for (std::size_t at = 0; at < article.body.size();) {
      const std::size_t end = std::min(article.body.find_first_of(" \n", at), article.body.size());
      if (end > at) words.emplace_back(article.body.substr(at, end - at));
      at = end + 1;
      if (words.empty() || words.back().back() != '.') continue;
      if (words.size() > 5) out.push_back(words);
      words.clear();
    }
  }
  return out;
}

inline std::vector<std::string> corpus(const std::string& file, std::size_t count) {
  const auto from = sentences(file);
  std::mt19937 random(kSeed);
  const auto pick = [&random](std::size_t size) { return random() % size; };
  std::vector<std::string> articles;
  for (std::size_t n = 0; n < count; ++n) {
    ArticleDraft draft;
    draft.id = "bench-" + std::to_string(n);
    draft.provider = "Bench Wire";
    draft.published_at = 1'773'187'200'000'000 + static_cast<std::int64_t>(n) * 1'000'000;
    for (int sentence = 0; draft.body.size() < kBodyBytes; ++sentence) {
      for (const std::string& word : from[pick(from.size())]) {
        const auto& other = from[pick(from.size())];
        // One word in four from elsewhere: runs of five words that two articles share get rare.
        const std::string& put = pick(4) == 0 ? other[pick(other.size())] : word;
        draft.body += put + ' ';
        if (sentence == 0 && draft.headline.size() < 60) draft.headline += put + ' ';
      }
      draft.body.back() = sentence % 3 == 2 ? '\n' : ' ';
    }
    articles.push_back(draft.serialise());
  }
  return articles;
}

}  // namespace copytaster::bench
