// The chain of a command: see configured.h.
#include "daemon/tool/configured.h"

#include <algorithm>

#include "daemon/chain/folders.h"
#include "daemon/desk/config.h"

namespace copytaster {

void ChainChoice::addTo(CLI::App& command) {
  command.add_option("--config", config, "a settings file; its chain is run")->type_name("FILE");
  command.add_option("--filters", filters, "only these filters, in this order")
      ->type_name("NAME,…");
  command.add_option("--filter-folder", folder, "where the filters lie")->type_name("FOLDER");
}

Result<std::unique_ptr<Chain>> ChainChoice::open(Log& log) const {
  auto read = config.empty() ? Result<Config>(defaultConfig()) : readConfig(config);
  if (!read) return tl::unexpected(read.error());
  std::vector<FilterSpec> specs;
  for (FilterConfig& filter : read->filters)
    specs.push_back({filter.name, filter.path, std::move(filter.settings)});
  if (filters) {
    // In the order given; with the settings of the config for those that it has.
    std::vector<FilterSpec> chosen;
    for (const std::string& name : CLI::detail::split(*filters, ',')) {
      const auto known = std::ranges::find(specs, name, &FilterSpec::name);
      if (!name.empty()) chosen.push_back(known != specs.end() ? *known : FilterSpec{name, "", {}});
    }
    specs = std::move(chosen);
  }
  return Chain::open(std::move(specs), filterFolders(folder.empty() ? read->chain.plugins : folder),
                     log);
}

}  // namespace copytaster
