// What is wrong with a filter's settings, said with its place in the file.
#include "daemon/chain/settings_sheet.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/base/nearest.h"

using copytaster::DeclaredSetting;
using copytaster::Setting;

std::string ct_settings::place(const Setting& setting) const {
  return setting.line == 0 ? std::string()
                           : fmt::format("{}:{}:{}: ", given->source, setting.line, setting.column);
}

const Setting* ct_settings::ask(const char* key, std::string_view type, std::string otherwise,
                                const char* help) const {
  const auto known =
      std::find_if(declared.begin(), declared.end(), [&](const auto& d) { return d.key == key; });
  if (known == declared.end()) {
    declared.push_back({key, std::string(type), std::move(otherwise), help == nullptr ? "" : help});
  }
  if (given == nullptr) return nullptr;
  const auto found = given->entries.find(std::string_view(key));
  return found == given->entries.end() ? nullptr : &found->second;
}

void ct_settings::wrongType(const char* key, const Setting& setting,
                            std::string_view wanted) const {
  std::string line =
      fmt::format("{}setting '{}' of filter {} must be {}", place(setting), key, filter, wanted);
  if (std::find(errors.begin(), errors.end(), line) == errors.end())
    errors.push_back(std::move(line));
}

std::string ct_settings::mistakes() const {
  std::string out;
  for (const std::string& error : errors) out += error + '\n';
  if (given != nullptr) {
    std::vector<std::string> keys;
    for (const DeclaredSetting& d : declared) keys.push_back(d.key);
    for (const auto& [key, setting] : given->entries) {
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      const std::string near = copytaster::nearestName(key, keys);
      out += fmt::format("{}filter {} has no setting '{}'{}\n", place(setting), filter, key,
                         near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near));
    }
  }
  if (!out.empty()) out.pop_back();
  return out;
}
