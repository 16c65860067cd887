// The control socket: how `copytaster status`, `drain` and the like talk to a running daemon.
//
// A Unix socket, one line of JSON each way:
//   {"command": "drain", "arguments": {"why": "update"}}   ->   {"ok": true, "result": {…}}
//                                                          or   {"ok": false, "error": "…"}
// Never TCP: who may ask is decided by the kernel's word on the peer (SO_PEERCRED), not by a
// password. One thread serves all; input, connections and idle time are bounded, so that a stuck or
// hostile client costs nobody else.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"

namespace copytaster {

inline constexpr std::size_t kControlLineBytesMax = 64 * 1024;
inline constexpr std::size_t kControlAnswerBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kControlClientsMax = 32;
inline constexpr int kControlIdleMsMax = 30'000;

struct ControlRequest {
  std::string command;
  std::map<std::string, std::string> arguments;  // numbers and flags as they are written
};

class ControlSocket {
 public:
  // Answers a request with a JSON value ("{…}"), or an Error whose `what` the asker sees. Runs on
  // the socket's thread, and holds up all other requests: starts what takes long, and returns.
  using Act = std::function<Result<std::string>(const ControlRequest&)>;

  // [setup] Binds and serves, and counts who is refused. A socket that a dead daemon left is taken
  // over. `group`: members may ask too; empty: only our own uid and root. kBusy: a live daemon has
  // it; kInvalid: path too long, no such group; kSystem.
  static Result<std::unique_ptr<ControlSocket>> open(const std::string& path,
                                                     const std::string& group,
                                                     std::map<std::string, Act> acts,
                                                     Counters& counters, Log& log);
  virtual ~ControlSocket() = default;  // stops serving, removes the socket

 protected:
  ControlSocket() = default;
};

// Whether a peer may ask: ourselves, root, or a member of the group (nobody's group is -1).
bool mayAsk(uid_t peer, gid_t peer_group, uid_t own, gid_t group);

// Asks the daemon behind a socket: the JSON of its result. kNotFound: nobody listens there;
// kRefused: it said no (`what` is its reason); kSystem: no answer within the time.
Result<std::string> askDaemon(const std::string& path, const ControlRequest& request,
                              int timeout_ms = 10'000);

// The one line of a request or answer, and what one says. For tests and for the other end.
std::string requestLine(const ControlRequest& request);
Result<ControlRequest> parseRequest(std::string_view line);

}  // namespace copytaster
