// A value of another type than asked for is noted as a mistake and the default is given, so that
// all mistakes of a table are found in one run.
#include "daemon/chain/settings_calls.h"

#include <fmt/format.h>

#include <filesystem>

#include "daemon/chain/settings_sheet.h"

namespace copytaster {
namespace {

std::string_view view(ct_text t) {
  return {t.data, static_cast<std::size_t>(t.size)};
}

// Text that lives until the filter is built.
ct_text keepText(const ct_settings* s, std::string value) {
  const std::string& kept = s->texts.emplace_back(std::move(value));
  return {kept.data(), kept.size()};
}

}  // namespace

double settingNumber(const ct_settings* s, const char* key, double otherwise, const char* help) {
  const Setting* found = s->ask(key, "number", fmt::format("{}", otherwise), help);
  if (found == nullptr) return otherwise;
  if (const auto* number = std::get_if<double>(&found->value)) return *number;
  if (const auto* integer = std::get_if<std::int64_t>(&found->value))
    return static_cast<double>(*integer);
  s->wrongType(key, *found, "a number");
  return otherwise;
}

int64_t settingInteger(const ct_settings* s, const char* key, int64_t otherwise, const char* help) {
  const Setting* found = s->ask(key, "integer", fmt::format("{}", otherwise), help);
  if (found == nullptr) return otherwise;
  if (const auto* integer = std::get_if<std::int64_t>(&found->value)) return *integer;
  s->wrongType(key, *found, "a whole number");
  return otherwise;
}

uint32_t settingFlag(const ct_settings* s, const char* key, uint32_t otherwise, const char* help) {
  const Setting* found = s->ask(key, "flag", otherwise != 0 ? "true" : "false", help);
  if (found == nullptr) return otherwise;
  if (const auto* flag = std::get_if<bool>(&found->value)) return *flag ? 1 : 0;
  s->wrongType(key, *found, "true or false");
  return otherwise;
}

ct_text settingText(const ct_settings* s, const char* key, ct_text otherwise, const char* help) {
  const Setting* found = s->ask(key, "text", fmt::format("\"{}\"", view(otherwise)), help);
  if (found == nullptr) return keepText(s, std::string(view(otherwise)));
  if (const auto* text = std::get_if<std::string>(&found->value)) return keepText(s, *text);
  s->wrongType(key, *found, "a text in quotation marks");
  return otherwise;
}

ct_text settingItem(const ct_settings* s, const char* key, uint64_t index,
                    const char* const* otherwise, const char* help) {
  std::string shown;
  std::uint64_t count = 0;
  for (; otherwise != nullptr && otherwise[count] != nullptr; ++count) {
    shown += fmt::format("{}\"{}\"", count == 0 ? "" : ", ", otherwise[count]);
  }
  const Setting* found = s->ask(key, "list", fmt::format("[{}]", shown), help);
  if (found != nullptr) {
    if (const auto* list = std::get_if<std::vector<std::string>>(&found->value)) {
      if (index >= list->size()) return {nullptr, 0};
      return {(*list)[index].data(), (*list)[index].size()};
    }
    s->wrongType(key, *found, "a list of texts");
  }
  if (index >= count) return {nullptr, 0};
  return {otherwise[index], std::char_traits<char>::length(otherwise[index])};
}

ct_text settingFile(const ct_settings* s, const char* key, ct_text otherwise, const char* help) {
  const std::string path(view(settingText(s, key, otherwise, help)));
  if (path.empty() || path.front() == '/') return keepText(s, path);
  return keepText(s, (std::filesystem::path(s->folder) / path).string());
}

}  // namespace copytaster
