// The daemon's state as one JSON object: what `copytaster status` and `top` show. Every figure is a
// counter's, read when somebody asks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/base/counters.h"
#include "daemon/record/consumers.h"
#include "daemon/record/reader.h"

namespace copytaster {

struct StatusFacts {
  std::string version;
  std::int64_t uptime_micros = 0;
  std::string state;  // "taking", "full", "draining"
  std::uint64_t epoch = 0;
  std::uint64_t published_to = 0;
  std::uint64_t in_flight_articles = 0, in_flight_bytes = 0;
  struct Socket {
    std::string role, address;
    bool bound;
  };
  std::vector<Socket> sockets;
  struct Filter {
    std::string name, version;
  };
  std::vector<Filter> filters;
  std::vector<Consumer> consumers;
  JournalStat journal;
};

// {"version", "state", "epoch" (16 hex digits), …, "sockets": […], "filters": […], "consumers":
// […], "journal": {…}, "counters": [{"name", "labels": {…}, "value", "unit"}]}
std::string renderStatus(const StatusFacts& facts, const Counters& counters);

}  // namespace copytaster
