// Articles for the tests of dedup: made from a seed, so that properties hold over thousands of
// them.
#pragma once

#include <copytaster/testing.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace copytaster::dedup {

// Words that look like words, some common and most rare, as in any language.
inline std::string word(std::mt19937_64& random) {
  static const char* const common[] = {"the", "of", "said", "a",  "to", "in",   "and", "that",
                                       "for", "on", "was",  "it", "by", "with", "had", "from"};
  if (random() % 5 < 2) return common[random() % 16];
  std::string out;
  const auto syllables = 2 + random() % 3;
  for (std::uint64_t i = 0; i < syllables; ++i) {
    out += "bdfgklmnprstvz"[random() % 14];
    out += "aeiou"[random() % 5];
  }
  return out;
}

inline std::vector<std::string> sentence(std::mt19937_64& random) {
  std::vector<std::string> out(10 + random() % 14);
  for (auto& w : out) w = word(random);
  out[0][0] = static_cast<char>(out[0][0] - 32);
  if (random() % 2 == 0) out[out.size() / 2] = std::to_string(10 + random() % 9000);
  return out;
}

inline std::string text(const std::vector<std::vector<std::string>>& sentences) {
  std::string out;
  for (const auto& s : sentences) {
    for (std::size_t i = 0; i < s.size(); ++i) out += (i == 0 ? "" : " ") + s[i];
    out += ".\n";
  }
  return out;
}

inline std::vector<std::vector<std::string>> body(std::mt19937_64& random, std::size_t sentences) {
  std::vector<std::vector<std::string>> out;
  for (std::size_t i = 0; i < sentences; ++i) out.push_back(sentence(random));
  return out;
}

inline std::string headline(std::mt19937_64& random) {
  std::string out;
  for (int i = 0; i < 6; ++i) out += (i == 0 ? "" : " ") + word(random) + (i % 2 ? "ra" : "");
  return out;
}

// Dedup alone, and a desk with it.
inline std::vector<testing::FilterUnderTest> chain(
    std::map<std::string, testing::Value> settings = {}) {
  settings.try_emplace("window_articles", std::int64_t{20000});
  return {{.name = "dedup",
           .settings = std::move(settings),
           .library = COPYTASTER_BINARY_DIR "/filters/dedup/dedup.so"}};
}
inline testing::Desk desk(std::map<std::string, testing::Value> settings = {}) {
  return testing::Desk(chain(std::move(settings)));
}

}  // namespace copytaster::dedup
