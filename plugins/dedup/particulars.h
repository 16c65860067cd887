// The figures and names of an article, and what changed in them from one edition to the next.
#pragma once

#include <string>
#include <string_view>

#include "copytaster/filter.h"
#include "record.h"

namespace copytaster::dedup {

// Each once, in order of appearance, at most 48 of a kind. Views into the document.
void readParticulars(const Document& doc, Particulars& out);

// True where both headlines hold figures and the article's has one that the other lacks: "River
// levels, March 11" over the text of March 10 is today's notice, not a repetition.
bool otherFigureInHeadline(const Document& doc, std::string_view headline);

// "figures: 12.5 becomes 13.1; new: 40" or "" where nothing changed. `kind` is the word for them.
std::string changes(std::string_view kind, const std::vector<std::string_view>& before,
                    const std::vector<std::string_view>& now);

}  // namespace copytaster::dedup
