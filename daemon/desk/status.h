// What `copytaster status` shows and scripts read: the daemon at this moment, as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/base/counters.h"
#include "daemon/record/consumers.h"
#include "daemon/record/reader.h"

namespace copytaster {

// What only main knows.
struct DaemonFacts {
  struct Socket {
    std::string role;
    std::string address;
    bool bound = true;
  };
  struct Filter {
    std::string name;
    std::string version;
  };

  std::string version;
  std::string config;           // file; empty: the embedded settings
  std::string state;            // "taking", "full", "draining"
  std::int64_t started_at = 0;  // microseconds since 1970-01-01 UTC
  std::int64_t now = 0;
  std::uint64_t published_to = 0;
  std::uint64_t in_flight_articles = 0;
  std::uint64_t in_flight_bytes = 0;
  std::vector<Socket> sockets;
  std::vector<Filter> filters;
  std::vector<Consumer> consumers;
};

// One JSON object: version, config, state, uptime_seconds, epoch, sequence (the last committed),
// published_to, in_flight, sockets, refused (socket, reason, connections), filters, consumers,
// journal (rows, bytes, first and last), feeds (as the journal has them), balance (of this run: a
// feed's received, published, rejected, repeated, in_flight, unaccounted), counters (name, labels,
// value, unit) and spreads (count, sum, p50, p90, p99).
std::string statusJson(const DaemonFacts& facts, const Counters& counters, const Reader& reader);

}  // namespace copytaster
