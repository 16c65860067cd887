// A server's key may be given as it is or as the file that `copytaster keygen` wrote: see
// keyring.h.
#include "daemon/tool/keyring.h"

#include <fmt/format.h>

#include "daemon/wire/keys.h"

namespace copytaster {

void addKeyOptions(CLI::App& command, KeyOptions& options) {
  CLI::Option* secret =
      command.add_option("--secret", options.secret_file, "our secret key: this socket uses CURVE")
          ->type_name("FILE");
  command
      .add_option("--server-key", options.server_key,
                  "the daemon's public key, or the file that holds it")
      ->needs(secret)
      ->type_name("KEY|FILE");
}

Result<CurveKeys> takeKeys(const KeyOptions& options) {
  if (options.secret_file.empty()) return CurveKeys{};
  if (options.server_key.empty() || isKey(options.server_key))
    return readKeys(options.secret_file, options.server_key);
  const auto lines = readKeyLines(options.server_key);
  if (!lines) return tl::make_unexpected(lines.error());
  if (lines->size() != 1) {
    return refuse(ErrorCode::kInvalid,
                  fmt::format("{} does not hold one public key", options.server_key));
  }
  return readKeys(options.secret_file, lines->front().words.front());
}

}  // namespace copytaster
