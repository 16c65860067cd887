// `copytaster tap`: the enriched wire as it goes by.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "copytaster/client.h"
#include "daemon/base/clock.h"
#include "daemon/tool/commands.h"
#include "daemon/tool/json_lines.h"
#include "daemon/tool/keyring.h"
#include "daemon/tool/report.h"
#include "daemon/tool/since.h"
#include "daemon/tool/tapping.h"

namespace copytaster {
namespace {

struct TapOptions {
  std::string replay = "tcp://127.0.0.1:7553";
  std::string since;
  TappingOptions line{"tcp://127.0.0.1:7552", {}, {}};
  KeyOptions keys;
  JsonLineOptions form;
  std::uint64_t count = 0;
  double patience = 0;
  bool json = false, full = false, quiet = false;
  ColorChoice color = ColorChoice::kAuto;
};

constexpr const char* kExamples =
    R"(Topics are VERDICT.language.mediatopic, for instance HOLD.en.03000000; a prefix selects.

  copytaster tap                             every article, a line each
  copytaster tap --topic HOLD --full         what a person should look at, and why
  copytaster tap --json --count 100          a hundred EnrichedArticles, one a line
  copytaster tap --since 2h                  the last two hours, then live; also a time, a sequence

Exit status: 0 done (--count reached, or interrupted); 1 the daemon fell silent; 2 usage.)";

class Tap {
 public:
  explicit Tap(const TapOptions& options) : options_(options), page_(std::cout, options.color) {}

  int run(Tapping& tapping) {
    constexpr std::chrono::milliseconds kForEver(-1);
    const std::chrono::milliseconds patience(static_cast<std::int64_t>(options_.patience * 1000));
    const Micros began = steadyMicros();
    Tapping::Message message;
    while (options_.count == 0 || summary_.articles() < options_.count) {
      if (!tapping.next(message, options_.patience > 0 ? patience : kForEver)) {
        if (options_.patience <= 0) break;  // interrupted
        complain(fmt::format("nothing came from {} for {} s", options_.line.endpoint,
                             options_.patience));
        return finish(began, kExitFailed);
      }
      if (message.sort == Tapping::Sort::kArticle) take(message);
      if (!std::exchange(listening_, true) && !options_.quiet)
        fmt::print(stderr, "listening to {}\n", options_.line.endpoint);
    }
    return finish(began, kExitDone);
  }

  // What the journal still has since then, and the live wire after it, without a gap.
  int run(Client& client) {
    const Micros began = steadyMicros();
    const Micros patience = static_cast<Micros>(options_.patience * 1e6);
    Micros heard_at = began;
    while (options_.count == 0 || summary_.articles() < options_.count) {
      auto article = client.next(kTick);
      if (client.epoch() != 0 && !std::exchange(listening_, true) && !options_.quiet)
        fmt::print(stderr, "listening to {} since {}\n", options_.line.endpoint, options_.since);
      if (article) {
        enriched_ = std::move(*article);
        show();
        heard_at = steadyMicros();
      } else if (patience > 0 && steadyMicros() - heard_at > patience) {
        complain(fmt::format("nothing came from {} for {} s", options_.line.endpoint,
                             options_.patience));
        return finish(began, kExitFailed);
      }
    }
    if (client.lost() != 0)
      complain(fmt::format("{} articles had been deleted from the journal", client.lost()));
    return finish(began, kExitDone);
  }

 private:
  static constexpr std::chrono::milliseconds kTick{200};

  void take(const Tapping::Message& message) {
    enriched_.Clear();
    if (const auto parsed = parseEnriched(message.bytes, enriched_); !parsed) {
      complain(parsed.error().what);
      return;
    }
    const std::uint64_t missed = gaps_.see(enriched_.epoch(), enriched_.sequence());
    if (missed != 0 && options_.line.topics.empty())
      complain(fmt::format("{} articles before #{} did not come", missed, enriched_.sequence()));
    show();
  }
  void show() {
    summary_.add(enriched_);
    if (options_.json) {
      std::cout << jsonLine(enriched_, options_.form) << '\n';
    } else if (options_.full) {
      printArticle(enriched_, options_.form.with_body, page_);
    } else {
      printLine(enriched_, page_);
    }
    std::cout.flush();
  }
  int finish(Micros began, int status) {
    if (!options_.json && !options_.quiet)
      summary_.print(page_, static_cast<double>(steadyMicros() - began) / 1e6);
    std::cout.flush();
    return status;
  }

  const TapOptions& options_;
  Page page_;
  Summary summary_;
  Gaps gaps_;
  v1::EnrichedArticle enriched_;
  bool listening_ = false;
};

int tapSince(const TapOptions& options) {
  const auto since = parseSince(options.since, SystemClock().now());
  if (!since) {
    complain(since.error().what);
    return kExitFailed;
  }
  ClientOptions wire;
  wire.publish = options.line.endpoint;
  wire.replay = options.replay;
  wire.topics = options.line.topics;
  wire.from_sequence = since->sequence;
  wire.from_time = since->time;
  wire.secret_key = options.line.keys.secret;
  wire.public_key = options.line.keys.public_key;
  wire.server_key = options.line.keys.server_key;
  Client client(std::move(wire));
  return Tap(options).run(client);
}

int tap(TapOptions& options) {
  auto keys = takeKeys(options.keys);
  if (!keys) {
    complain(keys.error().what);
    return kExitFailed;
  }
  options.line.keys = std::move(*keys);
  if (!options.since.empty()) return tapSince(options);
  const auto tapping = Tapping::open(options.line);
  if (!tapping) {
    complain(tapping.error().what);
    return kExitFailed;
  }
  return Tap(options).run(**tapping);
}

}  // namespace

void addTap(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("tap", "subscribe to a daemon's wire and print it");
  // Shared, because CLI11 copies the callback that holds it.
  const auto options = std::make_shared<TapOptions>();
  command->add_option("--from", options->line.endpoint, "the daemon's publish endpoint")
      ->type_name("ENDPOINT")
      ->capture_default_str();
  command->add_option("--topic", options->line.topics, "only topics that begin so; may be repeated")
      ->allow_extra_args(false)
      ->type_name("PREFIX");
  command
      ->add_option("--since", options->since,
                   "first what was received since then, from the journal; then live, without a gap")
      ->type_name("TIME|AGO|SEQUENCE");
  command->add_option("--replay", options->replay, "with --since: the daemon's replay endpoint")
      ->type_name("ENDPOINT")
      ->capture_default_str();
  command->add_flag("--json", options->json, "one proto3-JSON EnrichedArticle a line");
  command->add_flag("--full", options->full, "the whole report of each article, as taste");
  command->add_flag("--with-body", options->form.with_body,
                    "with article.body, garble.restored and raw");
  command->add_option("--count", options->count, "stop after N articles; 0: never")->type_name("N");
  command
      ->add_option("--patience", options->patience,
                   "give up after so many seconds without a message; 0: never")
      ->type_name("S");
  command->add_flag("--quiet", options->quiet, "no word of listening, no summary");
  addKeyOptions(*command, options->keys);
  addColor(*command, options->color);
  command->footer(kExamples);
  command->callback([options, &status] { status = tap(*options); });
}

}  // namespace copytaster
