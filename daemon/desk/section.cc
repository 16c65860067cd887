// Every question goes through ask(), which remembers the key: what finish() finds beside those is
// unknown. A wrong value leaves the default standing, so that reading goes on and finds more.
#include "daemon/desk/section.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "daemon/base/nearest.h"
#include "daemon/desk/config.h"

namespace copytaster {
namespace {

std::string_view typeName(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

std::optional<SettingValue> settingValue(const toml::node& node) {
  if (const auto* value = node.as_boolean()) return SettingValue(value->get());
  if (const auto* value = node.as_integer()) return SettingValue(value->get());
  if (const auto* value = node.as_floating_point()) return SettingValue(value->get());
  if (const auto* value = node.as_string()) return SettingValue(value->get());
  const toml::array* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> items;
  for (const toml::node& item : *list) {
    if (!item.is_string()) return std::nullopt;
    items.push_back(item.as_string()->get());
  }
  return SettingValue(std::move(items));
}

}  // namespace

Section::Section(const toml::table& table, std::string title, std::vector<Mistake>& mistakes)
    : table_(table), title_(std::move(title)), mistakes_(mistakes) {}

const toml::node* Section::ask(std::string_view key) {
  asked_.emplace_back(key);
  return table_.get(key);
}

void Section::wrong(std::string_view key, std::string what) {
  // The key's place is what a person looks for; a table that lacks it is shown instead.
  toml::source_position at = table_.source().begin;
  for (const auto& [name, node] : table_) {
    if (name.str() == key) at = name.source().begin;
  }
  mistakes_.push_back({at.line, at.column, std::move(what)});
}

void Section::wrongType(std::string_view key, const toml::node& node, std::string_view wanted) {
  wrong(key, fmt::format("`{}` in {} is {}, wanted {}", key, title_, typeName(node), wanted));
}

bool Section::text(std::string_view key, std::string& into) {
  const toml::node* node = ask(key);
  if (node == nullptr) return false;
  if (const auto* value = node->as_string()) {
    into = value->get();
    return true;
  }
  wrongType(key, *node, "a text in quotes");
  return false;
}

bool Section::flag(std::string_view key, bool& into) {
  const toml::node* node = ask(key);
  if (node == nullptr) return false;
  if (const auto* value = node->as_boolean()) {
    into = value->get();
    return true;
  }
  wrongType(key, *node, "true or false");
  return false;
}

bool Section::number(std::string_view key, double& into, double least, double most) {
  const toml::node* node = ask(key);
  if (node == nullptr) return false;
  const auto value = node->value<double>();
  if (!node->is_number() || !value) {
    wrongType(key, *node, "a number");
    return false;
  }
  if (!(*value >= least && *value <= most)) {
    wrong(key, fmt::format("`{}` in {} is {}, wanted {} to {}", key, title_, *value, least, most));
    return false;
  }
  into = *value;
  return true;
}

bool Section::integer(std::string_view key, std::uint64_t& into, std::uint64_t least,
                      std::uint64_t most) {
  const toml::node* node = ask(key);
  if (node == nullptr) return false;
  const auto* value = node->as_integer();
  if (value == nullptr) {
    wrongType(key, *node, "an integer");
    return false;
  }
  if (value->get() < 0 || static_cast<std::uint64_t>(value->get()) < least ||
      static_cast<std::uint64_t>(value->get()) > most) {
    wrong(key,
          fmt::format("`{}` in {} is {}, wanted {} to {}", key, title_, value->get(), least, most));
    return false;
  }
  into = static_cast<std::uint64_t>(value->get());
  return true;
}

bool Section::bytes(std::string_view key, std::uint64_t& into, std::uint64_t least) {
  const toml::node* node = ask(key);
  if (node == nullptr) return false;
  std::string text;
  if (const auto* value = node->as_string()) text = value->get();
  if (const auto* value = node->as_integer()) text = std::to_string(value->get());
  const auto size = parseBytes(text);
  if (!size) {
    wrong(key, fmt::format("`{}` in {}: {}", key, title_, size.error().what));
    return false;
  }
  if (*size < least) {
    wrong(key, fmt::format("`{}` in {} is {} bytes, wanted {} or more", key, title_, *size, least));
    return false;
  }
  into = *size;
  return true;
}

bool Section::texts(std::string_view key, std::vector<std::string>& into) {
  const toml::node* node = ask(key);
  if (node == nullptr) return false;
  const toml::array* list = node->as_array();
  if (list == nullptr ||
      !std::ranges::all_of(*list, [](const toml::node& item) { return item.is_string(); })) {
    wrongType(key, *node, "a list of texts: [\"…\"]");
    return false;
  }
  into.clear();
  for (const toml::node& item : *list) into.push_back(item.as_string()->get());
  return true;
}

bool Section::choice(std::string_view key, std::size_t& into,
                     std::initializer_list<std::string_view> words) {
  std::string word;
  if (!text(key, word)) return false;
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) {
    into = static_cast<std::size_t>(found - words.begin());
    return true;
  }
  const std::vector<std::string> known(words.begin(), words.end());
  wrong(key, fmt::format("`{}` in {} is \"{}\", wanted one of: {}{}", key, title_, word,
                         fmt::join(known, ", "), didYouMean(word, known)));
  return false;
}

const toml::table* Section::table(std::string_view key) {
  const toml::node* node = ask(key);
  if (node == nullptr) return nullptr;
  if (const toml::table* found = node->as_table()) return found;
  wrongType(key, *node, fmt::format("a table: [{}]", key));
  return nullptr;
}

std::vector<const toml::table*> Section::tables(std::string_view key) {
  std::vector<const toml::table*> found;
  const toml::node* node = ask(key);
  if (node == nullptr) return found;
  const toml::array* list = node->as_array();
  if (list == nullptr) {
    wrongType(key, *node, fmt::format("a list of tables: [[{}]]", key));
    return found;
  }
  for (const toml::node& item : *list) {
    if (const toml::table* table = item.as_table()) {
      found.push_back(table);
    } else {
      wrongType(key, item, fmt::format("a list of tables: [[{}]]", key));
    }
  }
  return found;
}

void Section::settings(std::string_view key, SettingsTable& into) {
  const toml::table* found = table(key);
  if (found == nullptr) return;
  into.line = found->source().begin.line;
  into.column = found->source().begin.column;
  for (const auto& [name, node] : *found) {
    auto value = settingValue(node);
    const toml::source_position at = name.source().begin;
    if (value) {
      into.entries.insert_or_assign(std::string(name.str()),
                                    Setting{std::move(*value), at.line, at.column});
    } else {
      mistakes_.push_back(
          {at.line, at.column,
           fmt::format("setting `{}` in {} is {}, wanted a text, a number, true or false, or a "
                       "list of texts",
                       name.str(), title_, typeName(node))});
    }
  }
}

void Section::finish() {
  for (const auto& [name, node] : table_) {
    if (std::ranges::find(asked_, name.str()) != asked_.end()) continue;
    wrong(name.str(),
          fmt::format("{} has no key `{}`{}", title_, name.str(), didYouMean(name.str(), asked_)));
  }
}

}  // namespace copytaster
