// Keys keep their order (ordered_json), so that two answers can be compared by eye.
#include "daemon/desk/status.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace copytaster {
namespace {

using Json = nlohmann::ordered_json;

Json labelsOf(const Counter::Labels& labels) {
  Json object = Json::object();
  for (const auto& [name, value] : labels) object[name] = value;
  return object;
}

Json journalOf(const JournalStat& stat) {
  Json tables = Json::object();
  for (const TableStat& table : stat.tables)
    tables[table.name] = {{"rows", table.entries}, {"bytes", table.bytes}};
  return {{"schema", stat.schema},
          {"articles", stat.articles},
          {"letters", stat.letters},
          {"letters_dropped", stat.letters_dropped},
          {"first_sequence", stat.first_sequence},
          {"last_sequence", stat.last_sequence},
          {"first_received_at", stat.first_received_at},
          {"last_received_at", stat.last_received_at},
          {"kept_bytes", stat.kept_bytes},
          {"file_bytes", stat.file_bytes},
          {"map_bytes", stat.map_bytes},
          {"tables", tables}};
}

Json feedsOf(const Reader& reader) {
  Json feeds = Json::object();
  for (const auto& [name, feed] : reader.feeds()) {
    feeds[name] = {{"received", feed.received},
                   {"rejected", feed.rejected},
                   {"last_sequence", feed.last_sequence},
                   {"last_received_at", feed.last_received_at}};
  }
  return feeds;
}

Json countersOf(const Counters& counters) {
  Json list = Json::array();
  counters.each([&](const Counter& counter) {
    list.push_back({{"name", counter.name()},
                    {"labels", labelsOf(counter.labels())},
                    {"value", counter.value()},
                    {"unit", counter.unit()}});
  });
  return list;
}

// What became of each feed's frames in this run; all numbers of one moment.
Json balanceOf(const Counters& counters) {
  static constexpr std::pair<std::string_view, const char*> kParts[] = {
      {"received_frames", "received"},     {"published_articles", "published"},
      {"rejected_frames", "rejected"},     {"repeated_articles", "repeated"},
      {"in_flight_articles", "in_flight"}, {"unaccounted_frames", "unaccounted"}};
  Json feeds = Json::object();
  counters.each([&](const Counter& counter) {
    for (const auto& [name, part] : kParts) {
      if (counter.name() == name) feeds[counter.labels().front().second][part] = counter.value();
    }
  });
  return feeds;
}

// Who was turned away, where there was somebody.
Json refusedOf(const Counters& counters) {
  Json list = Json::array();
  counters.each([&](const Counter& counter) {
    if (counter.name() != "refused_connections" || counter.value() == 0) return;
    Json row = labelsOf(counter.labels());
    row["connections"] = counter.value();
    list.push_back(row);
  });
  return list;
}

Json spreadsOf(const Counters& counters) {
  Json list = Json::array();
  counters.eachSpread([&](const Spread& spread) {
    list.push_back({{"name", spread.name()},
                    {"labels", labelsOf(spread.labels())},
                    {"count", spread.count()},
                    {"sum", spread.sum()},
                    {"p50", spread.quantile(0.5)},
                    {"p90", spread.quantile(0.9)},
                    {"p99", spread.quantile(0.99)},
                    {"unit", spread.unit()}});
  });
  return list;
}

}  // namespace

std::string statusJson(const DaemonFacts& facts, const Counters& counters, const Reader& reader) {
  const JournalStat stat = reader.stat();
  Json sockets = Json::array();
  for (const auto& socket : facts.sockets)
    sockets.push_back(
        {{"role", socket.role}, {"address", socket.address}, {"bound", socket.bound}});
  Json filters = Json::array();
  for (const auto& filter : facts.filters)
    filters.push_back({{"name", filter.name}, {"version", filter.version}});
  Json consumers = Json::array();
  for (const Consumer& consumer : facts.consumers) {
    const std::uint64_t last = stat.next_sequence - 1;
    consumers.push_back({{"name", consumer.name},
                         {"acknowledged", consumer.acknowledged},
                         {"lag_articles", last - std::min(last, consumer.acknowledged)}});
  }
  const Json status = {
      {"version", facts.version},
      {"config", facts.config},
      {"state", facts.state},
      {"uptime_seconds", (facts.now - facts.started_at) / 1'000'000},
      {"epoch", std::to_string(stat.epoch)},  // 64 bits: more than a JSON number holds everywhere
      {"sequence", stat.next_sequence - 1},
      {"published_to", facts.published_to},
      {"in_flight", {{"articles", facts.in_flight_articles}, {"bytes", facts.in_flight_bytes}}},
      {"sockets", sockets},
      {"refused", refusedOf(counters)},
      {"filters", filters},
      {"consumers", consumers},
      {"feeds", feedsOf(reader)},
      {"balance", balanceOf(counters)},
      {"journal", journalOf(stat)},
      {"counters", countersOf(counters)},
      {"spreads", spreadsOf(counters)}};
  return status.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace copytaster
