// `copytaster journal`: what the journal holds, read beside a running daemon.
#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>

#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "daemon/article/article.h"
#include "daemon/base/memory_table.h"
#include "daemon/record/reader.h"
#include "daemon/tool/commands.h"
#include "daemon/tool/configured.h"
#include "daemon/tool/journal_place.h"
#include "daemon/tool/json_lines.h"
#include "daemon/wire/stored.h"

namespace copytaster {
namespace {

// A snapshot keeps the writer from using pages again, so a long walk takes a new one now and then.
constexpr std::uint64_t kBatch = 10'000;

struct JournalCommand {
  JournalPlace place;
  JsonLineOptions form;
  std::uint64_t from = 0, count = 0;
  bool json = false;
  ChainChoice chain;  // retaste: its config is the place's
};

constexpr const char* kExamples = R"(
  copytaster journal stat                          of the default journal
  copytaster journal verify --journal /var/lib/copytaster
  copytaster journal export --from 100 --count 10  as tap --json would have shown them
  copytaster journal retaste --config new.toml     what these settings would change

retaste begins with filters that remember nothing: what repeats an article that is no longer
kept, or lies before --from, is an original to it.

Exit status: 0 done; 1 no journal there, or verify found something wrong; 2 usage.)";

nlohmann::ordered_json statJson(const JournalStat& stat) {
  nlohmann::ordered_json out{
      {"schema", stat.schema},
      {"epoch", std::to_string(stat.epoch)},
      {"articles", stat.articles},
      {"notes", stat.notes},
      {"letters", stat.letters},
      {"lettersDropped", stat.letters_dropped},
      {"firstSequence", stat.first_sequence},
      {"lastSequence", stat.last_sequence},
      {"firstReceivedAt", timeText(stat.first_received_at)},
      {"lastReceivedAt", timeText(stat.last_received_at)},
      {"publishedTo", stat.published_to},
      {"nextSequence", stat.next_sequence},
      {"keptBytes", stat.kept_bytes},
      {"fileBytes", stat.file_bytes},
      {"mapBytes", stat.map_bytes},
  };
  for (const TableStat& table : stat.tables)
    out["tables"][table.name] = {{"entries", table.entries}, {"bytes", table.bytes}};
  return out;
}

void printStat(const JournalStat& stat) {
  fmt::print("articles   {} (#{} to #{}), {} settled\n", stat.articles, stat.first_sequence,
             stat.last_sequence, stat.notes);
  fmt::print("received   {} to {} UTC\n", timeText(stat.first_received_at),
             timeText(stat.last_received_at));
  fmt::print("published  to #{}; next is #{}\n", stat.published_to, stat.next_sequence);
  fmt::print("letters    {} dead, {} dropped to make room\n", stat.letters, stat.letters_dropped);
  fmt::print("size       {} kept, file {} of at most {}\n", bytesText(stat.kept_bytes),
             bytesText(stat.file_bytes), bytesText(stat.map_bytes));
  fmt::print("epoch      {:016x}, schema {}\n", stat.epoch, stat.schema);
  for (const TableStat& table : stat.tables)
    fmt::print("  {:<22} {:>10} entries  {:>10}\n", table.name, table.entries,
               bytesText(table.bytes));
}

// Visits every article from `from`, in batches; false from `each` ends it.
template <class Each>
Result<std::uint64_t> walkAll(const Journal& journal, std::uint64_t from, Each&& each) {
  std::uint64_t unreadable = 0;
  for (bool more = true; more;) {
    auto reader = journal.read();
    if (!reader) return tl::unexpected(reader.error());
    std::uint64_t taken = 0;
    more = false;
    from = reader->walkEach(from, [&](const ArticleRecord& article, const NotesRecord* notes) {
      more = ++taken == kBatch;
      if (each(article, notes)) return !more;
      more = false;
      return false;
    });
    unreadable += reader->unreadable();
  }
  return unreadable;
}

int stat(const JournalCommand& command) {
  const auto journal = command.place.open();
  const auto reader = journal ? journal->read() : tl::unexpected(journal.error());
  if (!reader) return complain(reader.error().what), kExitFailed;
  const JournalStat stat = reader->stat();
  if (command.json) {
    std::cout << statJson(stat) << '\n';
  } else {
    printStat(stat);
  }
  return kExitDone;
}

int verify(const JournalCommand& command) {
  const auto journal = command.place.open();
  if (!journal) return complain(journal.error().what), kExitFailed;
  std::uint64_t articles = 0, settled = 0, wrong = 0, last = 0;
  std::string message;
  v1::EnrichedArticle enriched;
  const auto say = [&](std::uint64_t sequence, const char* what) {
    ++wrong;
    complain(fmt::format("#{}: {}", sequence, what));
  };
  const auto unreadable =
      walkAll(*journal, 0, [&](const ArticleRecord& article, const NotesRecord* notes) {
        ++articles;
        if (article.sequence <= last) say(article.sequence, "out of order");
        last = article.sequence;
        if (notes == nullptr) return true;
        ++settled;
        writeStored(article, *notes, message);
        if (!parseEnriched(message, enriched)) {
          say(article.sequence, "does not read back as an EnrichedArticle");
        } else if (enriched.sequence() != article.sequence) {
          say(article.sequence, "its notes are of another article");
        }
        return true;
      });
  if (!unreadable) return complain(unreadable.error().what), kExitFailed;
  wrong += *unreadable;
  fmt::print("{} articles, {} settled, {} wrong\n", articles, settled, wrong);
  return wrong == 0 ? kExitDone : kExitFailed;
}

int exportAll(const JournalCommand& command) {
  const auto journal = command.place.open();
  if (!journal) return complain(journal.error().what), kExitFailed;
  std::string message;
  v1::EnrichedArticle enriched;
  std::uint64_t written = 0;
  const auto unreadable =
      walkAll(*journal, command.from, [&](const ArticleRecord& article, const NotesRecord* notes) {
        if (notes == nullptr) return true;
        writeStored(article, *notes, message);
        enriched.Clear();
        if (parseEnriched(message, enriched)) std::cout << jsonLine(enriched, command.form) << '\n';
        return ++written != command.count;
      });
  std::cout.flush();
  if (!unreadable) return complain(unreadable.error().what), kExitFailed;
  if (*unreadable != 0) complain(fmt::format("{} records do not read back", *unreadable));
  return *unreadable == 0 && std::cout ? kExitDone : kExitFailed;
}

// The names of the fields in which two messages differ; of those that filters decide.
std::vector<std::string> changedFields(const v1::EnrichedArticle& before,
                                       const v1::EnrichedArticle& after) {
  std::vector<std::string> names;
  static const std::set<std::string> kGiven{
      "epoch", "sequence", "previous_on_topic", "feed", "runs", "received_at", "article"};
  const auto* type = v1::EnrichedArticle::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const std::string& name = type->field(i)->name();
    if (kGiven.contains(name)) continue;
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(before, after, {type->field(i)}, {type->field(i)}))
      names.push_back(name);
  }
  return names;
}

