// A snapshot is an LMDB read transaction. Articles and notes have the same keys in the same order,
// so a walk moves two cursors side by side instead of looking each notes record up.
#include "daemon/record/reader.h"

#include <memory>
#include <utility>

#include "daemon/record/snapshot.h"
#include "daemon/record/store.h"

namespace copytaster {
namespace {

std::optional<std::string_view> find(const Snapshot& snapshot, MDB_dbi dbi, std::uint64_t number) {
  const SequenceKey bytes = sequenceKey(number);
  MDB_val key = lmdbVal({bytes.data(), bytes.size()});
  MDB_val value{};
  if (mdb_get(snapshot.txn, dbi, &key, &value) != MDB_SUCCESS) return std::nullopt;
  return lmdbView(value);
}

// The first entry at or after a number; its number, or 0 past the last.
std::uint64_t seek(Cursor& cursor, std::uint64_t from, std::string_view& value) {
  const SequenceKey bytes = sequenceKey(from);
  MDB_val key = lmdbVal({bytes.data(), bytes.size()});
  MDB_val found{};
  if (cursor.get(key, found, MDB_SET_RANGE) != MDB_SUCCESS) return 0;
  value = lmdbView(found);
  return sequenceOf(lmdbView(key));
}

std::uint64_t step(Cursor& cursor, std::string_view& value) {
  MDB_val key{};
  MDB_val found{};
  if (cursor.get(key, found, MDB_NEXT) != MDB_SUCCESS) return 0;
  value = lmdbView(found);
  return sequenceOf(lmdbView(key));
}

std::uint64_t edge(const Snapshot& snapshot, MDB_dbi dbi, MDB_cursor_op op,
                   std::string_view& value) {
  Cursor cursor;
  MDB_val key{};
  MDB_val found{};
  if (cursor.open(snapshot.txn, dbi) != MDB_SUCCESS || cursor.get(key, found, op) != MDB_SUCCESS)
    return 0;
  value = lmdbView(found);
  return sequenceOf(lmdbView(key));
}

}  // namespace

Snapshot::Snapshot(Environment& of) : store(of) {
  const std::lock_guard lock(store.gate);
  code = mdb_txn_begin(store.env, nullptr, MDB_RDONLY, &txn);
  if (code == MDB_MAP_RESIZED && store.readers == 0 && store.read_only) {
    // The daemon's file outgrew our map: take its size, which LMDB allows while nothing reads.
    code = mdb_env_set_mapsize(store.env, 0);
    if (code == MDB_SUCCESS) code = mdb_txn_begin(store.env, nullptr, MDB_RDONLY, &txn);
  }
  if (code == MDB_SUCCESS) ++store.readers;
}

Snapshot::~Snapshot() {
  if (txn == nullptr) return;
  mdb_txn_abort(txn);
  const std::lock_guard lock(store.gate);
  --store.readers;
}

Reader::Reader(std::unique_ptr<Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

std::optional<ArticleRecord> Reader::article(std::uint64_t sequence) const {
  const auto value = find(*snapshot_, snapshot_->store.articles, sequence);
  return value ? decodeArticle(sequence, *value) : std::nullopt;
}

std::optional<NotesRecord> Reader::notes(std::uint64_t sequence) const {
  const auto value = find(*snapshot_, snapshot_->store.notes, sequence);
  return value ? decodeNotes(sequence, *value) : std::nullopt;
}

std::optional<std::uint64_t> Reader::identified(const Identity& identity) const {
  MDB_val key = lmdbVal({reinterpret_cast<const char*>(identity.data()), identity.size()});
  MDB_val value{};
  if (mdb_get(snapshot_->txn, snapshot_->store.ids, &key, &value) != MDB_SUCCESS)
    return std::nullopt;
  return sequenceOf(lmdbView(value));
}

std::uint64_t Reader::walk(std::uint64_t from, Visit visit, void* context) const {
  Cursor articles;
  Cursor notes;
  if (articles.open(snapshot_->txn, snapshot_->store.articles) != MDB_SUCCESS ||
      notes.open(snapshot_->txn, snapshot_->store.notes) != MDB_SUCCESS)
    return from;
  std::string_view article_value;
  std::string_view notes_value;
  std::uint64_t sequence = seek(articles, from, article_value);
  // Both tables are in sequence order, so they are walked side by side.
  std::uint64_t noted = sequence == 0 ? 0 : seek(notes, sequence, notes_value);
  while (sequence != 0) {
    while (noted != 0 && noted < sequence) noted = step(notes, notes_value);
    const auto article = decodeArticle(sequence, article_value);
    const auto note = noted == sequence ? decodeNotes(noted, notes_value) : std::nullopt;
    from = sequence + 1;
    if (!article || (noted == sequence && !note)) {
      ++snapshot_->unreadable;
    } else if (!visit(context, *article, note ? &*note : nullptr)) {
      break;
    }
    sequence = step(articles, article_value);
  }
  return from;
}

std::uint64_t Reader::firstReceivedAt(std::int64_t microseconds) const {
  Cursor cursor;
  std::string_view value;
  std::uint64_t low = edge(*snapshot_, snapshot_->store.articles, MDB_FIRST, value);
  if (low == 0 || cursor.open(snapshot_->txn, snapshot_->store.articles) != MDB_SUCCESS)
    return nextSequence();
  std::uint64_t high = edge(*snapshot_, snapshot_->store.articles, MDB_LAST, value) + 1;
  while (low < high) {  // the answer is in [low, high]
    const std::uint64_t middle = low + (high - low) / 2;
    const std::uint64_t found = seek(cursor, middle, value);
    const auto article = decodeArticle(found, value);
    if (article && article->received_at < microseconds) {
      low = found + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

namespace {

Positions positionsOf(const Snapshot& snapshot) {
  Positions positions;
  readPositions(snapshot.txn, snapshot.store.meta, positions);
  return positions;
}

std::optional<FeedCursor> feedCursor(std::string_view value) {
  FeedCursor cursor;
  std::uint64_t received_at = 0;
  if (!unpackNumbers(value,
                     {&cursor.received, &cursor.rejected, &cursor.last_sequence, &received_at}))
    return std::nullopt;
  cursor.last_received_at = static_cast<std::int64_t>(received_at);
  return cursor;
}

}  // namespace

std::uint64_t Reader::publishedTo() const {
  return positionsOf(*snapshot_).published_to;
}
std::uint64_t Reader::nextSequence() const {
  return positionsOf(*snapshot_).next_sequence;
}
std::uint64_t Reader::unreadable() const {
  return snapshot_->unreadable;
}

std::vector<std::pair<std::string, std::string>> Reader::metaUnder(std::string_view prefix) const {
  std::vector<std::pair<std::string, std::string>> found;
  Cursor cursor;
  if (cursor.open(snapshot_->txn, snapshot_->store.meta) != MDB_SUCCESS) return found;
  MDB_val key = lmdbVal(prefix);
  MDB_val value{};
  int code = cursor.get(key, value, prefix.empty() ? MDB_FIRST : MDB_SET_RANGE);
  for (; code == MDB_SUCCESS && lmdbView(key).starts_with(prefix);
       code = cursor.get(key, value, MDB_NEXT)) {
    found.emplace_back(lmdbView(key), lmdbView(value));
  }
  return found;
}

std::vector<std::pair<std::string, std::uint64_t>> Reader::topics() const {
  std::vector<std::pair<std::string, std::uint64_t>> topics;
  for (const auto& [key, value] : metaUnder(kTopicPrefix)) {
    std::uint64_t sequence = 0;
    if (unpackNumbers(value, {&sequence}))
      topics.emplace_back(key.substr(kTopicPrefix.size()), sequence);
  }
  return topics;
}

std::optional<FeedCursor> Reader::feed(std::string_view name) const {
  const auto value = meta(std::string(kFeedPrefix) + std::string(name));
  return value ? feedCursor(*value) : std::nullopt;
}

std::vector<std::pair<std::string, FeedCursor>> Reader::feeds() const {
  std::vector<std::pair<std::string, FeedCursor>> feeds;
  for (const auto& [key, value] : metaUnder(kFeedPrefix)) {
    if (const auto cursor = feedCursor(value))
      feeds.emplace_back(key.substr(kFeedPrefix.size()), *cursor);
  }
  return feeds;
}

std::optional<std::string> Reader::meta(std::string_view key) const {
  std::string_view value;
  if (getMeta(snapshot_->txn, snapshot_->store.meta, key, value) != MDB_SUCCESS)
    return std::nullopt;
  return std::string(value);
}

std::vector<LetterRecord> Reader::letters(std::uint64_t from, std::size_t count_max) const {
  std::vector<LetterRecord> letters;
  Cursor cursor;
  std::string_view value;
  if (cursor.open(snapshot_->txn, snapshot_->store.letters) != MDB_SUCCESS) return letters;
  std::uint64_t id = seek(cursor, from, value);
  for (; id != 0 && letters.size() < count_max; id = step(cursor, value)) {
    if (const auto letter = decodeLetter(id, value)) {
      letters.push_back(*letter);
    } else {
      ++snapshot_->unreadable;
    }
  }
  return letters;
}

std::optional<LetterRecord> Reader::letter(std::uint64_t id) const {
  const auto value = find(*snapshot_, snapshot_->store.letters, id);
  return value ? decodeLetter(id, *value) : std::nullopt;
}

JournalStat Reader::stat() const {
  const Snapshot& at = *snapshot_;
  const Environment& store = at.store;
  const Positions positions = positionsOf(at);
  JournalStat stat;
  stat.schema = store.schema;
  stat.epoch = store.epoch;
  stat.articles = tableEntries(at.txn, store.articles);
  stat.notes = tableEntries(at.txn, store.notes);
  stat.letters = tableEntries(at.txn, store.letters);
  stat.letters_dropped = positions.letters_dropped;
  stat.published_to = positions.published_to;
  stat.next_sequence = positions.next_sequence;
  stat.kept_bytes = store.keptBytes(at.txn);
  std::string_view value;
  stat.first_sequence = edge(at, store.articles, MDB_FIRST, value);
  if (const auto first = decodeArticle(stat.first_sequence, value))
    stat.first_received_at = first->received_at;
  stat.last_sequence = edge(at, store.articles, MDB_LAST, value);
  if (const auto last = decodeArticle(stat.last_sequence, value))
    stat.last_received_at = last->received_at;
  MDB_envinfo info;
  if (mdb_env_info(store.env, &info) == MDB_SUCCESS) {
    MDB_stat root;
    mdb_env_stat(store.env, &root);
    stat.file_bytes = (info.me_last_pgno + 1) * std::uint64_t{root.ms_psize};
    stat.map_bytes = info.me_mapsize;
  }
  const auto add = [&](std::string name, MDB_dbi dbi) {
    stat.tables.push_back({std::move(name), tableEntries(at.txn, dbi), tableBytes(at.txn, dbi)});
  };
  add("articles", store.articles);
  add("notes", store.notes);
  add("ids", store.ids);
  add("letters", store.letters);
  add("meta", store.meta);
  for (const auto& state : store.states)
    add(std::string(kStatePrefix) + state->filter(), state->dbi());
  return stat;
}

}  // namespace copytaster
