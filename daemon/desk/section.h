// One table of the settings file, read by asking: `section.text("bind", config.bind)`.
//
// Asking for a key declares it, so the reading code is the schema and there is no second list to
// keep in step. finish() then names every key that nobody asked for. Mistakes are collected with
// their place; reading goes on.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/settings.h"

namespace copytaster {

struct Mistake {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string what;
};

class Section {
 public:
  // `title` is what messages call it: "[journal]". The table and the list outlive the section.
  Section(const toml::table& table, std::string title, std::vector<Mistake>& mistakes);

  // Each leaves `into` as it is where the key is missing or wrong. True: it was set.
  bool text(std::string_view key, std::string& into);
  bool flag(std::string_view key, bool& into);
  bool number(std::string_view key, double& into, double least, double most);
  bool integer(std::string_view key, std::uint64_t& into, std::uint64_t least, std::uint64_t most);
  bool bytes(std::string_view key, std::uint64_t& into, std::uint64_t least);  // 4096 or "20GiB"
  bool texts(std::string_view key, std::vector<std::string>& into);
  // `into` is the place of the word found among `words`.
  bool choice(std::string_view key, std::size_t& into,
              std::initializer_list<std::string_view> words);

  // The table under a key, or the tables of an array of them; none where it is missing.
  const toml::table* table(std::string_view key);
  std::vector<const toml::table*> tables(std::string_view key);
  // A table of scalars and lists of texts, as a filter's author is given them.
  void settings(std::string_view key, SettingsTable& into);

  // Says that something is wrong with a key that is there, or with the table itself.
  void wrong(std::string_view key, std::string what);
  // After the last question: every key left over is a mistake.
  void finish();

 private:
  const toml::node* ask(std::string_view key);
  void wrongType(std::string_view key, const toml::node& node, std::string_view wanted);

  const toml::table& table_;
  std::string title_;
  std::vector<Mistake>& mistakes_;
  std::vector<std::string> asked_;
};

}  // namespace copytaster
