// The settings of one filter as its author of the config wrote them: key to value, each with its
// place in the file.
//
// daemon/desk reads them, daemon/chain hands them to the filter and then checks that every key was
// asked for; the place makes the error message. Plain data; knows nothing of TOML.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace copytaster {

using SettingValue =
    std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

struct Setting {
  SettingValue value;
  std::uint32_t line = 0;    // from 1; 0: not from a file
  std::uint32_t column = 0;  // from 1
};

struct SettingsTable {
  std::string source;  // file name for messages; empty: built in
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::map<std::string, Setting, std::less<>> entries;
};

}  // namespace copytaster
