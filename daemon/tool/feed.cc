// `copytaster feed`: files as a wire.
#include <fmt/format.h>

#include <memory>
#include <thread>

#include "daemon/article/article.h"
#include "daemon/tool/commands.h"
#include "daemon/tool/feeding.h"
#include "daemon/tool/inputs.h"
#include "daemon/tool/keyring.h"
#include "daemon/tool/progress.h"

namespace copytaster {
namespace {

struct FeedOptions {
  std::vector<std::string> files;
  FeedingOptions line;
  KeyOptions keys;
  double rate = 0, patience = 10;
  std::uint64_t loops = 1;
  bool post = false, push = false, quiet = false;
};

constexpr const char* kExamples =
    R"(Waits until the daemon listens, so that nothing is lost. Files: any format that taste reads.

  copytaster feed --to tcp://127.0.0.1:7551 wire.jsonl             into a sub feed that binds
  copytaster feed --to tcp://127.0.0.1:7551 --rate 50 --loop 0 wire.jsonl    50 a second, for ever
  copytaster feed --to tcp://127.0.0.1:7554 --post wire.jsonl      each article acknowledged
  copytaster feed --to tcp://127.0.0.1:7600 --bind wire.jsonl      into a feed that connects

Exit status: 0 all sent (posted: all accepted); 1 not all; 2 usage.)";

// Holds the pace of `rate` articles a second, without drifting.
class Pace {
 public:
  explicit Pace(double rate) : rate_(rate), began_(std::chrono::steady_clock::now()) {}
  void wait(std::uint64_t sent) const {
    if (rate_ <= 0) return;
    std::this_thread::sleep_until(
        began_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                     std::chrono::duration<double>(static_cast<double>(sent) / rate_)));
  }

 private:
  double rate_;
  std::chrono::steady_clock::time_point began_;
};

// All files once. Answers how many articles could not be read.
Result<std::uint64_t> feedOnce(const FeedOptions& options, Feeding& feeding, const Pace& pace) {
  Inputs inputs(options.files);
  Progress progress("fed", inputs.bytesTotal());
  std::uint64_t unread = 0;
  while (true) {
    const Inputs::Step step = inputs.next();
    if (step == Inputs::Step::kEnd) return unread;
    if (step == Inputs::Step::kUnread) {
      ++unread;
      complain(inputs.place() + ": " + inputs.problem());
      continue;
    }
    pace.wait(feeding.counts().sent);
    if (auto sent = feeding.send(inputs.article()); !sent) return tl::unexpected(sent.error());
    progress.show(feeding.counts().sent, inputs.bytesRead());
  }
}

Result<std::uint64_t> feedAll(const FeedOptions& options, Feeding& feeding) {
  if (auto peer = feeding.awaitPeer(); !peer) return tl::unexpected(peer.error());
  const Pace pace(options.rate);
  std::uint64_t unread = 0;
  for (std::uint64_t loop = 0; options.loops == 0 || loop < options.loops; ++loop) {
    auto fed = feedOnce(options, feeding, pace);
    if (!fed) return fed;
    unread += *fed;
    if (feeding.counts().sent == 0) break;  // nothing in the files: no use in going round
  }
  if (auto finished = feeding.finish(); !finished) return tl::unexpected(finished.error());
  return unread;
}

int feed(FeedOptions& options) {
  auto keys = takeKeys(options.keys);
  if (!keys) {
    complain(keys.error().what);
    return kExitFailed;
  }
  options.line.keys = std::move(*keys);
  auto feeding = Feeding::open(options.line);
  if (!feeding) {
    complain(feeding.error().what);
    return kExitFailed;
  }
  if (options.line.bind) fmt::print(stderr, "listening at {}\n", (*feeding)->address());
  const auto fed = feedAll(options, **feeding);
  const FeedingCounts counts = (*feeding)->counts();
  if (!fed) complain(fed.error().what);
  if (counts.rejected != 0) complain("rejected: " + (*feeding)->reason());
  feeding->reset();  // what is under way leaves now
  if (!options.quiet) {
    fmt::print("{} articles sent", counts.sent);
    if (options.post)
      fmt::print(": {} accepted, {} repeated, {} rejected", counts.accepted, counts.repeated,
                 counts.rejected);
    fmt::print("\n");
  }
  return fed && *fed == 0 && counts.rejected == 0 ? kExitDone : kExitFailed;
}

}  // namespace

void addFeed(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("feed", "send files into a daemon as a wire");
  // Shared, because CLI11 copies the callback that holds it.
  const auto options = std::make_shared<FeedOptions>();
  command->add_option("--to", options->line.endpoint, "the feed's endpoint, tcp://… or ipc://…")
      ->required()
      ->type_name("ENDPOINT");
  command->add_option("FILE", options->files, "files, in order; none or -: standard input");
  command->add_option("--rate", options->rate, "articles a second; 0: as fast as they are taken")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  command->add_option("--loop", options->loops, "go through the files N times; 0: for ever")
      ->type_name("N");
  CLI::Option* post =
      command->add_flag("--post", options->post, "to a post feed, which acknowledges");
  command->add_flag("--push", options->push, "to a pull feed")->excludes(post);
  command->add_flag("--bind", options->line.bind, "bind the endpoint; the daemon connects to it");
  command->add_flag("--connect{false}", options->line.bind, "connect to it (the default)");
  command->add_option("--topic", options->line.topic, "first frame, for a feed with topics")
      ->type_name("TEXT");
  command->add_option("--patience", options->patience, "seconds to wait for the daemon")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  addKeyOptions(*command, options->keys);
  command->add_flag("--quiet", options->quiet, "no count at the end");
  command->footer(kExamples);
  command->callback([options, &status] {
    options->line.kind = options->post   ? FeedingKind::kPost
                         : options->push ? FeedingKind::kPush
                                         : FeedingKind::kPublish;
    options->line.patience =
        std::chrono::milliseconds(static_cast<std::int64_t>(options->patience * 1000));
    status = feed(*options);
  });
}

}  // namespace copytaster
