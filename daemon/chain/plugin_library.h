// One filter's shared library, opened and checked. Never unloaded: code of a filter may be referred
// to until the end.
#pragma once

#include <string>

#include "copytaster/abi.h"
#include "daemon/base/result.h"

namespace copytaster {

// The plugin of a library. Refused, with both versions in the message, where it was made for
// another major or a newer minor of the boundary; kNotFound where there is no such file or no such
// symbol. [setup]
Result<const ct_plugin*> openPlugin(const std::string& path);

// The same checks for a table that is linked in (tests). `path` is for the message.
Result<const ct_plugin*> checkPlugin(const ct_plugin* plugin, const std::string& path);

}  // namespace copytaster
