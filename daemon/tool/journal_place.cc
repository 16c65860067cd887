// Where the journal is: see journal_place.h.
#include "daemon/tool/journal_place.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <chrono>

namespace copytaster {

void JournalPlace::addTo(CLI::App& command) {
  auto* named =
      command.add_option("--journal", folder, "the journal's folder")->type_name("FOLDER");
  command.add_option("--config", config, "the daemon's settings file, which names the journal")
      ->type_name("FILE")
      ->excludes(named);
}

Result<Config> JournalPlace::settings() const {
  return config.empty() ? Result<Config>(defaultConfig()) : readConfig(config);
}

Result<std::string> JournalPlace::path() const {
  if (!folder.empty()) return folder;
  return settings().map([](const Config& read) { return read.journal.path; });
}

Result<Journal> JournalPlace::open() const {
  return path().and_then([](const std::string& at) { return Journal::openToRead(at); });
}

std::string timeText(std::int64_t micros) {
  if (micros == 0) return "";
  const std::chrono::sys_seconds at{std::chrono::seconds(micros / 1'000'000)};
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", at);
}

std::string bytesText(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", size, kUnits[unit]);
}

}  // namespace copytaster
