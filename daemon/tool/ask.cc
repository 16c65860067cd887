// `copytaster status`, `reload` and `drain`: questions to a running daemon over its control socket.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/desk/control.h"
#include "daemon/tool/commands.h"
#include "daemon/tool/journal_place.h"

namespace copytaster {
namespace {

using Json = nlohmann::ordered_json;

struct AskCommand {
  std::string config, socket;
  bool json = false;
};

constexpr const char* kExamples = R"(
  copytaster status                               the daemon with the embedded settings
  copytaster status --config /etc/copytaster/copytaster.toml
  copytaster status --json | jq .in_flight

Exit status: 0 answered; 1 no daemon there, or it refused; 2 usage.)";

Result<Json> ask(const AskCommand& command, const std::string& what) {
  std::string path = command.socket;
  if (path.empty()) {
    auto config =
        command.config.empty() ? Result<Config>(defaultConfig()) : readConfig(command.config);
    if (!config) return tl::unexpected(config.error());
    path = config->control.path.empty()
               ? (std::filesystem::path(config->journal.path) / "control").string()
               : config->control.path;
  }
  const auto answer = askDaemon(path, {what, {}});
  if (!answer) return tl::unexpected(answer.error());
  Json json = Json::parse(*answer, nullptr, false);
  if (json.is_discarded()) return refuse(ErrorCode::kCorrupt, "the daemon's answer is not JSON");
  return json;
}

// A member of an object, or its default: a daemon of another release may not say it.
template <class T>
T member(const Json& from, const char* key, T otherwise) {
  return from.is_object() ? from.value(key, otherwise) : otherwise;
}

void line(std::string_view label, std::string_view text) {
  std::cout << fmt::format("{:<11}{}\n", label, text);
}

void printFilters(const Json& status) {
  for (const Json& filter : member(status, "filters", Json::array()))
    line("filter", member<std::string>(filter, "name", "") + " " +
                       member<std::string>(filter, "version", ""));
}

void printBalance(const Json& status) {
  const Json feeds = member(status, "balance", Json::object());
  for (const auto& [name, feed] : feeds.items()) {
    const auto part = [&feed = feed](const char* of) { return member<std::int64_t>(feed, of, 0); };
    line("balance",
         fmt::format(
             "{}  {} received = {} published + {} rejected + {} repeated + {} in "
             "flight{}",
             name, part("received"), part("published"), part("rejected"), part("repeated"),
             part("in_flight"),
             part("unaccounted") == 0 ? "" : fmt::format("; {} UNACCOUNTED", part("unaccounted"))));
  }
}

void printStatus(const Json& status) {
  line("state", fmt::format("{}, for {} s, version {}", member<std::string>(status, "state", "?"),
                            member<std::int64_t>(status, "uptime_seconds", 0),
                            member<std::string>(status, "version", "?")));
  line("sequence",
       fmt::format("{} committed, {} published", member<std::uint64_t>(status, "sequence", 0),
                   member<std::uint64_t>(status, "published_to", 0)));
  const Json under_way = member(status, "in_flight", Json::object());
  line("in flight", fmt::format("{} articles, {}", member<std::uint64_t>(under_way, "articles", 0),
                                bytesText(member<std::uint64_t>(under_way, "bytes", 0))));
  for (const Json& socket : member(status, "sockets", Json::array())) {
    line("socket", fmt::format("{}  {} {}", member<std::string>(socket, "role", ""),
                               member(socket, "bound", true) ? "bound to" : "connects to",
                               member<std::string>(socket, "address", "")));
  }
  for (const Json& refused : member(status, "refused", Json::array())) {
    line("refused",
         fmt::format("{}  {} connections ({})", member<std::string>(refused, "socket", ""),
                     member<std::int64_t>(refused, "connections", 0),
                     member<std::string>(refused, "reason", "")));
  }
  const Json feeds = member(status, "feeds", Json::object());
  for (const auto& [name, feed] : feeds.items()) {
    line("feed", fmt::format("{}  {} received, {} rejected, last {}", name,
                             member<std::uint64_t>(feed, "received", 0),
                             member<std::uint64_t>(feed, "rejected", 0),
                             timeText(member<std::int64_t>(feed, "last_received_at", 0))));
  }
  printBalance(status);
  printFilters(status);
  for (const Json& consumer : member(status, "consumers", Json::array())) {
    line("consumer",
         fmt::format("{}  {} articles behind", member<std::string>(consumer, "name", ""),
                     member<std::uint64_t>(consumer, "lag_articles", 0)));
  }
  const Json journal = member(status, "journal", Json::object());
  line("journal", fmt::format("{} articles, {} kept, {} dead letters",
                              member<std::uint64_t>(journal, "articles", 0),
                              bytesText(member<std::uint64_t>(journal, "kept_bytes", 0)),
                              member<std::uint64_t>(journal, "letters", 0)));
}

void printReload(const Json& answer) {
  line("reload", fmt::format("the allow-lists were read again: {} keys",
                             member<std::uint64_t>(answer, "keys", 0)));
}

void printDrain(const Json&) {
  line("drain", "no more articles are taken; those taken go out, then the daemon ends");
}

int answer(const AskCommand& command, const std::string& what, void (*print)(const Json&)) {
  const auto json = ask(command, what);
  if (!json) {
    complain(json.error().what);
    return kExitFailed;
  }
  if (command.json) {
    std::cout << json->dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    print(*json);
  }
  std::cout.flush();
  return kExitDone;
}

}  // namespace

void addAsk(CLI::App& app, int& status) {
  struct Question {
    const char *name, *asks, *help;
    void (*print)(const Json&);
  };
  static constexpr Question kQuestions[] = {
      {"status", "status", "what a running daemon is doing", printStatus},
      {"reload", "reload", "let a running daemon read its allow-lists again", printReload},
      {"drain", "drain", "let a running daemon finish what it has, and end", printDrain}};
  for (const Question& question : kQuestions) {
    CLI::App* command = app.add_subcommand(question.name, question.help);
    // Shared, because CLI11 copies the callback that holds it.
    const auto options = std::make_shared<AskCommand>();
    auto* socket = command->add_option("--socket", options->socket, "the daemon's control socket")
                       ->type_name("PATH");
    command->add_option("--config", options->config, "the daemon's settings file, which names it")
        ->type_name("FILE")
        ->excludes(socket);
    command->add_flag("--json", options->json, "the daemon's answer as it is");
    command->footer(kExamples);
    command->callback([options, &status, &question] {
      status = answer(*options, question.asks, question.print);
    });
  }
}

}  // namespace copytaster
