// A message as it was published, put together again from the journal: for what went unpublished at
// a kill, and for replay.
#pragma once

#include <string>

#include "daemon/record/records.h"

namespace copytaster {

// Writes the EnrichedArticle to `out`, whose capacity is used again: the same bytes as the first
// time.
void writeStored(const ArticleRecord& article, const NotesRecord& notes, std::string& out);

}  // namespace copytaster
