// What a machine wrote for a machine: tags, script, style, JSON, template fields, shortcodes,
// spintax.
//
// Found from the few bytes that such text cannot do without (< { [ $ % =), which clean copy hardly
// holds: a closer look is taken only where one of them stands (sieve.h).
#pragma once

#include <string_view>

#include "plugins/garble/damage.h"
#include "plugins/garble/reading_view.h"

namespace copytaster {

struct MarkupSigns {
  std::size_t bytes = 0;  // of tags, script, style and JSON
  int fields = 0;         // template fields and spintax left unfilled
};

// [examine] Appends what it finds.
MarkupSigns readMarkup(const FieldView& view, DamageList& out);

}  // namespace copytaster
