// Invariants of our own, checked in release too: where one breaks the process stops, and its
// supervisor starts it again. Never for what the wire sends.
#pragma once

namespace copytaster {

[[noreturn]] void broken(const char* what, const char* file, int line) noexcept;

inline void check(bool holds, const char* what, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) noexcept {
  if (!holds) [[unlikely]]
    broken(what, file, line);
}

}  // namespace copytaster
