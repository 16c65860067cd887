// The counters as Prometheus reads them (text format 0.0.4).
#pragma once

#include <string>

#include "daemon/base/counters.h"

namespace copytaster {

// A total `received_articles` becomes copytaster_received_articles_total, a level keeps its name, a
// spread becomes a histogram; microseconds are shown in seconds. Labels as made. [any]
std::string renderMetrics(const Counters& counters);

}  // namespace copytaster
