// The settings of one filter while it is built: what the config gave, what the filter asked for. A
// filter declares a key by asking for it, so that there is no second list to keep; what was given
// and never asked for is a mistake in the config.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/abi.h"
#include "daemon/base/settings.h"

namespace copytaster {

// A setting that a filter declared by asking for it.
struct DeclaredSetting {
  std::string key, type, otherwise, help;
};

}  // namespace copytaster

struct ct_settings {
  const copytaster::SettingsTable* given = nullptr;
  std::string filter;
  std::string folder;  // of the filter's library: relative files start here
  mutable std::vector<copytaster::DeclaredSetting> declared;
  mutable std::vector<std::string> errors;
  mutable std::deque<std::string> texts;  // what setting_text and setting_file gave out

  // Everything wrong after the filter was built: unknown keys and wrong types, one a line; empty:
  // all is well.
  [[nodiscard]] std::string mistakes() const;
  // "wire.toml:12:3: " or "" for settings from nowhere.
  [[nodiscard]] std::string place(const copytaster::Setting& setting) const;
  // The entry of a key, noted as declared; nullptr where the config has none.
  [[nodiscard]] const copytaster::Setting* ask(const char* key, std::string_view type,
                                               std::string otherwise, const char* help) const;
  void wrongType(const char* key, const copytaster::Setting& setting,
                 std::string_view wanted) const;
};

namespace copytaster {
using SettingsSheet = ct_settings;
}
