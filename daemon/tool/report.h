// An enriched article as an editor reads it: the verdict and why, which words are garbled and what
// they should be, what it repeats, its story, and the words that made each topic.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "copytaster/v1/enriched.pb.h"
#include "daemon/tool/page.h"

namespace copytaster {

// All there is to see about one article, some ten lines. `whole`: the whole body instead of the
// stretches around what is garbled.
void printArticle(const v1::EnrichedArticle& enriched, bool whole, Page& page);

// One line an article, for a wire that runs by.
void printLine(const v1::EnrichedArticle& enriched, Page& page);

// What a run came to.
class Summary {
 public:
  void add(const v1::EnrichedArticle& enriched);
  void print(Page& page, double seconds) const;
  [[nodiscard]] std::uint64_t articles() const { return articles_; }

 private:
  std::uint64_t articles_ = 0, with_topic_ = 0, failed_runs_ = 0;
  std::map<int, std::uint64_t> verdicts_, relations_, kinds_;
  std::set<std::string> stories_;
};

}  // namespace copytaster
