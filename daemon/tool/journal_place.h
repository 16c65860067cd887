// Where a daemon's journal is, as a command is told: by its folder, by the daemon's settings file,
// or not at all, which is the embedded default.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "daemon/base/result.h"
#include "daemon/desk/config.h"
#include "daemon/record/journal.h"

namespace copytaster {

struct JournalPlace {
  std::string folder, config;

  // Adds --journal and --config.
  void addTo(CLI::App& command);
  // The settings file named, else the default.
  [[nodiscard]] Result<Config> settings() const;
  [[nodiscard]] Result<std::string> path() const;
  // Beside a running daemon or without one.
  [[nodiscard]] Result<Journal> open() const;
};

// "2026-03-11 02:34:05", UTC; empty for 0.
std::string timeText(std::int64_t micros);
// "3.4 MiB".
std::string bytesText(std::uint64_t bytes);

}  // namespace copytaster
