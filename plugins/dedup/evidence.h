// What an editor reads of a link: the lines of evidence.
#pragma once

#include <string>
#include <vector>

#include "copytaster/filter.h"
#include "judge.h"
#include "record.h"
#include "stories.h"

namespace copytaster::dedup {

using Evidence = std::vector<std::string>;

// "river-7 of Upland Wire".
std::string nameOf(const Record& article);

void tellRecurring(const Record& earlier, Evidence& out);
// How the article and its partner are alike, and what changed. True where figures did, so that it
// is not the partner sent again.
bool tellPartner(const Document& doc, const Signature& signature, const Link& link,
                 const Record& partner, const Particulars& particulars, Evidence& out);
void tellPassage(const Passage& passage, const Record& from, Evidence& out);
void tellShared(const Document& restored, const Signature& signature, const Placing& placing,
                Evidence& out);

// Views of the lines, for the notes.
std::vector<ct_text> texts(const Evidence& lines);

}  // namespace copytaster::dedup