// The chain of other settings, over articles as they are in the journal.
class Retasting {
 public:
  explicit Retasting(Chain& chain) : chain_(chain) {}
  Result<void> recall() {
    return chain_.recall([this](const std::string& filter) { return &tables_[filter]; });
  }
  // False: a filter's state was refused.
  bool taste(const ArticleRecord& article, v1::EnrichedArticle& out) {
    feed_ = article.feed;
    copy_.feed = feed_;
    copy_.frame.assign(article.bytes);
    copy_.sequence = article.sequence;
    copy_.received_at = article.received_at;
    chain_.examine(copy_);
    if (!chain_.settle(copy_)) return false;
    writeEnriched(copy_, chain_.filters(), 0);
    out.Clear();
    return parseEnriched(copy_.enriched, out).has_value();
  }

 private:
  Chain& chain_;
  std::map<std::string, MemoryTable> tables_;
  std::string feed_;
  Copy copy_;
};

void printChange(const v1::EnrichedArticle& before, const v1::EnrichedArticle& after,
                 const std::vector<std::string>& fields, bool json) {
  const auto verdict = [](const v1::EnrichedArticle& article) {
    return v1::EnrichedArticle::Verdict_Name(article.verdict());
  };
  if (json) {
    std::cout << nlohmann::ordered_json({{"sequence", after.sequence()},
                                         {"id", after.article().id()},
                                         {"before", verdict(before)},
                                         {"after", verdict(after)},
                                         {"changed", fields}})
                     .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
              << '\n';
    return;
  }
  const bool same = before.verdict() == after.verdict();
  std::cout << fmt::format("#{:<8} {:<14} {:<40} {}\n", after.sequence(),
                           same ? verdict(after) : verdict(before) + " > " + verdict(after),
                           fmt::join(fields, ", "), after.article().headline());
}

