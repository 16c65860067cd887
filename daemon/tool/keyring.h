// The CURVE keys of a command's socket, as its options name them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "daemon/base/result.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

struct KeyOptions {
  std::string secret_file;  // empty: no CURVE
  std::string server_key;   // of the other side, or the file that holds it; empty: it comes to us
};

// --secret FILE and --server-key KEY|FILE.
void addKeyOptions(CLI::App& command, KeyOptions& options);

// No keys without a secret_file. kNotFound, kRefused, kInvalid: as readKeys; kInvalid: a server key
// that is none.
Result<CurveKeys> takeKeys(const KeyOptions& options);

}  // namespace copytaster
