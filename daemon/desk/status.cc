// Rendered by the JSON library: names of feeds and filters come from the config and may hold what
// JSON must escape.
#include "daemon/desk/status.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace copytaster {
namespace {

using nlohmann::ordered_json;

ordered_json journalOf(const JournalStat& stat) {
  return {{"articles", stat.articles},
          {"letters", stat.letters},
          {"letters_dropped", stat.letters_dropped},
          {"first_sequence", stat.first_sequence},
          {"last_sequence", stat.last_sequence},
          {"published_to", stat.published_to},
          {"kept_bytes", stat.kept_bytes},
          {"file_bytes", stat.file_bytes},
          {"map_bytes", stat.map_bytes}};
}

ordered_json countersOf(const Counters& counters) {
  ordered_json list = ordered_json::array();
  counters.each([&](const Counter& counter) {
    ordered_json labels = ordered_json::object();
    for (const auto& [key, value] : counter.labels()) labels[key] = value;
    list.push_back({{"name", counter.name()},
                    {"labels", std::move(labels)},
                    {"value", counter.value()},
                    {"unit", counter.unit()}});
  });
  return list;
}

}  // namespace

std::string renderStatus(const StatusFacts& facts, const Counters& counters) {
  ordered_json out = {{"version", facts.version},
                      {"state", facts.state},
                      {"uptime_seconds", static_cast<double>(facts.uptime_micros) / 1e6},
                      {"epoch", fmt::format("{:016x}", facts.epoch)},
                      {"published_to", facts.published_to},
                      {"in_flight_articles", facts.in_flight_articles},
                      {"in_flight_bytes", facts.in_flight_bytes}};
  out["sockets"] = ordered_json::array();
  for (const auto& socket : facts.sockets)
    out["sockets"].push_back(
        {{"role", socket.role}, {"address", socket.address}, {"bound", socket.bound}});
  out["filters"] = ordered_json::array();
  for (const auto& filter : facts.filters)
    out["filters"].push_back({{"name", filter.name}, {"version", filter.version}});
  out["consumers"] = ordered_json::array();
  for (const Consumer& consumer : facts.consumers) {
    const std::uint64_t last = facts.journal.last_sequence;
    const std::uint64_t lag = last > consumer.acknowledged ? last - consumer.acknowledged : 0;
    out["consumers"].push_back(
        {{"name", consumer.name}, {"acknowledged", consumer.acknowledged}, {"lag_articles", lag}});
  }
  out["journal"] = journalOf(facts.journal);
  out["counters"] = countersOf(counters);
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace copytaster
