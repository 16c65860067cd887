// The chain as a command is told it: that of a settings file, the embedded default, or the filters
// named.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "daemon/chain/chain.h"

namespace copytaster {

struct ChainChoice {
  std::string config, folder;
  std::optional<std::string> filters;  // by commas

  // Adds --config, --filters and --filter-folder.
  void addTo(CLI::App& command);
  // Opens every filter, with the settings that the file has for it.
  [[nodiscard]] Result<std::unique_ptr<Chain>> open(Log& log) const;
};

}  // namespace copytaster
