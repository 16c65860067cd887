// The judgement: what upstream and subscriber saw is compared with the journal, and the journal
// with one made of the same articles by a daemon that nothing ever happened to.
#include <fmt/format.h>

#include "daemon/record/group.h"
#include "daemon/walk/walk.h"
#include "tests/faults/simulation/filters.h"
#include "tests/faults/simulation/world.h"

namespace copytaster::simulation {
namespace {

using Entries = std::map<std::string, std::string>;

// What the filters and the chain itself keep.
Entries states(Journal& journal) {
  Entries all;
  std::map<std::string, Table*> tables;
  for (const char* name : {"moody", "tally", "chain"})
    tables[name] = journal.openState(name).value();
  const auto group = journal.begin();
  expect(group.has_value(), "the journal can be read at the end");
  for (const auto& [name, table] : tables) {
    const auto status = table->scanEach("", [&](std::string_view key, std::string_view value) {
      all.emplace(fmt::format("{}/{}", name, key), value);
      return true;
    });
    expect(status == TableStatus::kOk, "a filter's state can be read");
  }
  return all;
}

// The same articles, in the same order and at the same times, one after the other; each message is
// compared as it comes.
class Undisturbed {
 public:
  explicit Undisturbed(std::uint64_t count)
      : journal_(Journal::open(folder_.path(), smallOptions()).value()),
        chain_(Chain::open(filters(), {}, log_).value()),
        belt_(std::size_t{64} << 20, 1),
        walk_({}, belt_, *chain_, journal_, counters_, log_),
        count_(count) {
    expect(walk_.recall().has_value(), "an empty journal is recalled");
  }
  void take(const ArticleRecord& article, std::string_view published) {
    Copy* copy = belt_.claim(article.bytes.size());
    copy->frame.assign(article.bytes);
    feed_ = article.feed;
    copy->feed = feed_;
    copy->received_at = article.received_at;
    belt_.submit(*copy);
    walk_.examine(*belt_.nextToExamine());
    walk_.settleSome(0);
    expect(belt_.nextToPublish() == copy, "an undisturbed daemon commits");
    expect(comparable(copy->enriched) == comparable(published),
           fmt::format("message {} of {} is that of an undisturbed run", article.sequence, count_));
    belt_.published(*copy, End::kPublished);
    belt_.done(*belt_.nextDone());
  }
  [[nodiscard]] Entries states() { return simulation::states(journal_); }

 private:
  JournalFolder folder_;
  Log log_{"off"};
  Counters counters_;
  Journal journal_;
  std::unique_ptr<Chain> chain_;
  Belt belt_;
  Walk walk_;
  std::uint64_t count_;
  std::string feed_;
};

void judgeCounts(const World& world, const Reader& reader) {
  const JournalStat stat = reader.stat();
  std::uint64_t received = 0, rejected = 0;
  for (const auto& [feed, cursor] : reader.feeds()) {
    received += cursor.received;
    rejected += cursor.rejected;
  }
  expect(received == stat.articles && stat.articles == stat.notes, "each article is counted once");
  expect(rejected == stat.letters, "each dead letter is counted once");
  expect(stat.letters >= world.upstream.rejected(), "what was rejected is in the dead letters");
  expect(stat.published_to == stat.last_sequence, "all is published");
  expect(world.subscriber.position() == stat.last_sequence, "the subscriber has all");
  expect(world.subscriber.published().size() == stat.articles, "each message went out");
}

}  // namespace

void judge(World& world) {
  Journal journal = Journal::open(world.folder.path(), smallOptions()).value();
  world.subscriber.replay(journal);
  const Reader reader = journal.read().value();
  judgeCounts(world, reader);
  std::map<std::string, std::uint64_t> posted;
  std::uint64_t last_pulled = 0, last_sequence = 0;
  Micros last_received_at = 0;
  std::vector<std::uint64_t> unthinkable;
  Undisturbed undisturbed(reader.stat().articles);
  reader.walkEach(1, [&](const ArticleRecord& article, const NotesRecord*) {
    Article read;
    expect(readArticle(article.bytes, read) == Refusal::kNone, "the journal holds articles");
    const std::string id(read.id);
    expect(article.sequence == ++last_sequence, "sequences have no holes");
    expect(article.received_at >= last_received_at, "times of receipt never go back");
    last_received_at = article.received_at;
    if (article.feed == "post") {
      expect(posted.emplace(id, article.sequence).second, id + " is in the journal once");
    } else {
      const std::uint64_t number = std::stoull(id.substr(5)) + 1;
      expect(number > last_pulled, "a feed's articles keep their order, none twice");
      last_pulled = number;
    }
    if (article.bytes.find(kThrowInSettle) != std::string_view::npos)
      unthinkable.push_back(article.sequence);
    undisturbed.take(article, world.subscriber.published().at(article.sequence));
    return true;
  });
  expect(posted == world.upstream.acknowledged(), "the journal holds what was acknowledged");
  const Entries kept = states(journal);
  expect(kept == undisturbed.states(), "filters end as in an undisturbed run");
  for (const std::uint64_t failed : unthinkable)
    expect(!kept.contains(fmt::format("moody/{:08}", failed)), "a failed article leaves no trace");
}

}  // namespace copytaster::simulation
