// Articles of 3.6 kB for measuring speed, made of the sample wire's own invented text: a chain of
// its words, each followed by one that follows it there (Shannon 1948, order 1), with a fixed seed.
// So every pair of words is English, and long runs that two articles share are as rare as on a
// wire. Names change from story to story, as there: a word with a capital inside a sentence mostly
// becomes an invented one, the same in all articles of its story. Speed only; what the filters find
// in such text says nothing of quality.
#pragma once

#include <algorithm>
#include <cctype>
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

inline constexpr std::size_t kStoryArticles = 3;
inline constexpr std::size_t kKnownNames = 3;  // of ten are those of the sample wire

// The word as the story has it; what is no letter stays.
inline std::string named(const std::string& word, std::size_t story) {
  const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  const bool capital = word[0] >= 'A' && word[0] <= 'Z' && word.size() > 2;
  std::size_t seed = std::hash<std::string>{}(word) + story * 0x9E3779B97F4A7C15ULL;
  if (!capital || (seed >> 40) % 10 < kKnownNames) return word;
  const auto end = static_cast<std::size_t>(std::ranges::find_if_not(word, letter) - word.begin());
  std::string name;
  while (name.size() < std::min<std::size_t>(end, 10)) {
    name += "bdfgklmnprstvz"[seed % 14];
    name += "aeiou"[seed / 14 % 5];
    seed = seed / 70 * 0xD6E8FEB86659FD93ULL + 0x7F4A7C15U;
  }
  name[0] = static_cast<char>(name[0] - 32);
  return name + word.substr(end);
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
      const std::string shown = before.empty() ? word : named(word, n / kStoryArticles);
      draft.body += shown;
      if (sentences == 0 && draft.headline.size() < 60)
        draft.headline += (draft.headline.empty() ? "" : " ") + shown;
      before = word.back() == '.' ? "" : word;
      if (before.empty()) ++sentences;
      draft.body += before.empty() && sentences % 3 == 0 ? '\n' : ' ';
    }
    articles.push_back(draft.serialise());
  }
  return articles;
}

// The first articles of a file; what is none is left out.
inline std::vector<std::string> wire(const std::string& file, std::size_t most) {
  std::vector<std::string> articles;
  Inputs inputs({file});
  for (auto step = inputs.next(); step != Inputs::Step::kEnd && articles.size() < most;
       step = inputs.next()) {
    if (step == Inputs::Step::kArticle) articles.emplace_back(inputs.article());
  }
  return articles;
}

}  // namespace copytaster::bench
