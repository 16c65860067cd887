// copytasterd: settings, assembly, signals; no logic. Open this file first: an article goes from
// the intake over the belt to the walk (examine, settle, record), the publisher, and back to the
// intake to be answered. Each is one class in one folder, put together here in the order in which
// they need one another, and ended in the order in which an article passes them.
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <optional>
#include <thread>

#include "daemon/article/conservation.h"
#include "daemon/chain/folders.h"
#include "daemon/desk/config.h"
#include "daemon/desk/control.h"
#include "daemon/desk/http.h"
#include "daemon/desk/status.h"
#include "daemon/walk/walk.h"
#include "daemon/wire/allow_list.h"
#include "daemon/wire/event.h"
#include "daemon/wire/gatekeeper.h"
#include "daemon/wire/intake.h"
#include "daemon/wire/keys.h"
#include "daemon/wire/publisher.h"
#include "daemon/wire/replay.h"

namespace copytaster {
namespace {

constexpr Micros kStuckMicros = 30'000'000;  // a thread that did not come round this long is stuck
constexpr int kLookMs = 1'000;

WireKind kindOf(FeedKind kind) {
  switch (kind) {
    case FeedKind::kSub:
      return WireKind::kSub;
    case FeedKind::kPull:
      return WireKind::kPull;
    case FeedKind::kPost:
      return WireKind::kPost;
  }
  return WireKind::kSub;
}

WireFormat formatOf(FeedFormat format) {
  switch (format) {
    case FeedFormat::kProtobuf:
      return WireFormat::kProtobuf;
    case FeedFormat::kJson:
      return WireFormat::kJson;
    case FeedFormat::kNinjs:
      return WireFormat::kNinjs;
  }
  return WireFormat::kProtobuf;
}

std::vector<FeedOptions> feedOptions(const Config& config) {
  std::vector<FeedOptions> feeds;
  for (const FeedConfig& feed : config.feeds) {
    FeedOptions options;
    options.name = feed.name;
    options.kind = kindOf(feed.kind);
    options.bind = feed.bind;
    options.connect = feed.connect;
    options.topics = feed.topics;
    options.replay = feed.replay;
    options.format = formatOf(feed.format);
    options.frame_bytes_max = feed.frame_bytes_max;
    options.queue_frames_max = feed.queue_frames_max;
    options.insecure = feed.insecure;
    options.count = {feed.sequence_max, feed.sequence_resets_daily};
    options.silent_after = static_cast<Micros>(feed.silent_after_seconds) * 1'000'000;
    feeds.push_back(std::move(options));
  }
  return feeds;
}

PublishOptions publishOptions(const Config& config) {
  PublishOptions options;
  options.bind = config.publish.bind;
  options.queue_frames_max = config.publish.queue_frames_max;
  options.insecure = config.publish.insecure;
  return options;
}

ReplayOptions replayOptions(const Config& config) {
  ReplayOptions options;
  options.bind = config.publish.replay;
  options.streams_max = config.publish.replays_max;
  options.articles_second_max = config.publish.replay_rate_max;
  options.insecure = config.publish.insecure;
  return options;
}

// All that the sockets are opened with, and the lists of who may come in.
struct WireOptions {
  std::vector<FeedOptions> feeds;
  PublishOptions publish;
  ReplayOptions replay;
  std::vector<Door> doors;
};

// The keys of one socket, and its door; no keys where it has no CURVE.
Result<void> addDoor(const CurveConfig& config, Door door, CurveKeys& keys,
                     std::vector<Door>& doors) {
  if (config.enabled()) {
    auto read = readKeys(config.secret_file, config.server_key);
    if (!read) return tl::make_unexpected(read.error());
    keys = std::move(*read);
    door.clients_file = config.clients_file;
    if (auto list = AllowList::open(door.clients_file); !list)
      return tl::make_unexpected(list.error());
  }
  doors.push_back(std::move(door));
  return {};
}

Result<WireOptions> wireOptions(const Config& config) {
  WireOptions options{feedOptions(config), publishOptions(config), replayOptions(config), {}};
  for (std::size_t i = 0; i < config.feeds.size(); ++i) {
    const FeedConfig& feed = config.feeds[i];
    if (auto added = addDoor(feed.curve, {"feed " + feed.name, kPublishRole, ""},
                             options.feeds[i].curve, options.doors);
        !added)
      return tl::make_unexpected(added.error());
  }
  const CurveConfig& curve = config.publish.curve;
  if (auto added =
          addDoor(curve, {"publish", kSubscribeRole, ""}, options.publish.curve, options.doors);
      !added)
    return tl::make_unexpected(added.error());
  if (config.publish.replay.empty()) return options;
  if (auto added = addDoor(curve, {"replay", kReplayRole, ""}, options.replay.curve, options.doors);
      !added)
    return tl::make_unexpected(added.error());
  return options;
}

JournalOptions journalOptions(const Config& config) {
  JournalOptions options;
  options.keep_bytes = config.journal.keep_bytes;
  options.sync = config.journal.sync;
  options.letters_max = config.journal.letters_max;
  options.letters_bytes_max = config.journal.letters_bytes;
  return options;
}

WalkOptions walkOptions(const Config& config) {
  WalkOptions options;
  options.workers = config.chain.workers;
  options.group_articles = config.chain.group_articles;
  options.keep_micros = static_cast<Micros>(config.journal.keep_days * 86'400e6);
  options.keep_bytes = config.journal.keep_bytes;
  return options;
}

Result<std::unique_ptr<Chain>> openChain(const Config& config, Log& log) {
  std::vector<FilterSpec> specs;
  for (const FilterConfig& filter : config.filters)
    specs.push_back({filter.name, filter.path, filter.settings});
  return Chain::open(std::move(specs), filterFolders(config.chain.plugins), log);
}

// All parts, made in this order and unmade in the other.
class Daemon {
 public:
  Daemon(const Config& config, Log& log) : config_(config), log_(log) {}

  Result<void> open();
  void start();
  // Takes no more, settles and publishes what was taken, commits, and says so on `drained`. Waits
  // for the disk, if it must; the caller does not.
  void drain(Event& drained);
  // Reads the allow-lists again: {"keys": N}.
  Result<std::string> reload();
  [[nodiscard]] std::string summary() const;  // a line for the service manager
  [[nodiscard]] bool well() const;
  void look() const { counters_.refresh(); }  // whether all articles are accounted for
  void printEndpoints() const;

 private:
  Result<void> openJournal();
  void keepAccounts();
  Result<void> openWire();
  Result<void> openReplay(const ReplayOptions& options);
  Result<void> openDesk();
  [[nodiscard]] std::vector<Endpoint> endpoints() const;
  [[nodiscard]] DaemonFacts facts();
  [[nodiscard]] Result<std::string> status();

  const Config& config_;
  Log& log_;
  SystemClock clock_;
  Counters counters_;
  std::unique_ptr<Chain> chain_;
  std::optional<Journal> journal_;
  std::optional<Belt> belt_;
  std::optional<Conservation> conservation_;
  std::optional<Walk> walk_;
  std::optional<WireContext> context_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::unique_ptr<Publisher> publisher_;
  std::optional<Consumers> consumers_;
  std::unique_ptr<Replay> replay_;
  std::unique_ptr<Intake> intake_;
  std::jthread drainer_;
  std::uint64_t next_sequence_ = 0;  // at the start
  std::atomic<bool> draining_{false};
  std::atomic<bool> drain_asked_{false};
  Micros started_at_ = clock_.now();
  std::unique_ptr<ControlSocket> control_;
  std::unique_ptr<HttpServer> http_;
};

Result<void> Daemon::open() {
  auto chain = openChain(config_, log_);
  if (!chain) return tl::make_unexpected(chain.error());
  chain_ = std::move(*chain);
  if (auto opened = openJournal(); !opened) return opened;
  next_sequence_ = journal_->nextSequence();
  belt_.emplace(config_.chain.in_flight_bytes, next_sequence_);
  keepAccounts();
  walk_.emplace(walkOptions(config_), *belt_, *chain_, *journal_, counters_, log_);
  if (auto recalled = walk_->recall(); !recalled) return recalled;
  if (auto opened = openWire(); !opened) return opened;
  return openDesk();
}

// Whoever reads the counters sees all feeds' at one moment, compared.
void Daemon::keepAccounts() {
  std::vector<std::string> feeds;
  for (const FeedConfig& feed : config_.feeds) feeds.push_back(feed.name);
  conservation_.emplace(feeds, *belt_, counters_, log_);
  counters_.beforeEach([this] { conservation_->look(); });
}

Result<void> Daemon::openJournal() {
  auto journal = Journal::open(config_.journal.path, journalOptions(config_));
  if (!journal) return tl::make_unexpected(journal.error());
  journal_.emplace(std::move(*journal));
  return {};
}

// The publisher first: what comes in must have somewhere to go.
Result<void> Daemon::openWire() {
  auto reader = journal_->read();
  if (!reader) return tl::make_unexpected(reader.error());
  const Micros last_received_at = reader->stat().last_received_at;
  auto options = wireOptions(config_);
  if (!options) return tl::make_unexpected(options.error());
  context_.emplace();
  // Before any socket: without it every key would come in.
  auto gatekeeper = Gatekeeper::open(*context_, options->doors, counters_, log_);
  if (!gatekeeper) return tl::make_unexpected(gatekeeper.error());
  gatekeeper_ = std::move(*gatekeeper);
  auto publisher =
      Publisher::open(options->publish, {*context_, *belt_, *journal_, clock_, counters_, log_});
  if (!publisher) return tl::make_unexpected(publisher.error());
  publisher_ = std::move(*publisher);
  consumers_.emplace(*reader);
  walk_->keepFor(*consumers_);
  if (auto opened = openReplay(options->replay); !opened) return opened;
  auto intake = Intake::open(
      options->feeds,
      {*context_, *belt_, *journal_, clock_, counters_, log_,
       [this](std::uint64_t sequence) { return chain_->skipsFor(sequence); }, last_received_at});
  if (!intake) return tl::make_unexpected(intake.error());
  intake_ = std::move(*intake);
  return {};
}

Result<void> Daemon::openReplay(const ReplayOptions& options) {
  if (options.bind.empty()) return {};
  const auto behind = [this] { return belt_->load().articles > kInFlightMax / 2; };
  auto replay = Replay::open(options, {*context_, *journal_, *consumers_, counters_, log_, behind});
  if (!replay) return tl::make_unexpected(replay.error());
  replay_ = std::move(*replay);
  return {};
}

std::vector<Endpoint> Daemon::endpoints() const {
  std::vector<Endpoint> all = intake_->endpoints();
  all.push_back(publisher_->endpoint());
  if (replay_ != nullptr) all.push_back(replay_->endpoint());
  return all;
}

// Who looks at the daemon or asks it: the control socket and HTTP. Both only read, but for `drain`.
Result<void> Daemon::openDesk() {
  const bool asked_for = !config_.control.path.empty();
  const std::string path = asked_for ? config_.control.path : config_.journal.path + "/control";
  std::map<std::string, ControlSocket::Act> acts;
  acts["status"] = [this](const ControlRequest&) { return status(); };
  acts["drain"] = [this](const ControlRequest&) -> Result<std::string> {
    // The way of a signal, so that there is one way to end; asked twice, it is sent once.
    if (!draining_ && !drain_asked_.exchange(true)) ::kill(::getpid(), SIGTERM);
    return "{\"state\":\"draining\"}";
  };
  acts["reload"] = [this](const ControlRequest&) { return reload(); };
  auto control = ControlSocket::open(path, config_.control.group, std::move(acts), counters_, log_);
  if (control) {
    control_ = std::move(*control);
  } else if (asked_for) {
    return tl::make_unexpected(control.error());
  } else {
    log_.warning("{}; going on without a control socket", control.error().what);
  }
  if (config_.http.bind.empty()) return {};
  HttpParts parts;
  parts.live = [this] { return well() ? "" : "a thread of the daemon is stuck"; };
  parts.ready = [this]() -> std::string {
    if (draining_) return "draining";
    if (!walk_->taking()) return "the journal is full: no article is taken until there is room";
    counters_.refresh();
    return conservation_->complaint();
  };
  parts.pages["/status"] = {"application/json", [this] { return status().value_or("{}"); }};
  auto http = HttpServer::open(config_.http.bind, counters_, std::move(parts), log_);
  if (!http) return tl::make_unexpected(http.error());
  http_ = std::move(*http);
  return {};
}

DaemonFacts Daemon::facts() {
  const Belt::Load load = belt_->load();
  DaemonFacts facts;
  facts.version = COPYTASTER_VERSION;
  facts.config = config_.source;
  facts.state = draining_ ? "draining" : walk_->taking() ? "taking" : "full";
  facts.started_at = started_at_;
  facts.now = clock_.now();
  facts.published_to = publisher_->publishedTo();
  facts.in_flight_articles = load.articles;
  facts.in_flight_bytes = load.bytes;
  for (const Endpoint& e : endpoints()) facts.sockets.push_back({e.role, e.address, e.bound});
  for (const Consumer& consumer : consumers_->all())
    facts.consumers.push_back({consumer.name, consumer.acknowledged});
  if (http_) facts.sockets.push_back({"http", http_->address(), true});
  for (const FilterName& filter : chain_->filters())
    facts.filters.push_back({std::string(filter.name), std::string(filter.version)});
  return facts;
}

Result<std::string> Daemon::status() {
  const auto reader = journal_->read();
  if (!reader) return tl::make_unexpected(reader.error());
  return statusJson(facts(), counters_, *reader);
}

void Daemon::start() {
  walk_->publishedBy([this] { return publisher_->publishedTo(); });
  walk_->start();
  publisher_->start();
  if (replay_ != nullptr) replay_->start();
  intake_->start();
}

Result<std::string> Daemon::reload() {
  const auto keys = gatekeeper_->reload();
  if (!keys) {
    log_.error("{}; the last good list stands", keys.error().what);
    return tl::make_unexpected(keys.error());
  }
  log_.info("allow-lists read again, {} keys", *keys);
  return fmt::format("{{\"keys\":{}}}", *keys);
}

void Daemon::drain(Event& drained) {
  draining_ = true;
  intake_->stop();
  drainer_ = std::jthread([this, &drained] {
    walk_->join();
    publisher_->join();
    intake_->join();
    if (replay_ != nullptr) replay_->stop();
    if (auto committed = walk_->commitCursor(); !committed)
      log_.warning("{}", committed.error().what);
    drained.ring();
  });
}

bool Daemon::well() const {
  const Micros now = steadyMicros();
  return now - intake_->lastSeen() < kStuckMicros && now - publisher_->lastSeen() < kStuckMicros &&
         now - walk_->lastSeen() < kStuckMicros;
}

std::string Daemon::summary() const {
  const Belt::Load load = belt_->load();
  const std::string complaint = conservation_->complaint();
  return fmt::format("{}; published to {}, {} in flight{}{}",
                     walk_->taking() ? "taking articles" : "journal full, waiting for room",
                     publisher_->publishedTo(), load.articles, complaint.empty() ? "" : "; ",
                     complaint);
}

void Daemon::printEndpoints() const {
  const auto line = [](std::string_view role, std::string_view what) {
    fmt::print("  {:<24} {}\n", role, what);
  };
  for (const Endpoint& e : endpoints())
    line(e.role, (e.bound ? "bound to " : "connects to ") + e.address);
  if (http_) line("health, metrics, status", "bound to " + http_->address());
  line("journal", fmt::format("{} (next sequence {})", journal_->path(), next_sequence_));
  std::string filters;
  for (const FilterName& filter : chain_->filters())
    filters += fmt::format("{}{} {}", filters.empty() ? "" : ", ", filter.name, filter.version);
  line("filters", filters.empty() ? "none" : filters);
  std::fflush(stdout);
}

// A shell's soft limit (1,024 as a rule) is fewer connections than may come; the hard one is meant.
void raiseDescriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Signals come through a descriptor, to this thread alone: no handler runs in the middle of
// anything. Before any other thread starts, since threads inherit the mask.
int openSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a full disk, not the end
  return ::signalfd(-1, &set, SFD_CLOEXEC);
}

// Until a signal, then until drained. A second signal ends at once: what was acknowledged is on
// disk.
int attend(Daemon& daemon, int signals, Event& drained, Log& log) {
  std::uint64_t watchdog_micros = 0;
  const bool watched = sd_watchdog_enabled(0, &watchdog_micros) > 0;
  const int look_ms =
      watched ? std::min(kLookMs, static_cast<int>(watchdog_micros / 3'000)) : kLookMs;
  bool draining = false;
  for (;;) {
    pollfd items[] = {{signals, POLLIN, 0}, {drained.descriptor(), POLLIN, 0}};
    ::poll(items, 2, look_ms);
    daemon.look();
    if (watched && daemon.well()) sd_notify(0, "WATCHDOG=1");
    sd_notifyf(0, "STATUS=%s%s", draining ? "draining; " : "", daemon.summary().c_str());
    if (items[1].revents != 0) return 0;
    if (items[0].revents == 0) continue;
    signalfd_siginfo info{};
    if (::read(signals, &info, sizeof info) != sizeof info) continue;
    if (info.ssi_signo == SIGHUP) {
      [[maybe_unused]] const auto told = daemon.reload();  // and logged
      continue;
    }
    if (draining) {
      log.warning("second signal: ending at once");
      std::_Exit(1);
    }
    draining = true;
    sd_notify(0, "STOPPING=1");
    log.info("{}: no more articles are taken; those taken go out", strsignal(info.ssi_signo));
    daemon.drain(drained);
  }
}

int run(const Config& config, Log& log) {
  raiseDescriptors();
  const int signals = openSignals();
  Event drained;  // outlives the daemon, whose last thread rings it
  Daemon daemon(config, log);
  if (auto opened = daemon.open(); !opened) {
    log.error("{}", opened.error().what);
    return 1;
  }
  daemon.start();
  fmt::print("copytasterd {} is ready\n", COPYTASTER_VERSION);
  daemon.printEndpoints();
  sd_notify(0, "READY=1");
  const int status = attend(daemon, signals, drained, log);
  log.info("ended in order");
  return status;
}

// Everything of the config but its sockets and its journal.
int checkOnly(const Config& config, Log& log) {
  const auto chain = openChain(config, log);
  if (!chain) {
    fmt::print(stderr, "{}\n", chain.error().what);
    return 1;
  }
  if (const auto options = wireOptions(config); !options) {
    fmt::print(stderr, "{}\n", options.error().what);
    return 1;
  }
  fmt::print("{}: {} feeds, {} filters, all well\n",
             config.source.empty() ? "embedded settings" : config.source, config.feeds.size(),
             config.filters.size());
  return 0;
}

int command(int count, char** arguments) {
  CLI::App app{"copytasterd reads newswires, judges every article and publishes it enriched."};
  std::string path;
  bool only_check = false;
  app.add_option("--config", path, "settings (TOML); without it: the default chain on loopback");
  app.add_flag("--check", only_check, "check settings and filters, bind nothing, and end");
  app.set_version_flag("--version", COPYTASTER_VERSION);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  auto config = path.empty() ? Result<Config>(defaultConfig()) : readConfig(path);
  if (!config) {
    fmt::print(stderr, "{}\n", config.error().what);
    return 1;
  }
  Log log(config->log.level);
  return only_check ? checkOnly(*config, log) : run(*config, log);
}

}  // namespace
}  // namespace copytaster

int main(int count, char** arguments) {
  try {
    return copytaster::command(count, arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "copytasterd: {}\n", error.what());
    return 1;
  }
}
