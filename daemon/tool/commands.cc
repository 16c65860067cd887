// What every subcommand shares: see commands.h.
#include "daemon/tool/commands.h"

#include <fmt/format.h>

#include <string>

namespace copytaster {

void complain(std::string_view what) {
  fmt::print(stderr, "copytaster: {}\n", what);
}

void addColor(CLI::App& command, ColorChoice& color) {
  command
      .add_option_function<std::string>(
          "--color",
          [&color](const std::string& when) {
            color = when == "always"  ? ColorChoice::kAlways
                    : when == "never" ? ColorChoice::kNever
                                      : ColorChoice::kAuto;
          },
          "auto (a terminal, and no NO_COLOR), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}, CLI::ignore_case))
      ->type_name("WHEN");
}

}  // namespace copytaster
