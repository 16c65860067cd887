// Marks of damage that need no codec: entities, escapes, controls, apostrophes that became question
// marks.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "plugins/garble/glyphs.h"

namespace copytaster {

// Whether an entity, an escape, a control or a lost apostrophe stands at `at`. Cheap: called while
// scanning.
bool markAt(std::string_view text, std::size_t at);

// Reads entities and escapes, before any codec is tried: mojibake may hold them ("Î&frac14;").
void readMarks(std::vector<Glyph>& glyphs);

// Reads C1 controls as Windows-1252, drops other controls, puts back apostrophes; after all codecs.
void readControls(std::vector<Glyph>& glyphs);

}  // namespace copytaster
