// `copytaster letters`: frames that were refused, each with its reason.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "daemon/record/reader.h"
#include "daemon/tool/commands.h"
#include "daemon/tool/feeding.h"
#include "daemon/tool/journal_place.h"
#include "daemon/tool/keyring.h"

namespace copytaster {
namespace {

constexpr std::size_t kBatch = 1'000;

struct LettersCommand {
  JournalPlace place;
  std::uint64_t id = 0, from = 0, count = 0;
  bool json = false;
  std::vector<std::uint64_t> ids;  // retry: which; none: all
  FeedingOptions line;
  KeyOptions keys;
};

constexpr const char* kExamples = R"(
  copytaster letters list                   id, time, feed, size and reason of each
  copytaster letters show 7 > frame.bin     the frame as it was received
  copytaster letters retry --to tcp://127.0.0.1:7554 7 9    posted again, to a post feed

Exit status: 0 done; 1 no journal, no such letter, or (retry) not all accepted; 2 usage.)";

void printLetter(const LetterRecord& letter, bool json) {
  if (json) {
    // Reasons are our own words, but a parser's may be among them: never refuse to print one.
    std::cout << nlohmann::ordered_json({{"id", letter.id},
                                         {"receivedAt", timeText(letter.received_at)},
                                         {"feed", letter.feed},
                                         {"bytes", letter.frame.size()},
                                         {"reason", letter.reason}})
                     .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
              << '\n';
    return;
  }
  std::cout << fmt::format("{:>6}  {}  {:<12} {:>10}  {}\n", letter.id,
                           timeText(letter.received_at), letter.feed,
                           bytesText(letter.frame.size()), letter.reason);
}

int list(const LettersCommand& command) {
  const auto journal = command.place.open();
  const auto reader = journal ? journal->read() : tl::unexpected(journal.error());
  if (!reader) return complain(reader.error().what), kExitFailed;
  std::uint64_t from = command.from, left = command.count;
  while (true) {
    const std::size_t wanted = left == 0 ? kBatch : std::min<std::uint64_t>(left, kBatch);
    const auto letters = reader->letters(from, wanted);
    for (const LetterRecord& letter : letters) printLetter(letter, command.json);
    if (letters.size() < wanted || (left != 0 && (left -= letters.size()) == 0)) break;
    from = letters.back().id + 1;
  }
  std::cout.flush();
  return std::cout ? kExitDone : kExitFailed;
}

int show(const LettersCommand& command) {
  const auto journal = command.place.open();
  const auto reader = journal ? journal->read() : tl::unexpected(journal.error());
  if (!reader) return complain(reader.error().what), kExitFailed;
  const auto letter = reader->letter(command.id);
  if (!letter) return complain(fmt::format("no letter {}", command.id)), kExitFailed;
  fmt::print(stderr, "{}  {}  {}\n", timeText(letter->received_at), letter->feed, letter->reason);
  std::cout << letter->frame;
  std::cout.flush();
  return std::cout ? kExitDone : kExitFailed;
}

// Each letter's frame once more, to a feed that answers. The letters stay where they are, for the
// journal is the daemon's; what was accepted once is known again by its id.
Result<void> retryAll(const LettersCommand& command, const Reader& reader, Feeding& feeding) {
  if (auto peer = feeding.awaitPeer(); !peer) return peer;
  for (const std::uint64_t id : command.ids) {
    const auto letter = reader.letter(id);
    if (!letter) return refuse(ErrorCode::kNotFound, fmt::format("no letter {}", id));
    if (auto sent = feeding.send(letter->frame); !sent) return sent;
  }
  std::uint64_t from = 0;
  while (command.ids.empty()) {
    const auto letters = reader.letters(from, kBatch);
    for (const LetterRecord& letter : letters) {
      if (auto sent = feeding.send(letter.frame); !sent) return sent;
    }
    if (letters.size() < kBatch) break;
    from = letters.back().id + 1;
  }
  return feeding.finish();
}

int retry(LettersCommand& command) {
  const auto journal = command.place.open();
  const auto reader = journal ? journal->read() : tl::unexpected(journal.error());
  if (!reader) return complain(reader.error().what), kExitFailed;
  auto keys = takeKeys(command.keys);
  if (!keys) return complain(keys.error().what), kExitFailed;
  command.line.keys = std::move(*keys);
  command.line.kind = FeedingKind::kPost;
  const auto feeding = Feeding::open(command.line);
  if (!feeding) return complain(feeding.error().what), kExitFailed;
  const auto done = retryAll(command, *reader, **feeding);
  if (!done) complain(done.error().what);
  const FeedingCounts& counts = (*feeding)->counts();
  std::cout << fmt::format("{} letters posted: {} accepted, {} repeated, {} rejected{}\n",
                           counts.sent, counts.accepted, counts.repeated, counts.rejected,
                           counts.rejected == 0 ? "" : " (" + (*feeding)->reason() + ")");
  return done && counts.rejected == 0 ? kExitDone : kExitFailed;
}

}  // namespace

void addLetters(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("letters", "the dead letters: frames that were refused");
  command->require_subcommand(1);
  command->footer(kExamples);
  // Shared, because CLI11 copies the callbacks that hold it.
  const auto options = std::make_shared<LettersCommand>();
  CLI::App* lists = command->add_subcommand("list", "all of them, oldest first");
  options->place.addTo(*lists);
  lists->add_option("--from", options->from, "first id")->type_name("ID");
  lists->add_option("--count", options->count, "at most so many; 0: all")->type_name("N");
  lists->add_flag("--json", options->json, "one JSON object a line");
  lists->callback([options, &status] { status = list(*options); });
  CLI::App* shows = command->add_subcommand("show", "the bytes of one, to standard output");
  options->place.addTo(*shows);
  shows->add_option("ID", options->id, "as list shows it")->required();
  shows->callback([options, &status] { status = show(*options); });
  CLI::App* retries = command->add_subcommand("retry", "post them again, to a feed that answers");
  options->place.addTo(*retries);
  retries->add_option("--to", options->line.endpoint, "of a post feed, tcp://… or ipc://…")
      ->required()
      ->type_name("ENDPOINT");
  retries->add_option("ID", options->ids, "as list shows them; none: all");
  addKeyOptions(*retries, options->keys);
  retries->callback([options, &status] { status = retry(*options); });
}

}  // namespace copytaster
