// The serving half is one poll loop over non-blocking sockets: each client has a bounded buffer in
// and out, is answered in order, and is dropped when it says nothing for half a minute. An eventfd
// ends the loop. The asking half is blocking with a deadline.
#include "daemon/desk/control.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/base/clock.h"

namespace copytaster {
namespace {

using nlohmann::json;

constexpr gid_t kNoGroup = static_cast<gid_t>(-1);

// A file descriptor, closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool good() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error socketError(const std::string& path, std::string_view doing) {
  return {ErrorCode::kSystem,
          fmt::format("control socket {}: {}: {}", path, doing, std::strerror(errno))};
}

Result<sockaddr_un> addressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return refuse(
        ErrorCode::kInvalid,
        fmt::format(
            "control socket path `{}` has {} bytes, a Unix socket takes 1 to {}: set control.path",
            path, path.size(), sizeof address.sun_path - 1));
  }
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

int connectTo(int fd, const sockaddr_un& address) {
  return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::string answerLine(const Result<std::string>& answer) {
  if (answer && answer->size() <= kControlAnswerBytesMax)
    return "{\"ok\":true,\"result\":" + *answer + "}\n";
  const std::string what = answer ? "the answer is too long" : answer.error().what;
  return json{{"ok", false}, {"error", what}}.dump(-1, ' ', false, json::error_handler_t::replace) +
         "\n";
}

bool isMember(uid_t user, gid_t user_group, gid_t group) {
  if (user_group == group) return true;
  std::vector<char> room(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(user, &entry, room.data(), room.size(), &found) != 0 || found == nullptr)
    return false;
  std::vector<gid_t> groups(256);
  int count = static_cast<int>(groups.size());
  if (getgrouplist(found->pw_name, user_group, groups.data(), &count) < 0) return false;
  groups.resize(static_cast<std::size_t>(count));
  return std::ranges::find(groups, group) != groups.end();
}

Result<gid_t> groupNamed(const std::string& name) {
  if (name.empty()) return kNoGroup;
  std::vector<char> room(16 * 1024);
  group entry{};
  group* found = nullptr;
  if (getgrnam_r(name.c_str(), &entry, room.data(), room.size(), &found) != 0 || found == nullptr)
    return refuse(ErrorCode::kInvalid, fmt::format("control.group: there is no group `{}`", name));
  return entry.gr_gid;
}

struct Client {
  Descriptor fd;
  std::string in;
  std::string out;
  std::int64_t heard_at = 0;  // steady microseconds
  bool ending = false;        // closes when `out` is written
};

class ServingSocket final : public ControlSocket {
 public:
  ServingSocket(std::string path, gid_t group, std::map<std::string, Act> acts, Counters& counters,
                Log& log)
      : path_(std::move(path)),
        group_(group),
        acts_(std::move(acts)),
        log_(log),
        strangers_(refusals(counters, "peer")),
        broken_lines_(refusals(counters, "line")) {}

  ~ServingSocket() override {
    if (thread_.joinable()) {
      eventfd_write(stop_.get(), 1);
      thread_.join();
    }
    if (listener_.good()) unlink(path_.c_str());
  }

  Result<void> start() {
    const auto address = addressOf(path_);
    if (!address) return tl::make_unexpected(address.error());
    if (auto cleared = clearStale(*address); !cleared) return cleared;
    Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    stop_ = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!listener.good() || !stop_.good()) return tl::make_unexpected(socketError(path_, "socket"));
    // The mode the file is born with; opened up only when the group is right.
    fchmod(listener.get(), 0600);
    if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
      return tl::make_unexpected(socketError(path_, "bind"));
    listener_ = std::move(listener);
    if (group_ != kNoGroup && chown(path_.c_str(), static_cast<uid_t>(-1), group_) != 0)
      return tl::make_unexpected(socketError(path_, "chown to the group"));
    if (chmod(path_.c_str(), group_ == kNoGroup ? 0600 : 0660) != 0 ||
        listen(listener_.get(), 16) != 0)
      return tl::make_unexpected(socketError(path_, "listen"));
    thread_ = std::thread([this] { serve(); });
    return {};
  }

 private:
  static Counter& refusals(Counters& counters, const std::string& reason) {
    return counters.total("refused_connections", {{"socket", "control"}, {"reason", reason}},
                          "connections",
                          "Connections that were refused before anything was taken from them.");
  }

  Result<void> clearStale(const sockaddr_un& address) const {
    struct stat file {};
    if (lstat(path_.c_str(), &file) != 0) return {};
    if (!S_ISSOCK(file.st_mode))
      return refuse(ErrorCode::kInvalid,
                    fmt::format("control socket {}: a file stands there that is no socket", path_));
    const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (connectTo(probe.get(), address) == 0 || errno == EAGAIN)
      return refuse(ErrorCode::kBusy,
                    fmt::format("control socket {}: another copytasterd answers there", path_));
    unlink(path_.c_str());
    return {};
  }

  void serve() {
    std::vector<pollfd> waits;
    while (true) {
      waits.assign({{stop_.get(), POLLIN, 0},
                    {listener_.get(),
                     static_cast<short>(clients_.size() < kControlClientsMax ? POLLIN : 0), 0}});
      for (const Client& client : clients_)
        waits.push_back(
            {client.fd.get(), static_cast<short>(client.out.empty() ? POLLIN : POLLOUT), 0});
      if (poll(waits.data(), waits.size(), clients_.empty() ? -1 : 1000) < 0 && errno != EINTR)
        return;
      if (waits[0].revents != 0) return;
      const std::int64_t now = steadyMicros();
      for (std::size_t i = 0; i < clients_.size(); ++i) {
        Client& client = clients_[i];
        if (waits[i + 2].revents != 0) client.heard_at = now;
        const bool idle = now - client.heard_at > std::int64_t{kControlIdleMsMax} * 1000;
        if (idle || (waits[i + 2].revents != 0 && !attend(client))) client.fd = Descriptor();
      }
      std::erase_if(clients_, [](const Client& client) { return !client.fd.good(); });
      if (waits[1].revents != 0) welcome(now);
    }
  }

  void welcome(std::int64_t now) {
    Client client{
        Descriptor(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)),
        {},
        {},
        now,
        false};
    if (!client.fd.good()) return;
    ucred peer{};
    socklen_t size = sizeof peer;
    const bool known = getsockopt(client.fd.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
    if (!known || !mayAsk(peer.uid, peer.gid, geteuid(), group_)) {
      strangers_.add();
      log_.warning("control socket: uid {} was refused", peer.uid);
      client.out = answerLine(refuse(
          ErrorCode::kRefused, "you may not ask: not this daemon's user, root or control.group"));
      client.ending = true;
    }
    clients_.push_back(std::move(client));
  }

  // Reads, answers, writes as far as it goes. False: done with this client.
  bool attend(Client& client) {
    if (client.out.empty()) {
      char bytes[4096];
      const ssize_t size = recv(client.fd.get(), bytes, sizeof bytes, 0);
      if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return false;
      if (size > 0) client.in.append(bytes, static_cast<std::size_t>(size));
      answerLines(client);
    }
    if (client.out.empty()) return true;
    const ssize_t size = send(client.fd.get(), client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    client.out.erase(0, static_cast<std::size_t>(size));
    return !client.out.empty() || !client.ending;
  }

  void answerLines(Client& client) {
    std::size_t end = 0;
    while ((end = client.in.find('\n')) != std::string::npos &&
           client.out.size() < kControlAnswerBytesMax) {
      client.out += answerLine(answer(std::string_view(client.in).substr(0, end)));
      client.in.erase(0, end + 1);
    }
    if (client.in.size() <= kControlLineBytesMax) return;
    broken_lines_.add();
    client.out += answerLine(refuse(ErrorCode::kInvalid, "the line is too long"));
    client.in.clear();
    client.ending = true;
  }

  Result<std::string> answer(std::string_view line) const {
    const auto request = parseRequest(line);
    if (!request) {
      broken_lines_.add();
      return tl::make_unexpected(request.error());
    }
    const auto act = acts_.find(request->command);
    if (act != acts_.end()) return act->second(*request);
    std::string known;
    for (const auto& [name, unused] : acts_) known += (known.empty() ? "" : ", ") + name;
    return refuse(ErrorCode::kNotFound,
                  fmt::format("no command `{}`; there are: {}", request->command, known));
  }

  std::string path_;
  gid_t group_;
  std::map<std::string, Act> acts_;
  Log& log_;
  Counter &strangers_, &broken_lines_;
  Descriptor listener_;
  Descriptor stop_;
  std::vector<Client> clients_;
  std::thread thread_;
};

// Waits for an event on a socket until the deadline.
bool waitFor(int fd, short event, std::int64_t deadline) {
  while (true) {
    const std::int64_t left_ms = (deadline - steadyMicros()) / 1000;
    if (left_ms <= 0) return false;
    pollfd wait{fd, event, 0};
    const int count = poll(&wait, 1, static_cast<int>(left_ms));
    if (count > 0) return true;
    if (count < 0 && errno != EINTR) return false;
  }
}

Result<std::string> exchange(int fd, std::string_view line, const std::string& path,
                             std::int64_t deadline) {
  while (!line.empty()) {
    if (!waitFor(fd, POLLOUT, deadline))
      return refuse(ErrorCode::kSystem, path + ": the daemon does not listen");
    const ssize_t size = send(fd, line.data(), line.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EPIPE) break;  // it refused us, and says why
    if (size < 0 && errno != EAGAIN && errno != EINTR)
      return tl::make_unexpected(socketError(path, "send"));
    if (size > 0) line.remove_prefix(static_cast<std::size_t>(size));
  }
  std::string answer;
  while (!answer.ends_with('\n')) {
    if (!waitFor(fd, POLLIN, deadline))
      return refuse(ErrorCode::kSystem, path + ": the daemon does not answer");
    char bytes[16 * 1024];
    const ssize_t size = recv(fd, bytes, sizeof bytes, 0);
    if (size == 0) return refuse(ErrorCode::kSystem, path + ": the daemon hung up");
    if (size < 0 && errno != EAGAIN && errno != EINTR)
      return tl::make_unexpected(socketError(path, "receive"));
    if (size > 0) answer.append(bytes, static_cast<std::size_t>(size));
    if (answer.size() > kControlAnswerBytesMax + 1024)
      return refuse(ErrorCode::kInvalid, path + ": answer too long");
  }
  return answer;
}

}  // namespace

