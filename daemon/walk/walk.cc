// The order inside a group is the order of the belt. Whatever goes wrong between begin and commit,
// the group is dropped and nothing of it counts: not the topics' last sequences, not the feeds'
// cursors, not the filters' memory.
#include "daemon/walk/walk.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "daemon/base/check.h"
#include "daemon/base/clock.h"

namespace copytaster {
namespace {

constexpr Micros kLookMicros = 200'000;  // how often an idle settle thread comes round
constexpr std::size_t kGroupBytesMax = std::size_t{8} << 20;  // of articles and notes in one commit
constexpr std::uint64_t kExpireMax = 64;                      // articles deleted with one commit

// True where the record is in the group, false where there is no room for it. A record out of
// bounds is a mistake of ours: the edge let it in.
bool recorded(RecordStatus status) {
  check(status != RecordStatus::kInvalid, "a record is out of the journal's bounds");
  check(status != RecordStatus::kFailed, "the disk failed, or the journal does not read back");
  return status == RecordStatus::kOk;
}

// False: there is no room. A sync that failed leaves unknown what is on disk: the next start reads
// what is.
bool committed(Group& group) {
  const auto done = group.commit();
  check(done || done.error().code == ErrorCode::kFull, done ? "" : done.error().what.c_str());
  return done.has_value();
}

}  // namespace

// What the walk counts.
struct Walk::Tallies {
  explicit Tallies(Counters& counters, std::span<const FilterName> filters)
      : settled(
            counters.total("settled_articles", {}, "articles", "articles settled and committed")),
        groups(counters.total("groups", {}, "commits", "groups committed to the journal")),
        commit_micros(
            counters.total("commit_seconds", {}, "microseconds", "time spent in commits")),
        full(counters.total("journal_full", {}, "groups",
                            "groups dropped because disk or map was full")),
        expired(
            counters.total("expired_articles", {}, "articles", "articles deleted by retention")) {
    for (const char* verdict : {"PASS", "HOLD", "SPIKE"}) {
      verdicts.push_back(
          &counters.total("verdicts", {{"verdict", verdict}}, "articles", "articles by verdict"));
    }
    for (const FilterName& filter : filters) {
      const Counter::Labels labels{{"filter", filter.name}};
      runs.push_back(
          &counters.total("filter_runs", labels, "articles", "articles a filter judged"));
      failures.push_back(
          &counters.total("filter_failures", labels, "articles", "articles a filter failed on"));
      skipped.push_back(
          &counters.total("filter_skipped", labels, "articles", "articles its breaker left out"));
      micros.push_back(
          &counters.total("filter_seconds", labels, "microseconds", "time spent in a filter"));
    }
  }
  void count(const Copy& copy) {
    settled.add();
    verdicts[static_cast<std::size_t>(copy.notes.verdict() - CT_PASS)]->add();
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const Run& run = copy.notes.runs[i];
      if (run.outcome == Outcome::kBreakerOpen) {
        skipped[i]->add();
        continue;
      }
      runs[i]->add();
      micros[i]->add(run.micros);
      if (run.outcome == Outcome::kError) failures[i]->add();
    }
  }

  Counter &settled, &groups, &commit_micros, &full, &expired;
  std::vector<Counter*> verdicts, runs, failures, skipped, micros;
};

Walk::Walk(WalkOptions options, Belt& belt, Chain& chain, Journal& journal, Counters& counters,
           Log& log)
    : options_(options),
      belt_(belt),
      chain_(chain),
      journal_(journal),
      log_(log),
      tallies_(std::make_unique<Tallies>(counters, chain.filters())),
      group_limit_(options.group_articles) {
  if (options_.workers == 0) options_.workers = std::max(1U, std::thread::hardware_concurrency());
}

Walk::~Walk() {
  check(threads_.empty(), "a walk is joined before it ends");
}

Result<void> Walk::recall() {
  auto reader = journal_.read();
  if (!reader) return tl::unexpected(reader.error());
  for (const auto& [topic, sequence] : reader->topics()) topics_[topic] = sequence;
  for (const auto& [feed, cursor] : reader->feeds()) feeds_[feed] = cursor;
  cursor_ = reader->publishedTo();
  return recallInGroup(true);
}

// `keep`: what filters let go of as they recall leaves their tables. Where there is no room for
// that, the next start does it.
Result<void> Walk::recallInGroup(bool keep) {
  // Tables are made before the group opens: making one is a transaction of its own.
  std::map<std::string, Table*> tables;
  std::vector<std::string> names{"chain"};
  for (const FilterName& filter : chain_.filters()) names.push_back(filter.name);
  for (const std::string& name : names) {
    auto table = journal_.openState(name);
    if (!table) return tl::unexpected(table.error());
    tables[name] = *table;
  }
  auto group = journal_.begin();
  if (!group) return tl::unexpected(group.error());
  auto recalled = chain_.recall([&](const std::string& name) { return tables[name]; });
  if (recalled && keep) committed(*group);
  return recalled;
}

