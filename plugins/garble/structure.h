// Damage to the whole: cut off, a block that stands twice, two articles in one another.
//
// All three are seen from the sentences and tokens alone. A text is cut off where its last line is
// prose and stops without a stop; a block stands twice where sentences of some length come again in
// order; two articles are interleaved where paragraphs share more words with the one after next
// than with their neighbours.
#pragma once

#include "plugins/garble/damage.h"
#include "plugins/garble/reading_view.h"

namespace copytaster {

struct StructureSigns {
  bool truncated = false;
  double repeated = 0;     // share of the body's bytes that stands a second time
  double interleaved = 0;  // probability
};

// [examine] Appends what it finds in the body.
StructureSigns readStructure(const FieldView& view, DamageList& out);

}  // namespace copytaster
