// From findings to what is said: one score, one severity, the restored body, the reasons.
#pragma once

#include <string>

#include "plugins/garble/cues.h"
#include "plugins/garble/damage.h"
#include "plugins/garble/markup.h"
#include "plugins/garble/reading_view.h"
#include "plugins/garble/structure.h"

namespace copytaster {

// What the detectors made of an article.
struct Signs {
  double spun = 0;   // probability
  double noise = 0;  // share of characters read wrongly
  CueSigns cues;
  MarkupSigns markup;
  StructureSigns structure;
};

struct Assessment {
  double score = 0;     // probability that a person would call the article garbled
  double severity = 0;  // share of the body's bytes damaged
};

// Puts the list in order and drops what stands inside a surer range. [examine]
void settleOverlaps(DamageList& list);

Assessment assess(const Signs& signs, const FieldView& body, const DamageList& list);

// The body with every sure reading in place; empty where there is none, or where nothing would be
// left.
void restore(const FieldView& body, const DamageList& list, std::string& out);

// A short sentence for a person: the main thing that is wrong; empty where nothing is.
void reason(const Signs& signs, const FieldView& body, const DamageList& list, std::string& out);

}  // namespace copytaster
