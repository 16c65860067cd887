// HTML of a body into plain text: paragraphs end in line feeds, tags go, entities become
// characters.
#pragma once

#include <string>
#include <string_view>

namespace copytaster {

// Never fails: what is no tag or entity stays as it stands. Scripts and styles go with what is in
// them. O(n).
std::string plainText(std::string_view html);

}  // namespace copytaster
