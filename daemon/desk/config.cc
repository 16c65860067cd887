// The schema of the settings file is the code that reads it: each section asks for its keys in the
// order they stand in the file's documentation, then checks what only it can know (endpoints bound
// twice, a bind that the network can reach). Mistakes are collected and told together, in order of
// place, because a person fixing a file wants all of them.
#include "daemon/desk/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>

#include "daemon/desk/section.h"

namespace copytaster {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::size_t kFileBytesMax = 4 << 20;
constexpr std::size_t kNameBytesMax = 64;

bool isWord(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax &&
         std::ranges::all_of(
             name, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
}

// The part of "tcp://HOST:PORT" or "HOST:PORT" before the last colon, without brackets.
std::string_view hostOf(std::string_view address) {
  if (address.starts_with("tcp://")) address.remove_prefix(6);
  std::string_view host = address.substr(0, address.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

bool isLoopback(std::string_view address) {
  if (address.starts_with("ipc://") || address.starts_with("inproc://")) return true;
  const std::string_view host = hostOf(address);
  return host.starts_with("127.") || host == "::1" || host == "localhost" || host == "lo";
}

// What is wrong with "HOST:PORT"; empty: nothing. A port of * or 0 is the system's choice.
std::string wrongAddress(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return "wanted HOST:PORT";
  const std::string_view port = address.substr(colon + 1);
  if (port == "*") return {};
  unsigned number = 0;
  const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (code != std::errc{} || end != port.data() + port.size() || number > 65535)
    return fmt::format("`{}` is no port (0 to 65535)", port);
  return {};
}

std::string wrongEndpoint(std::string_view endpoint) {
  for (const std::string_view transport : {"ipc://", "inproc://"}) {
    if (endpoint.starts_with(transport))
      return endpoint.size() > transport.size() ? "" : "a name is missing";
  }
  if (!endpoint.starts_with("tcp://")) return "wanted tcp://HOST:PORT or ipc://PATH";
  return wrongAddress(endpoint.substr(6));
}

bool isChosenBySystem(std::string_view endpoint) {
  return endpoint.ends_with(":*") || (endpoint.ends_with(":0") && endpoint.starts_with("tcp://"));
}

// Reads one file; what is known of all its sections while it is read.
class ConfigReader {
 public:
  ConfigReader(std::string source, std::vector<Mistake>& mistakes) : mistakes_(mistakes) {
    folder_ = std::filesystem::path(source).parent_path();
    config_ = defaultConfig();
    config_.source = std::move(source);
  }

  Config read(const toml::table& root) {
    Section top(root, "the file", mistakes_);
    const auto feeds = top.tables("feed");
    if (!feeds.empty()) config_.feeds.clear();
    for (const toml::table* feed : feeds) readFeed(*feed);
    if (const auto* table = top.table("publish")) readPublish(*table);
    if (const auto* table = top.table("journal")) readJournal(*table);
    if (const auto* table = top.table("http")) readHttp(*table);
    if (const auto* table = top.table("control")) readControl(*table);
    if (const auto* table = top.table("chain")) readChain(*table);
    if (const auto* table = top.table("log")) readLog(*table);
    const auto filters = top.tables("filter");
    if (root.contains("filter")) config_.filters.clear();  // `filter = []` is a chain of none
    for (const toml::table* filter : filters) readFilter(*filter);
    top.finish();
    return std::move(config_);
  }

 private:
  // A path in the file is meant from the file's folder, wherever the daemon was started.
  void resolve(std::string& path) const {
    if (path.empty() || path.front() == '/') return;
    path = (folder_ / path).lexically_normal().string();
  }

  void readCurve(Section& section, CurveConfig& curve, bool connects) {
    const toml::table* table = section.table("curve");
    if (table == nullptr) return;
    Section keys(*table, "curve", mistakes_);
    keys.text("secret_file", curve.secret_file);
    keys.text("server_key", curve.server_key);
    keys.text("clients_file", curve.clients_file);
    keys.finish();
    if (curve.secret_file.empty())
      keys.wrong("secret_file", "curve needs `secret_file`: our own secret key");
    if (connects && curve.server_key.size() != 40)
      keys.wrong(
          "server_key",
          "curve on a connection needs `server_key`: the other side's public key, 40 characters");
    resolve(curve.secret_file);
    resolve(curve.clients_file);
  }

  // Checks an endpoint that is bound: its form, that nobody else has it, that only loopback is
  // open.
  void checkBind(Section& section, std::string_view key, const std::string& endpoint, bool guarded,
                 const std::string& owner) {
    if (endpoint.empty()) return;
    if (const std::string what = wrongEndpoint(endpoint); !what.empty()) {
      section.wrong(key, fmt::format("`{}` of {} is \"{}\": {}", key, owner, endpoint, what));
      return;
    }
    if (!guarded && !isLoopback(endpoint)) {
      section.wrong(
          key,
          fmt::format("`{}` of {} is \"{}\", which others on the network can reach, and there is "
                      "no CURVE: add curve = {{ secret_file = … }}, or say insecure = true",
                      key, owner, endpoint));
    }
    if (isChosenBySystem(endpoint)) return;
    const auto [other, is_new] = bound_.emplace(endpoint, owner);
    if (!is_new)
      section.wrong(
          key, fmt::format("\"{}\" is bound twice: by {} and {}", endpoint, other->second, owner));
  }

  void readFeed(const toml::table& table) {
    FeedConfig feed;
    Section section(table, "[[feed]]", mistakes_);
    section.text("name", feed.name);
    std::size_t kind = 0;
    if (section.choice("kind", kind, {"sub", "pull", "post"}))
      feed.kind = static_cast<FeedKind>(kind);
    section.text("bind", feed.bind);
    section.texts("connect", feed.connect);
    const bool has_topics = section.texts("topics", feed.topics);
    section.text("replay", feed.replay);
    std::size_t format = 0;
    if (section.choice("format", format, {"protobuf", "json", "ninjs"}))
      feed.format = static_cast<FeedFormat>(format);
    section.bytes("frame_bytes_max", feed.frame_bytes_max, 1024);
    section.integer("queue_frames_max", feed.queue_frames_max, 1, 10'000'000);
    section.flag("insecure", feed.insecure);
    section.integer("sequence_max", feed.sequence_max, 0, std::uint64_t{1} << 32);
    section.flag("sequence_resets_daily", feed.sequence_resets_daily);
    section.integer("silent_after_seconds", feed.silent_after_seconds, 0, 10'000'000);
    readCurve(section, feed.curve, !feed.connect.empty());
    section.finish();
    checkFeed(section, feed, has_topics);
    config_.feeds.push_back(std::move(feed));
  }

  void checkFeed(Section& section, const FeedConfig& feed, bool has_topics) {
    const std::string owner = fmt::format("feed \"{}\"", feed.name);
    if (feed.name.empty()) {
      section.wrong("name", "[[feed]] needs a `name`");
    } else if (!isWord(feed.name)) {
      section.wrong(
          "name",
          fmt::format("feed name \"{}\" is not one word of letters, digits, - and _ (64 at most)",
                      feed.name));
    } else if (std::ranges::any_of(config_.feeds,
                                   [&](const FeedConfig& f) { return f.name == feed.name; })) {
      section.wrong("name", fmt::format("two feeds are named \"{}\"", feed.name));
    }
    if (feed.bind.empty() == feed.connect.empty())
      section.wrong("bind", fmt::format("{} needs either `bind` or `connect`", owner));
    if (feed.kind == FeedKind::kPost && !feed.connect.empty())
      section.wrong(
          "connect",
          fmt::format("{} is a post feed, which others connect to: give it `bind`", owner));
    if (has_topics && feed.kind != FeedKind::kSub)
      section.wrong("topics", fmt::format("{} is no sub feed: only those have `topics`", owner));
    if (has_topics && feed.topics.empty())
      section.wrong("topics", fmt::format("{} would get nothing: topics = [\"\"] gets all", owner));
    checkBind(section, "bind", feed.bind, feed.curve.enabled() || feed.insecure, owner);
    checkReplay(section, feed, owner);
    for (const std::string& endpoint : feed.connect) {
      if (const std::string what = wrongEndpoint(endpoint); !what.empty())
        section.wrong("connect", fmt::format("{} connects to \"{}\": {}", owner, endpoint, what));
    }
  }

  static void checkReplay(Section& section, const FeedConfig& feed, const std::string& owner) {
    if (feed.replay.empty()) return;
    if (feed.kind != FeedKind::kSub || feed.connect.size() != 1)
      section.wrong("replay", fmt::format("{} has `replay`, so it follows another copytaster: kind "
                                          "= \"sub\", and one `connect`",
                                          owner));
    if (feed.format != FeedFormat::kProtobuf)
      section.wrong("format",
                    fmt::format("{} follows another copytaster, which speaks protobuf", owner));
    if (const std::string what = wrongEndpoint(feed.replay); !what.empty())
      section.wrong("replay", fmt::format("{} has replay = \"{}\": {}", owner, feed.replay, what));
  }

  void readPublish(const toml::table& table) {
    PublishConfig& publish = config_.publish;
    Section section(table, "[publish]", mistakes_);
    section.text("bind", publish.bind);
    section.text("replay", publish.replay);
    section.integer("queue_frames_max", publish.queue_frames_max, 1, 10'000'000);
    section.integer("replays_max", publish.replays_max, 1, 10'000);
    section.integer("replay_rate_max", publish.replay_rate_max, 0, 100'000'000);
    section.flag("insecure", publish.insecure);
    readCurve(section, publish.curve, false);
    section.finish();
    if (publish.bind.empty()) section.wrong("bind", "[publish] needs `bind`");
    const bool guarded = publish.curve.enabled() || publish.insecure;
    checkBind(section, "bind", publish.bind, guarded, "[publish]");
    checkBind(section, "replay", publish.replay, guarded, "[publish] replay");
  }

  void readJournal(const toml::table& table) {
    JournalConfig& journal = config_.journal;
    Section section(table, "[journal]", mistakes_);
    if (section.text("path", journal.path) && journal.path.empty())
      section.wrong("path", "`path` in [journal] is empty");
    resolve(journal.path);
    section.number("keep_days", journal.keep_days, 0.01, 36'500);
    section.bytes("keep_bytes", journal.keep_bytes, 16 * kMiB);
    section.flag("sync", journal.sync);
    section.integer("letters_max", journal.letters_max, 1, 100'000'000);
    section.bytes("letters_bytes", journal.letters_bytes, kMiB);
    section.finish();
  }

  void readHttp(const toml::table& table) {
    Section section(table, "[http]", mistakes_);
    section.text("bind", config_.http.bind);
    section.flag("insecure", config_.http.insecure);
    section.finish();
    const std::string& bind = config_.http.bind;
    if (bind.empty()) return;
    if (const std::string what = wrongAddress(bind); !what.empty()) {
      section.wrong("bind", fmt::format("`bind` in [http] is \"{}\": {}", bind, what));
    } else if (!config_.http.insecure && !isLoopback(bind)) {
      section.wrong(
          "bind",
          fmt::format("`bind` in [http] is \"{}\", which others on the network can reach without "
                      "a password: bind loopback, or say insecure = true",
                      bind));
    }
  }

  void readControl(const toml::table& table) {
    Section section(table, "[control]", mistakes_);
    section.text("path", config_.control.path);
    section.text("group", config_.control.group);
    section.finish();
    resolve(config_.control.path);
  }

  void readChain(const toml::table& table) {
    ChainConfig& chain = config_.chain;
    Section section(table, "[chain]", mistakes_);
    std::uint64_t workers = chain.workers;
    std::uint64_t group_articles = chain.group_articles;
    section.integer("workers", workers, 0, 256);
    section.bytes("in_flight_bytes", chain.in_flight_bytes, kMiB);
    section.integer("group_articles", group_articles, 1, 1024);
    section.text("plugins", chain.plugins);
    section.finish();
    chain.workers = static_cast<std::uint32_t>(workers);
    chain.group_articles = static_cast<std::uint32_t>(group_articles);
    resolve(chain.plugins);
  }

  void readLog(const toml::table& table) {
    Section section(table, "[log]", mistakes_);
    constexpr std::array kLevels = {"debug", "info", "warning", "error"};
    std::size_t level = 1;
    if (section.choice("level", level, {kLevels[0], kLevels[1], kLevels[2], kLevels[3]}))
      config_.log.level = kLevels[level];
    section.finish();
  }

  void readFilter(const toml::table& table) {
    FilterConfig filter;
    filter.line = table.source().begin.line;
    filter.settings.source = config_.source;
    Section section(table, "[[filter]]", mistakes_);
    section.text("name", filter.name);
    section.text("path", filter.path);
    std::size_t run = 0;
    if (section.choice("run", run, {"inside", "worker", "remote", "lua"}) && run != 0) {
      section.wrong(
          "run",
          fmt::format("filter \"{}\" asks to run elsewhere than inside the daemon, which this "
                      "copytaster cannot do yet: run = \"inside\"",
                      filter.name));
    }
    section.settings("settings", filter.settings);
    section.finish();
    if (filter.name.empty()) {
      section.wrong("name", "[[filter]] needs a `name`");
    } else if (!isWord(filter.name)) {
      section.wrong(
          "name",
          fmt::format("filter name \"{}\" is not one word of letters, digits, - and _ (64 at most)",
                      filter.name));
    } else if (std::ranges::any_of(config_.filters,
                                   [&](const FilterConfig& f) { return f.name == filter.name; })) {
      section.wrong("name", fmt::format("two filters are named \"{}\"", filter.name));
    }
    resolve(filter.path);
    config_.filters.push_back(std::move(filter));
  }

  std::vector<Mistake>& mistakes_;
  std::filesystem::path folder_;
  Config config_;
  std::map<std::string, std::string, std::less<>> bound_;  // endpoint to who binds it
};

Error errorOf(const std::string& source, std::vector<Mistake> mistakes) {
  std::ranges::stable_sort(mistakes, [](const Mistake& a, const Mistake& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  std::string what;
  for (const Mistake& mistake : mistakes) {
    if (!what.empty()) what += '\n';
    what += fmt::format("{}:{}:{}: {}", source, mistake.line, mistake.column, mistake.what);
  }
  return {ErrorCode::kInvalid, what};
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// systemd's StateDirectory, else the XDG state folder.
std::string stateFolder() {
  const std::string given = environment("STATE_DIRECTORY");
  if (!given.empty()) return given.substr(0, given.find(':'));
  std::string root = environment("XDG_STATE_HOME");
  if (root.empty() || root.front() != '/') {
    const std::string home = environment("HOME");
    root = home.empty() ? "/var/lib" : home + "/.local/state";
  }
  return root + "/copytaster";
}

}  // namespace

Result<Config> parseConfig(std::string_view toml, const std::string& source) {
  std::vector<Mistake> mistakes;
  try {
    const toml::table root = toml::parse(toml, source);
    Config config = ConfigReader(source, mistakes).read(root);
    if (mistakes.empty()) return config;
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    mistakes.push_back({at.line, at.column, std::string(error.description())});
  }
  return tl::make_unexpected(errorOf(source, std::move(mistakes)));
}

Result<Config> readConfig(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse(ErrorCode::kNotFound, "cannot read the settings file " + path);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return refuse(ErrorCode::kNotFound, "cannot read the settings file " + path);
  if (text.size() > kFileBytesMax)
    return refuse(ErrorCode::kInvalid, path + ": too large for a settings file");
  return parseConfig(text, path);
}

Config defaultConfig() {
  Config config;
  FeedConfig wire;
  wire.name = "wire";
  wire.bind = "tcp://127.0.0.1:7551";
  FeedConfig post;
  post.name = "post";
  post.kind = FeedKind::kPost;
  post.bind = "tcp://127.0.0.1:7554";
  config.feeds = {wire, post};
  config.journal.path = stateFolder();
  for (const char* name : {"garble", "dedup", "topics"}) {
    FilterConfig filter;
    filter.name = name;
    config.filters.push_back(filter);
  }
  return config;
}

Result<std::uint64_t> parseBytes(std::string_view text) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"", 1},         {"B", 1},        {"kB", 1e3},     {"MB", 1e6},
      {"GB", 1e9},     {"TB", 1e12},    {"KiB", 0x1p10}, {"kiB", 0x1p10},
      {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}};
  for (const auto& [name, factor] : kUnits) {
    const double bytes = number * factor;
    if (code == std::errc{} && unit == name && bytes >= 0 && bytes < 0x1p62)
      return static_cast<std::uint64_t>(std::llround(bytes));
  }
  return refuse(
      ErrorCode::kInvalid,
      fmt::format("\"{}\" is no size: wanted bytes, as 4096, \"512kB\" or \"20GiB\"", text));
}

}  // namespace copytaster
