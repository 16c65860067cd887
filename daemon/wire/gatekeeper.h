// The gatekeeper: who may come in through which socket, and the book of who was turned away.
//
// A socket that is bound with CURVE is a door with an allow-list and a role (ZAP, ZeroMQ RFC 27):
// libzmq asks during the handshake, on one thread, and a list that changed on disk is read again
// before it answers. Without somebody who answers libzmq lets every key in (libzmq issue 2711):
// main therefore opens the gatekeeper before any socket. What ends before it comes to a key - no
// CURVE, another server's key, no ZMTP at all, silence - the gatekeeper hears from the socket's
// monitor, for doors without CURVE too. A key that is taken off a list keeps the connection it has.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/wire/allow_list.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

struct Door {
  std::string name;  // SocketOptions::door of its socket
  Role role = kPublishRole;
  std::string clients_file;  // empty: any key comes in
};

class Gatekeeper {
 public:
  // [setup] Reads every list. kNotFound, kInvalid: a list; kBusy: the context has one already.
  static Result<std::unique_ptr<Gatekeeper>> open(WireContext& context,
                                                  const std::vector<Door>& doors,
                                                  Counters& counters, Log& log);
  virtual ~Gatekeeper() = default;  // after the sockets of its doors

  // [any] Reads every list again; answers how many keys they hold. kNotFound, kInvalid: the first
  // that is wrong; it stands as it was, the others are new.
  virtual Result<std::size_t> reload() = 0;

 protected:
  Gatekeeper() = default;
};

}  // namespace copytaster
