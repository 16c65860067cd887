// The reading: text becomes tokens, sentences, quotations and lines, in one pass.
#pragma once

#include "daemon/article/document.h"

namespace copytaster {

// Reads one field. `text` is valid UTF-8 and outlives the arena's contents. Cost: one pass, some 2
// ns a byte; no allocation once the arena is warm. Rules of a token: ct_token in abi.h.
[[nodiscard]] ReadText readText(std::string_view text, Arena& arena);

// The language of headline and body: BCP 47, "und" where unsure. Counts the function words of the
// tokens just read; asks CLD2 (19 MB/s, so on a sample) only where they do not decide. [any thread]
std::string_view readLanguage(const ReadText& headline, const ReadText& body);

// Fills headline, body and language of a document whose article is set.
void readDocument(Reading& document, Arena& arena);

// Whether the line feed at `feed` ends a paragraph: behind it the reading begins a sentence and a
// line, and no quotation is open, whatever stands before. `text` begins with a line.
[[nodiscard]] bool endsParagraph(std::string_view text, std::size_t feed);

}  // namespace copytaster
