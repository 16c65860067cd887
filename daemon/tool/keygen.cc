// `copytaster keygen`: a pair of CURVE keys as two files, and their line of an allow-list.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>

#include "daemon/tool/commands.h"
#include "daemon/wire/keys.h"

namespace copytaster {
namespace {

struct KeygenOptions {
  std::string prefix;
  std::vector<std::string> roles;
};

constexpr const char* kExamples =
    R"(Writes NAME.secret (mode 0600) and NAME.public, and prints the line of an allow-list.

  copytaster keygen daemon                                      the daemon's own
  copytaster keygen desk --role subscribe --role replay >> allowed

Exit status: 0 written; 1 a file is there already, or cannot be written; 2 usage.)";

// Never over a file that is there: the key in it may be all that opens a wire.
Result<void> writeNew(const std::string& path, const std::string& text, mode_t mode) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0)
    return refuse(ErrorCode::kBusy, fmt::format("cannot make {}: {}", path, std::strerror(errno)));
  const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                     ::fsync(fd) == 0;
  ::close(fd);
  if (whole) return {};
  ::unlink(path.c_str());
  return refuse(ErrorCode::kSystem, fmt::format("cannot write {}", path));
}

int keygen(const KeygenOptions& options) {
  const KeyPair keys = makeKeys();
  const std::string secret = options.prefix + ".secret", open = options.prefix + ".public";
  auto written = writeNew(secret, keys.secret + "\n", 0600);
  if (written) {
    written = writeNew(open, keys.public_key + "\n", 0644);
    if (!written) ::unlink(secret.c_str());
  }
  if (!written) {
    complain(written.error().what);
    return kExitFailed;
  }
  fmt::print(stderr, "wrote {} and {}\n", secret, open);
  std::cout << keys.public_key << "  " << std::filesystem::path(options.prefix).filename().string();
  for (const std::string& role : options.roles) std::cout << "  " << role;
  std::cout << std::endl;
  return kExitDone;
}

}  // namespace

void addKeygen(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("keygen", "make a pair of CURVE keys");
  // Shared, because CLI11 copies the callback that holds it.
  const auto options = std::make_shared<KeygenOptions>();
  command->add_option("NAME", options->prefix, "path of the two files without their ends")
      ->required()
      ->check([](const std::string& name) {
        const std::string last = std::filesystem::path(name).filename().string();
        return last.empty() || last.find_first_of(" \t#") != std::string::npos
                   ? "wanted a name without spaces"
                   : "";
      });
  command->add_option("--role", options->roles, "for the list: what the key may do")
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"publish", "subscribe", "replay"}))
      ->type_name("publish|subscribe|replay");
  command->footer(kExamples);
  command->callback([options, &status] { status = keygen(*options); });
}

}  // namespace copytaster
