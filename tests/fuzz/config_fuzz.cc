// Any text as a settings file: settings, or mistakes that name the file.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "daemon/desk/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config =
      copytaster::parseConfig({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
  if (!config && config.error().what.find("fuzz.toml") == std::string::npos) std::abort();
  return 0;
}