void Walk::start() {
  seen_ = steadyMicros();
  for (std::size_t i = 0; i < options_.workers; ++i)
    threads_.emplace_back([this] { examineLoop(); });
  threads_.emplace_back([this] { settleLoop(); });
}

void Walk::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Walk::examineLoop() {
  while (Copy* copy = belt_.nextToExamine()) examine(*copy);
}

void Walk::examine(Copy& copy) {
  if (copy.refusal == Refusal::kNone && !copy.repeated) chain_.examine(copy);
  belt_.examined(copy);
}

void Walk::settleLoop() {
  while (!belt_.finished()) settleSome(kLookMicros);
  if (group_limit_ > 1) takeAgain();
}

void Walk::settleSome(Micros wait) {
  seen_ = steadyMicros();
  if (Copy* first = belt_.nextToSettle(wait)) {
    if (!settleGroup(first)) recover();
  } else {
    if (group_limit_ > 1) takeAgain();  // after a full disk: all that waited is on it now
    commitIdleCursor();
  }
}

// Said when groups have their full size again, or nothing waits any more: a disk that is nearly
// full takes a small group now and then, and the log would say so each time.
void Walk::takeAgain() {
  if (!taking_.exchange(true)) log_.info("journal: there is room again, taking articles");
}

bool Walk::settleGroup(Copy* first) {
  topics_pending_.clear();
  feeds_pending_.clear();
  upstreams_pending_.clear();
  auto group = journal_.begin();
  if (!group) {
    log_.error("journal: {}", group.error().what);
    return false;
  }
  std::size_t articles = 0, bytes = 0;
  for (Copy* copy = first; copy != nullptr;) {
    if (!settleOne(*group, *copy)) return false;
    bytes += copy->bytes();
    const bool more = ++articles < group_limit_ && bytes < kGroupBytesMax;
    copy = more ? belt_.nextToSettle(0) : nullptr;
  }
  if (!recordCursors(*group)) return false;
  const Micros started = steadyMicros();
  if (!committed(*group)) return false;
  tallies_->commit_micros.add(steadyMicros() - started);
  tallies_->groups.add();
  for (const auto& [topic, sequence] : topics_pending_) topics_[topic] = sequence;
  for (const auto& [feed, cursor] : feeds_pending_) feeds_[feed] = cursor;
  if (consumers_ != nullptr) consumers_->committed();
  group_limit_ = std::min(group_limit_ * 2, options_.group_articles);
  if (group_limit_ == options_.group_articles) takeAgain();
  belt_.committed();
  return true;
}

bool Walk::settleOne(Group& group, Copy& copy) {
  if (copy.repeated) return true;
  if (copy.upstream_sequence != 0) {
    upstreams_pending_.insert_or_assign(
        copy.feed, UpstreamPosition{copy.upstream_epoch, copy.upstream_sequence});
  }
  if (copy.refusal != Refusal::kNone) return recordLetter(group, copy);
  if (copy.settled) chain_.examine(copy);  // its notes hold what a group that failed had settled
  copy.settled = true;
  const bool settled = chain_.settle(copy);
  if (!recorded(group.status()) || !settled) return false;
  copy.previous_on_topic = previousOnTopic(copy.topic);
  writeEnriched(copy, chain_.filters(), journal_.epoch());
  if (!recordArticle(group, copy)) return false;
  topics_pending_.insert_or_assign(copy.topic, copy.sequence);
  last_received_at_ = std::max(last_received_at_, copy.received_at);
  tallies_->count(copy);
  return true;
}

std::uint64_t Walk::previousOnTopic(const std::string& topic) const {
  for (const auto* topics : {&topics_pending_, &topics_}) {
    if (const auto found = topics->find(topic); found != topics->end()) return found->second;
  }
  return 0;
}

bool Walk::recordLetter(Group& group, const Copy& copy) {
  std::string reason(describe(copy.refusal));
  if (!copy.refusal_detail.empty()) reason += ": " + copy.refusal_detail;
  FeedCursor& cursor =
      feeds_pending_.try_emplace(std::string(copy.feed), feeds_[std::string(copy.feed)])
          .first->second;
  ++cursor.rejected;
  return recorded(group.putLetter({0, copy.received_at, copy.feed, reason, copy.frame}));
}

