// cpp-httplib on a few threads of its own. Bodies sent to us are refused beyond a few bytes,
// headers and time are bounded by the library. A connection holds a thread while it is open, so it
// is closed after its one answer: pages left open in browsers would make a scrape wait.
#include "daemon/desk/http.h"

#include <fmt/format.h>
#include <httplib.h>

#include <atomic>
#include <charconv>
#include <string_view>
#include <thread>
#include <utility>

#include "daemon/desk/metrics.h"

namespace copytaster {
namespace {

constexpr std::size_t kThreads = 8;  // as many clients may be slow at once; idle, they cost nothing
constexpr std::size_t kBodyBytesMax = 1024;
constexpr time_t kSeconds = 5;

struct Address {
  std::string host;
  int port = 0;  // 0: the system's choice
};

Result<Address> parseAddress(std::string_view bind) {
  const std::size_t colon = bind.rfind(':');
  if (colon == std::string_view::npos || colon == 0)
    return refuse(ErrorCode::kInvalid, fmt::format("http.bind `{}`: wanted HOST:PORT", bind));
  Address address{std::string(bind.substr(0, colon)), 0};
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  const std::string_view port = bind.substr(colon + 1);
  if (port == "*") return address;
  const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (code != std::errc{} || end != port.data() + port.size() || address.port < 0 ||
      address.port > 65535)
    return refuse(ErrorCode::kInvalid, fmt::format("http.bind `{}`: `{}` is no port", bind, port));
  return address;
}

// 200 "ok", or 503 with the reason.
httplib::Server::Handler health(std::function<std::string()> why) {
  return [why = std::move(why)](const httplib::Request&, httplib::Response& response) {
    const std::string reason = why ? why() : std::string();
    response.status = reason.empty() ? 200 : 503;
    response.set_content((reason.empty() ? "ok" : reason) + "\n", "text/plain; charset=utf-8");
  };
}

class LoopServer final : public HttpServer {
 public:
  explicit LoopServer(Log& log) : log_(log) {}

  ~LoopServer() override {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Result<void> start(const std::string& bind, const Counters& counters, HttpParts parts) {
    const auto address = parseAddress(bind);
    if (!address) return tl::make_unexpected(address.error());
    host_ = address->host;
    setBounds();
    setRoutes(counters, std::move(parts));
    if (address->port == 0) {
      port_ = server_.bind_to_any_port(address->host);
    } else {
      port_ = server_.bind_to_port(address->host, address->port) ? address->port : -1;
    }
    if (port_ <= 0)
      return refuse(
          ErrorCode::kBusy,
          fmt::format("http.bind `{}`: cannot bind; is another program on this port?", bind));
    thread_ = std::thread([this] {
      if (!server_.listen_after_bind()) log_.error("the HTTP server stopped serving");
      ended_ = true;
    });
    // stop() before the loop runs would be forgotten by the library, and it has no call to wait for
    // that.
    while (!server_.is_running() && !ended_) std::this_thread::yield();
    return {};
  }

  [[nodiscard]] int port() const override { return port_; }
  [[nodiscard]] std::string address() const override {
    const bool is_ipv6 = host_.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}", is_ipv6 ? "[" : "", host_, is_ipv6 ? "]" : "", port_);
  }

 private:
  void setBounds() {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_payload_max_length(kBodyBytesMax);
    server_.set_read_timeout(kSeconds);
    server_.set_write_timeout(kSeconds);
    server_.set_keep_alive_max_count(1);
    // The library's default also sets SO_REUSEPORT, with which a second daemon would bind in
    // silence.
    server_.set_socket_options([](int socket) {
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    server_.set_default_headers(
        {{"X-Content-Type-Options", "nosniff"},
         {"Cache-Control", "no-store"},
         {"Content-Security-Policy", "default-src 'self' 'unsafe-inline'"}});
  }

  void setRoutes(const Counters& counters, HttpParts parts) {
    server_.Get("/livez", health(std::move(parts.live)));
    server_.Get("/readyz", health(std::move(parts.ready)));
    server_.Get("/metrics", [&counters](const httplib::Request&, httplib::Response& response) {
      response.set_content(renderMetrics(counters), "text/plain; version=0.0.4; charset=utf-8");
    });
    for (auto& [path, page] : parts.pages) {
      server_.Get(path,
                  [page = std::move(page)](const httplib::Request&, httplib::Response& response) {
                    response.set_content(page.make(), page.type);
                  });
    }
  }

  Log& log_;
  httplib::Server server_;
  std::thread thread_;
  std::atomic<bool> ended_{false};
  std::string host_;
  int port_ = -1;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::open(const std::string& bind,
                                                     const Counters& counters, HttpParts parts,
                                                     Log& log) {
  auto server = std::make_unique<LoopServer>(log);
  if (auto started = server->start(bind, counters, std::move(parts)); !started)
    return tl::make_unexpected(started.error());
  return server;
}

}  // namespace copytaster
