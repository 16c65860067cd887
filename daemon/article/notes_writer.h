// Writes an EnrichedArticle: the article's own bytes as its first field, then the notes. Nothing is
// parsed again.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "daemon/article/copy.h"

namespace copytaster {

struct FilterName {
  std::string name, version;
};

// The first frame of the message out: VERDICT.language.mediatopic, e.g. "PASS.en.11000000"; "none"
// stands for an unknown topic, "und" for an unknown language. Sets copy.topic.
void writeTopic(Copy& copy);

// Sets copy.enriched. `filters` in chain order. `epoch` of the journal; durations and times stand
// in the runs only. Where the text was repaired, the article is the repaired one and `raw` holds
// the bytes received.
void writeEnriched(Copy& copy, std::span<const FilterName> filters, std::uint64_t epoch);

}  // namespace copytaster
