// What agencies put around an article: datelines, "(Agency) -", ENDS, "UPDATE 2-", "(Corrects
// figure)".
//
// It changes from edition to edition while the article stays, so it is left out of what is
// compared; but it is also where a wire says what an article is: an update, a repeat, a correction,
// a kill. Both are read here, from tokens, with no pattern engine: each rule looks at a handful of
// words at either end.
#pragma once

#include <cstddef>

#include "signature.h"

namespace copytaster::dedup {

struct Furniture {
  std::size_t headline_begin = 0, headline_end = 0;  // tokens of the headline's stem
  std::size_t body_begin = 0, body_end = 0;          // tokens of the body proper
  Notice notice = Notice::kNone;
};

Furniture readFurniture(const Words& words);

}  // namespace copytaster::dedup
