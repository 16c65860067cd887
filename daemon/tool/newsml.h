// The XML of the news trade: NewsML-G2 items, NITF documents, and NITF or XHTML within NewsML-G2.
//
// Read with pugixml, which knows no external entities, so a hostile file cannot reach the disk or
// the network. Names are compared without their namespace prefix, because providers differ in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"

namespace copytaster {

// Each item with text as a serialised Article, in order. `id` stands where a NITF document has no
// doc-id. kInvalid: not XML (with the line), or nothing in it is a news item.
Result<std::vector<std::string>> articlesFromXml(std::string_view xml, std::string_view id);

}  // namespace copytaster