int retaste(JournalCommand& command) {
  const auto journal = command.place.open();
  if (!journal) return complain(journal.error().what), kExitFailed;
  Log log("warning");
  command.chain.config = command.place.config;
  const auto chain = command.chain.open(log);
  if (!chain) return complain(chain.error().what), kExitFailed;
  Retasting retasting(**chain);
  if (auto recalled = retasting.recall(); !recalled)
    return complain(recalled.error().what), kExitFailed;
  std::string message;
  v1::EnrichedArticle before, after;
  std::uint64_t tasted = 0, changed = 0, verdicts = 0, failed = 0;
  const auto unreadable =
      walkAll(*journal, command.from, [&](const ArticleRecord& article, const NotesRecord* notes) {
        if (notes == nullptr) return true;
        writeStored(article, *notes, message);
        before.Clear();
        if (!parseEnriched(message, before) || !retasting.taste(article, after))
          return ++failed, true;
        const auto fields = changedFields(before, after);
        if (!fields.empty()) printChange(before, after, fields, command.json);
        changed += fields.empty() ? 0 : 1;
        verdicts += before.verdict() == after.verdict() ? 0 : 1;
        return ++tasted != command.count;
      });
  std::cout.flush();
  if (!unreadable) return complain(unreadable.error().what), kExitFailed;
  fmt::print(stderr, "{} articles, {} would change, {} of them their verdict\n", tasted, changed,
             verdicts);
  if (failed + *unreadable != 0)
    complain(fmt::format("{} records do not read back", failed + *unreadable));
  return failed + *unreadable == 0 && std::cout ? kExitDone : kExitFailed;
}

}  // namespace

void addJournal(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("journal", "read a daemon's journal");
  command->require_subcommand(1);
  command->footer(kExamples);
  // Shared, because CLI11 copies the callbacks that hold it.
  const auto options = std::make_shared<JournalCommand>();
  CLI::App* shows = command->add_subcommand("stat", "how much it holds, of what, from when");
  options->place.addTo(*shows);
  shows->add_flag("--json", options->json, "as JSON");
  shows->callback([options, &status] { status = stat(*options); });
  CLI::App* checks = command->add_subcommand("verify", "read every record back");
  options->place.addTo(*checks);
  checks->callback([options, &status] { status = verify(*options); });
  CLI::App* exports = command->add_subcommand("export", "the messages published, as JSON lines");
  options->place.addTo(*exports);
  exports->add_option("--from", options->from, "first sequence")->type_name("N");
  exports->add_option("--count", options->count, "at most so many; 0: all")->type_name("N");
  exports->add_flag("--with-body", options->form.with_body,
                    "with article.body, garble.restored and raw");
  exports->callback([options, &status] { status = exportAll(*options); });
  CLI::App* retastes = command->add_subcommand("retaste", "what other settings would change");
  options->place.addTo(*retastes);
  retastes->add_option("--filters", options->chain.filters, "these, by commas")->type_name("A,B");
  retastes->add_option("--filter-folder", options->chain.folder, "where they are")
      ->type_name("DIR");
  retastes->add_option("--from", options->from, "first sequence")->type_name("N");
  retastes->add_option("--count", options->count, "at most so many; 0: all")->type_name("N");
  retastes->add_flag("--json", options->json, "one JSON object a line");
  retastes->callback([options, &status] { status = retaste(*options); });
}

}  // namespace copytaster
