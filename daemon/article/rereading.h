// The reading of a body that a filter restored: most of it was read already, as it came.
#pragma once

#include "daemon/article/document.h"

namespace copytaster {

// The same as readText(text, arena), taking what both texts have from `before`, which is read and
// outlives the arena's contents. Cost: where most of it stands there, an eighth of reading it.
[[nodiscard]] ReadText rereadText(std::string_view text, const ReadText& before, Arena& arena);

// The same article with `body` in the place of its own; lies in the arena, as `body` must.
ct_document* readRestored(const Reading& document, std::string_view body, Arena& arena);

}  // namespace copytaster
