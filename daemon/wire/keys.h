// CURVE keys as they lie in files: a secret key of ours, the public keys of those who may come in.
//
// A file holds one key a line in Z85 (40 characters), for clients followed by a name for the log;
// `#` begins a comment. The public half is computed from the secret one, so there is no second file
// to get wrong.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

// The keys of a socket. kNotFound: cannot be read; kRefused: others on the machine can read the
// file; kInvalid: no key in it, or `server_key` (of the other side, when connecting; else empty) is
// none.
Result<CurveKeys> readKeys(const std::string& secret_file, const std::string& server_key);

// Public key to name. kNotFound, kInvalid (the line is named).
Result<std::map<std::string, std::string>> readClients(const std::string& clients_file);

struct KeyPair {
  std::string secret;
  std::string public_key;
};
KeyPair makeKeys();

}  // namespace copytaster
