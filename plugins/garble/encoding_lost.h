// Misread sequences that also lost a byte on the way: to a space, to a question mark, or for good.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/garble/codecs.h"
#include "plugins/garble/glyphs.h"

namespace copytaster {

// Reads what can be read, after all codecs; `confirmed` is the mask of codecs that repaired
// something in this text. A sequence whose character is gone becomes one U+FFFD.
void repairLost(std::vector<Glyph>& glyphs, const ByteTable& table, std::uint16_t confirmed);

}  // namespace copytaster
