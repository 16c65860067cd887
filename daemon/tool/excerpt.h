// What of a body is worth showing: the stretches around what is garbled, or its opening.
#pragma once

#include <string>
#include <string_view>

#include "copytaster/v1/enriched.pb.h"
#include "daemon/tool/page.h"

namespace copytaster {

// The whole field with every finding in it marked: what stands there struck out, the reading
// beside it. `field` is "headline" or "body".
Styled marked(std::string_view text, std::string_view field, const v1::Garble& garble, Style style);

// The stretches of the body around findings, at most some six; the opening where there are none.
Styled excerpt(std::string_view body, const v1::Garble& garble);

// The first words.
std::string opening(std::string_view body);

}  // namespace copytaster
