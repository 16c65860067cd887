// Order matters: magic and version are read first, from bytes that never move, and nothing behind
// them is believed before they fit (a version read from another layout has been a pointer
// elsewhere).
#include "daemon/chain/plugin_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstddef>
#include <filesystem>

namespace copytaster {

Result<const ct_plugin*> checkPlugin(const ct_plugin* plugin, const std::string& path) {
  if (plugin->magic != CT_ABI_MAGIC) {
    return refuse(
        ErrorCode::kVersion,
        fmt::format(
            "{}: exports {}, but not in the layout of a copytaster filter; build it against "
            "copytaster/filter.h",
            path, CT_PLUGIN_SYMBOL));
  }
  if (plugin->abi_major != CT_ABI_MAJOR || plugin->abi_minor > CT_ABI_MINOR) {
    return refuse(ErrorCode::kVersion, fmt::format("{}: made for boundary {}.{}, this copytaster "
                                                   "has {}.{}; build it against the installed SDK",
                                                   path, plugin->abi_major, plugin->abi_minor,
                                                   CT_ABI_MAJOR, CT_ABI_MINOR));
  }
  if (plugin->struct_size < sizeof(ct_plugin)) {
    return refuse(ErrorCode::kVersion,
                  fmt::format("{}: its filter table has {} bytes, at least {} are needed", path,
                              plugin->struct_size, sizeof(ct_plugin)));
  }
  const bool whole = plugin->name != nullptr && plugin->version != nullptr &&
                     plugin->create != nullptr && plugin->destroy != nullptr &&
                     ((plugin->flags & CT_EXAMINES) == 0 || plugin->examine != nullptr) &&
                     ((plugin->flags & CT_SETTLES) == 0 || plugin->settle != nullptr) &&
                     ((plugin->flags & CT_RECALLS) == 0 || plugin->recall != nullptr);
  if (!whole || (plugin->flags & (CT_EXAMINES | CT_SETTLES)) == 0) {
    return refuse(ErrorCode::kInvalid,
                  fmt::format("{}: its filter table lacks a call that its flags promise", path));
  }
  return plugin;
}

Result<const ct_plugin*> openPlugin(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return refuse(ErrorCode::kNotFound, fmt::format("{}: no such filter library", path));
  }
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return refuse(ErrorCode::kInvalid, fmt::format("cannot open filter: {}", ::dlerror()));
  const void* symbol = ::dlsym(library, CT_PLUGIN_SYMBOL);
  if (symbol == nullptr) {
    return refuse(
        ErrorCode::kNotFound,
        fmt::format("{}: exports no {}; a filter ends with COPYTASTER_EXPORT constexpr auto {} = "
                    "copytaster::plugin<...>(...)",
                    path, CT_PLUGIN_SYMBOL, CT_PLUGIN_SYMBOL));
  }
  return checkPlugin(static_cast<const ct_plugin*>(symbol), path);
}

}  // namespace copytaster
