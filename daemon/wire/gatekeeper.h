// The gatekeeper: who may come in through a socket that is bound with CURVE, by an allow-list of
// public keys (ZAP, ZeroMQ RFC 27).
//
// Each such socket is a door with a list of its own, so that a key for the feed opens no replay.
// libzmq asks the gatekeeper during the handshake, on one thread; a list that changed on disk is
// read again before it answers. A list that does not read back any more leaves the last good one
// standing. Without a gatekeeper libzmq lets every key in (libzmq issue 2711): main therefore opens
// it before any socket is bound.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

struct Door {
  std::string domain;        // CurveKeys::domain of its socket
  std::string clients_file;  // empty: any key comes in
};

class Gatekeeper {
 public:
  // [setup] Reads every list. kNotFound, kInvalid: a list; kBusy: the context has one already.
  static Result<std::unique_ptr<Gatekeeper>> open(WireContext& context, std::vector<Door> doors,
                                                  Counters& counters, Log& log);
  virtual ~Gatekeeper() = default;  // after the sockets of its doors

 protected:
  Gatekeeper() = default;
};

}  // namespace copytaster
