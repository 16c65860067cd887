// The daemon's HTTP: /livez, /readyz, /metrics and the pages that main adds. For a supervisor,
// Prometheus and a person's browser on the same machine; read-only, no password, loopback unless
// the settings say otherwise.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"

namespace copytaster {

// What a page is: made anew for each request, on the server's threads.
struct Page {
  std::string type = "text/html; charset=utf-8";
  std::function<std::string()> make;
};

struct HttpParts {
  // Empty: well. Otherwise why not, in a sentence; the answer is then 503. [any]
  std::function<std::string()> live;
  std::function<std::string()> ready;
  std::map<std::string, Page> pages;  // by path, "/" first of all
};

class HttpServer {
 public:
  // [setup] Binds "HOST:PORT" (port 0 or *: the system's choice) and serves. kBusy: the address is
  // in use; kInvalid.
  static Result<std::unique_ptr<HttpServer>> open(const std::string& bind, const Counters& counters,
                                                  HttpParts parts, Log& log);
  virtual ~HttpServer() = default;  // stops serving

  [[nodiscard]] virtual int port() const = 0;
  [[nodiscard]] virtual std::string address() const = 0;  // "http://127.0.0.1:7550"

 protected:
  HttpServer() = default;
};

}  // namespace copytaster
