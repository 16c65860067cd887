// Where filters lie when a config does not say: beside the program, in the build tree or installed.
#pragma once

#include <string>
#include <vector>

namespace copytaster {

// `configured` alone where it is set; else ../filters (a build tree) and
// ../lib/…/copytaster/filters (installed), from the folder of the running program. [setup]
std::vector<std::string> filterFolders(const std::string& configured);

}  // namespace copytaster
