// Any line on the control socket: a request, which reads back from its own line, or a sentence why
// not.
#include <cstdint>
#include <cstdlib>

#include "daemon/desk/control.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto request = copytaster::parseRequest({reinterpret_cast<const char*>(data), size});
  if (!request) {
    if (request.error().what.empty()) std::abort();
    return 0;
  }
  const auto again = copytaster::parseRequest(copytaster::requestLine(*request));
  if (!again || again->command != request->command || again->arguments != request->arguments)
    std::abort();
  return 0;
}