bool mayAsk(uid_t peer, gid_t peer_group, uid_t own, gid_t group) {
  if (peer == own || peer == 0) return true;
  return group != kNoGroup && isMember(peer, peer_group, group);
}

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::string& path,
                                                           const std::string& group,
                                                           std::map<std::string, Act> acts,
                                                           Counters& counters, Log& log) {
  const auto gid = groupNamed(group);
  if (!gid) return tl::make_unexpected(gid.error());
  auto serving = std::make_unique<ServingSocket>(path, *gid, std::move(acts), counters, log);
  if (auto started = serving->start(); !started) return tl::make_unexpected(started.error());
  return serving;
}

std::string requestLine(const ControlRequest& request) {
  return json{{"command", request.command}, {"arguments", request.arguments}}.dump(
             -1, ' ', false, json::error_handler_t::replace) +
         "\n";
}

Result<ControlRequest> parseRequest(std::string_view line) {
  // Depth is bounded by the callback: a line of brackets must not become a deep recursion.
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= 2; };
  const json parsed = json::parse(line, shallow, false);
  if (!parsed.is_object() || !parsed.contains("command") || !parsed["command"].is_string())
    return refuse(ErrorCode::kInvalid,
                  "wanted one line of JSON: {\"command\": \"status\", \"arguments\": {}}");
  ControlRequest request{parsed["command"].get<std::string>(), {}};
  if (!parsed.contains("arguments")) return request;
  const json& arguments = parsed["arguments"];
  if (!arguments.is_object()) return refuse(ErrorCode::kInvalid, "`arguments` is no object");
  for (const auto& [name, value] : arguments.items()) {
    if (value.is_structured() || value.is_null() || value.is_discarded())
      return refuse(ErrorCode::kInvalid,
                    fmt::format("argument `{}` is neither text, number nor flag", name));
    request.arguments[name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return request;
}

Result<std::string> askDaemon(const std::string& path, const ControlRequest& request,
                              int timeout_ms) {
  const auto address = addressOf(path);
  if (!address) return tl::make_unexpected(address.error());
  const std::int64_t deadline = steadyMicros() + std::int64_t{timeout_ms} * 1000;
  const Descriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.good() || connectTo(fd.get(), *address) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED)
      return refuse(
          ErrorCode::kNotFound,
          fmt::format(
              "no copytasterd listens on {}; is it running, and is this its journal.path or "
              "control.path?",
              path));
    return tl::make_unexpected(socketError(path, "connect"));
  }
  const auto answer = exchange(fd.get(), requestLine(request), path, deadline);
  if (!answer) return answer;
  const json parsed = json::parse(*answer, nullptr, false);
  if (!parsed.is_object() || !parsed.value("ok", false)) {
    const bool told = parsed.is_object() && parsed.contains("error") && parsed["error"].is_string();
    return refuse(told ? ErrorCode::kRefused : ErrorCode::kInvalid,
                  told ? parsed["error"].get<std::string>()
                       : path + ": what answers there is no copytasterd");
  }
  return parsed.contains("result") ? parsed["result"].dump() : "null";
}

}  // namespace copytaster
