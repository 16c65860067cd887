// CURVE keys as they lie in files: a secret key of ours, public ones of others (allow_list.h).
//
// A file holds one key a line in Z85 (40 characters), and more words where it is a list; `#` begins
// a comment. The public half is computed from the secret one, so there is no second file to get
// wrong.
#pragma once

#include <string>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

// The keys of a socket. kNotFound: cannot be read; kRefused: others on the machine can read the
// file; kInvalid: no key in it, or `server_key` (of the other side, when connecting; else empty) is
// none.
Result<CurveKeys> readKeys(const std::string& secret_file, const std::string& server_key);

bool isKey(const std::string& text);

// The lines of a key file that are no comments.
struct KeyLine {
  int number = 0;
  std::vector<std::string> words;  // one at least
};
// kNotFound: cannot be read.
Result<std::vector<KeyLine>> readKeyLines(const std::string& path);

struct KeyPair {
  std::string secret;
  std::string public_key;
};
KeyPair makeKeys();

}  // namespace copytaster
