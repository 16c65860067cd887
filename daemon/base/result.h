// What a call that may be refused gives back: a value, or an Error with a code and a sentence.
//
// For failures that are expected and cold (STYLE.md section 4): opening, configuring, committing.
// The code is for programs, `what` is for people: it names the file, line or key, and what to do.
// Failures on the hot path are one-byte enums and counters instead, broken invariants stop the
// process (check.h).
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace copytaster {

enum class ErrorCode : std::uint8_t {
  kInvalid,   // an argument, key or value is wrong; doing it again fails again
  kNotFound,  // no such file, key, filter or endpoint
  kRefused,   // understood, and not allowed here: another uid, a bind without CURVE, a read-only
              // journal
  kBusy,      // someone else has it: the journal of another process, an address in use
  kFull,      // a bound was hit: disk, map, queue; works again when there is room
  kVersion,   // made by another, newer version; `what` names both
  kCorrupt,   // bytes that we wrote do not read back
  kSystem,    // the operating system failed a call; `what` has its reason
};

struct Error {
  ErrorCode code = ErrorCode::kInvalid;
  std::string what;
};

template <typename T>
using Result = tl::expected<T, Error>;

// Makes the error side of any Result: `return refuse(ErrorCode::kBusy, "…")`.
inline tl::unexpected<Error> refuse(ErrorCode code, std::string what) {
  return tl::make_unexpected(Error{code, std::move(what)});
}

}  // namespace copytaster
