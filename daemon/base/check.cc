// What happens when an invariant of ours breaks: one line, then the end.
#include "daemon/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace copytaster {

void broken(const char* what, const char* file, int line) noexcept {
  std::fprintf(stderr, "copytaster: broken invariant at %s:%d: %s\n", file, line, what);
  std::abort();
}

}  // namespace copytaster
