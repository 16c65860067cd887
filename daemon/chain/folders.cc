// The program's own place, from the kernel: argv[0] would depend on how it was started.
#include "daemon/chain/folders.h"

#include <filesystem>

namespace copytaster {

std::vector<std::string> filterFolders(const std::string& configured) {
  if (!configured.empty()) return {configured};
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto root = program.parent_path().parent_path();
  return {(root / "filters").string(), (root / COPYTASTER_LIBDIR "/copytaster/filters").string()};
}

}  // namespace copytaster
