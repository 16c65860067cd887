// The subcommands of `copytaster`, one file each. Each function adds its command with its options;
// when the command was given, it runs and sets `status`: 0 done, 1 what was asked failed. Usage
// errors are CLI11's, status 2.
#pragma once

#include <CLI/CLI.hpp>
#include <string_view>

#include "daemon/tool/page.h"

namespace copytaster {

inline constexpr int kExitDone = 0, kExitFailed = 1, kExitUsage = 2;

void addTaste(CLI::App& app, int& status);
void addFeed(CLI::App& app, int& status);
void addTap(CLI::App& app, int& status);
void addJournal(CLI::App& app, int& status);
void addLetters(CLI::App& app, int& status);
void addAsk(CLI::App& app, int& status);  // status, reload, drain
void addFilters(CLI::App& app, int& status);
void addKeygen(CLI::App& app, int& status);

// "copytaster: what" on standard error. [any]
void complain(std::string_view what);
// --color auto|always|never.
void addColor(CLI::App& command, ColorChoice& color);

}  // namespace copytaster