bool Walk::recordArticle(Group& group, Copy& copy) {
  FeedCursor& cursor =
      feeds_pending_.try_emplace(std::string(copy.feed), feeds_[std::string(copy.feed)])
          .first->second;
  ++cursor.received;
  cursor.last_sequence = copy.sequence;
  cursor.last_received_at = copy.received_at;
  const bool repaired = !copy.raw.empty();
  const std::uint8_t article_flags = repaired ? kArticleIsNotUtf8 : 0;
  const std::uint8_t notes_flags = repaired ? kWholeMessage : 0;
  const std::string_view message = copy.enriched;
  const auto notes = repaired ? message : message.substr(copy.notes_begin);
  return recorded(group.putArticle({copy.sequence, copy.received_at, article_flags, copy.feed,
                                    copy.identity, copy.frame})) &&
         recorded(group.putNotes({copy.sequence, notes_flags, copy.topic, notes}));
}

bool Walk::recordCursors(Group& group) {
  bool ok = true;
  for (const auto& [topic, sequence] : topics_pending_)
    ok = ok && recorded(group.setTopic(topic, sequence));
  for (const auto& [feed, cursor] : feeds_pending_)
    ok = ok && recorded(group.setFeed(feed, cursor));
  for (const auto& [feed, position] : upstreams_pending_)
    ok = ok && recorded(recordUpstream(group, feed, position));
  const std::uint64_t published = std::max(cursor_, publishedTo());
  ok = ok && recorded(group.setPublishedTo(published));
  if (ok) cursor_ = published;
  ok = ok && (consumers_ == nullptr || recorded(consumers_->record(group)));
  if (options_.keep_bytes != 0 || options_.keep_micros != 0) {
    const Micros before = options_.keep_micros == 0
                              ? 0
                              : std::min(last_received_at_ - options_.keep_micros, oldestAwaited());
    const std::uint64_t keep = options_.keep_bytes == 0 ? UINT64_MAX : options_.keep_bytes;
    tallies_->expired.add(static_cast<std::int64_t>(group.expire(before, keep, kExpireMax)));
  }
  return ok;
}

// When the first article was received that a durable consumer still waits for: age alone does not
// delete it, keep_bytes does.
Micros Walk::oldestAwaited() const {
  const auto slowest = consumers_ == nullptr ? std::nullopt : consumers_->slowest();
  if (!slowest) return std::numeric_limits<Micros>::max();
  const auto reader = journal_.read();
  const auto article = reader ? reader->article(*slowest + 1) : std::nullopt;
  return article ? article->received_at : std::numeric_limits<Micros>::max();
}

// The cursors of what was published and acknowledged last go to disk when the wire pauses, so that
// a kill in a quiet minute publishes nothing again.
void Walk::commitIdleCursor() {
  const std::uint64_t published = publishedTo();
  const bool acknowledged = consumers_ != nullptr && consumers_->changed();
  if (published <= cursor_ && !acknowledged) return;
  auto group = journal_.begin();
  if (!group || !recorded(group->setPublishedTo(std::max(published, cursor_)))) return;
  if (acknowledged && !recorded(consumers_->record(*group))) return;
  if (!committed(*group)) return;  // a full disk is found, and said, by the next article
  cursor_ = std::max(published, cursor_);
  if (acknowledged) consumers_->committed();
}

Result<void> Walk::commitCursor() {
  commitIdleCursor();
  return {};
}

// The disk is full. Everything the filters remember may be ahead of the disk, so they are built
// anew from it; then the same copies come again.
void Walk::recover() {
  tallies_->full.add();
  if (taking_.exchange(false)) {
    log_.error(
        "journal {}: disk or map is full; no article is taken until there is room (free space on "
        "its disk, or raise "
        "keep_bytes)",
        journal_.path());
  }
  belt_.unsettle();
  std::this_thread::sleep_for(options_.retry_pause);
  group_limit_ = 1;
  makeRoom();
  const auto built = chain_.rebuild();
  const auto recalled = built ? recallInGroup(false) : built;
  check(recalled.has_value(), recalled ? "" : recalled.error().what.c_str());
}

// Retention gives room where the bound is the map's, not the disk's. Deleting takes pages too:
// where many do not fit, few may.
void Walk::makeRoom() {
  if (options_.keep_bytes == 0) return;
  for (std::uint64_t count = kExpireMax * 4; count > 0; count /= 4) {
    auto group = journal_.begin();
    if (!group || !recorded(group->setPublishedTo(std::max(cursor_, publishedTo())))) continue;
    const std::uint64_t expired = group->expire(0, options_.keep_bytes / 10 * 9, count);
    if (!committed(*group)) continue;
    tallies_->expired.add(static_cast<std::int64_t>(expired));
    return;
  }
}

std::uint64_t Walk::publishedTo() const {
  return published_to_ ? published_to_() : 0;
}

}  // namespace copytaster
