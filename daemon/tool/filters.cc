// `copytaster filters`: the chain, and what each filter can be set to.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/tool/commands.h"
#include "daemon/tool/configured.h"

namespace copytaster {
namespace {

struct FiltersOptions {
  ChainChoice chain;
  bool json = false;
};

constexpr const char* kExamples = R"(
  copytaster filters                                       the default chain
  copytaster filters --config /etc/copytaster/copytaster.toml
  copytaster filters --filters shout --filter-folder .     one of your own

Exit status: 0 done; 1 a filter does not open; 2 usage.)";

nlohmann::ordered_json described(const Chain& chain) {
  auto out = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < chain.filters().size(); ++i) {
    const FilterName& filter = chain.filters()[i];
    auto settings = nlohmann::ordered_json::array();
    for (const DeclaredSetting& setting : chain.declared(i)) {
      settings.push_back({{"key", setting.key},
                          {"type", setting.type},
                          {"default", setting.otherwise},
                          {"help", setting.help}});
    }
    out.push_back({{"name", filter.name}, {"version", filter.version}, {"settings", settings}});
  }
  return out;
}

void print(const Chain& chain) {
  for (std::size_t i = 0; i < chain.filters().size(); ++i) {
    const FilterName& filter = chain.filters()[i];
    std::cout << fmt::format("{} {}\n", filter.name, filter.version);
    for (const DeclaredSetting& setting : chain.declared(i)) {
      std::cout << fmt::format("  {:<24} {:<8} {:<12} {}\n", setting.key, setting.type,
                               setting.otherwise, setting.help);
    }
  }
}

int filters(const FiltersOptions& options) {
  Log log("warning");
  const auto chain = options.chain.open(log);
  if (!chain) {
    complain(chain.error().what);
    return kExitFailed;
  }
  if (options.json) {
    std::cout << described(**chain) << '\n';
  } else {
    print(**chain);
  }
  std::cout.flush();
  return kExitDone;
}

}  // namespace

void addFilters(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("filters", "the chain, and what each filter can be set to");
  // Shared, because CLI11 copies the callback that holds it.
  const auto options = std::make_shared<FiltersOptions>();
  options->chain.addTo(*command);
  command->add_flag("--json", options->json, "as JSON");
  command->footer(kExamples);
  command->callback([options, &status] { status = filters(*options); });
}

}  // namespace copytaster
