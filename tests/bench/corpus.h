// Articles of 3.6 kB for measuring speed, made of the sample wire's own invented text: a chain of
// its words, each followed by one that follows it there (Shannon 1948, order 1), with a fixed seed.
// So every pair of words is English, and long runs that two articles share are as rare as on a
// wire. Speed only; what the filters find in such text says nothing of quality.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
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

// What follows each word in the clean English articles; what begins a sentence follows "".
inline std::map<std::string, std::vector<std::string>, std::less<>> followers(
    const std::string& file) {
  std::map<std::string, std::vector<std::string>, std::less<>> out;
  Inputs inputs({file});
  std::ifstream expectations(std::filesystem::path(file).replace_filename("expected.jsonl"));
  for (std::string expected; inputs.next() == Inputs::Step::kArticle;) {
    Article article;
    std::getline(expectations, expected);  // line for line what should become of each article
    if (expected.find("\"garble\":[]") == std::string::npos) continue;
    const bool read = readArticle(inputs.article(), article) == Refusal::kNone;
    const bool ascii = std::ranges::all_of(
        article.body, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!read || article.language != "en" || !ascii) continue;
    std::string before;
    for (std::size_t at = 0; at < article.body.size();) {
      const std::size_t end = std::min(article.body.find_first_of(" \n", at), article.body.size());
      const std::string word(article.body.substr(at, end - at));
      at = end + 1;
      if (word.empty()) continue;
      out[before].push_back(word);
      before = word.back() == '.' ? "" : word;
    }
    if (!before.empty()) out[before].push_back("ends.");
  }
  return out;
}

inline std::vector<std::string> corpus(const std::string& file, std::size_t count) {
  const auto from = followers(file);
  std::mt19937 random(kSeed);
  std::vector<std::string> articles;
  for (std::size_t n = 0; n < count; ++n) {
    ArticleDraft draft;
    draft.id = "bench-" + std::to_string(n);
    draft.provider = "Bench Wire";
    draft.published_at = 1'773'187'200'000'000 + static_cast<std::int64_t>(n) * 1'000'000;
    std::string before;
    for (int sentences = 0; draft.body.size() < kBodyBytes || !before.empty();) {
      const auto& next = from.find(before)->second;
      const std::string& word = next[random() % next.size()];
      draft.body += word;
      if (sentences == 0 && draft.headline.size() < 60)
        draft.headline += (draft.headline.empty() ? "" : " ") + word;
      before = word.back() == '.' ? "" : word;
      if (before.empty()) ++sentences;
      draft.body += before.empty() && sentences % 3 == 0 ? '\n' : ' ';
    }
    articles.push_back(draft.serialise());
  }
  return articles;
}

}  // namespace copytaster::bench
