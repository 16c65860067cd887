// Everything of a group goes straight into LMDB's write transaction; only the positions wait in
// Store::pending, to be written once by commit. The first failure is kept and every later call
// answers it, so that a caller may check once, at the end.
#include "daemon/record/group.h"

#include <cerrno>
#include <string>
#include <utility>

#include "daemon/record/store.h"

namespace copytaster {
namespace {

constexpr std::size_t kMetaKeyBytesMax = 500;

// Writes a record into the place that LMDB gives, so that an article's bytes are copied once.
template <typename Record>
int putRecord(MDB_txn* txn, MDB_dbi dbi, std::uint64_t number, const Record& record) {
  const SequenceKey key = sequenceKey(number);
  MDB_val lmdb_key = lmdbVal({key.data(), key.size()});
  MDB_val place{encodedSize(record), nullptr};
  // MDB_APPEND: keys only go up, so pages are filled from left to right and never split in the
  // middle (twice as dense as random insertion).
  const int code = mdb_put(txn, dbi, &lmdb_key, &place, MDB_APPEND | MDB_RESERVE);
  if (code == MDB_SUCCESS) encode(record, static_cast<char*>(place.mv_data));
  return code;
}

int eraseNumber(MDB_txn* txn, MDB_dbi dbi, std::uint64_t number) {
  const SequenceKey key = sequenceKey(number);
  MDB_val lmdb_key = lmdbVal({key.data(), key.size()});
  return mdb_del(txn, dbi, &lmdb_key, nullptr);
}

std::string_view identityView(const Identity& identity) {
  return {reinterpret_cast<const char*>(identity.data()), identity.size()};
}

int putBytes(MDB_txn* txn, MDB_dbi dbi, std::string_view key, std::string_view value) {
  MDB_val lmdb_key = lmdbVal(key);
  MDB_val lmdb_value = lmdbVal(value);
  return mdb_put(txn, dbi, &lmdb_key, &lmdb_value, 0);
}

int eraseBytes(MDB_txn* txn, MDB_dbi dbi, std::string_view key) {
  MDB_val lmdb_key = lmdbVal(key);
  const int code = mdb_del(txn, dbi, &lmdb_key, nullptr);
  return code == MDB_NOTFOUND ? MDB_SUCCESS : code;
}

// Deletes an article that a cursor stands on, with its notes and its identity.
int eraseArticle(Environment& store, Cursor& cursor, std::uint64_t sequence,
                 const Identity& identity) {
  if (int code = cursor.erase(); code != MDB_SUCCESS) return code;
  if (int code = eraseNumber(store.txn, store.notes, sequence);
      code != MDB_SUCCESS && code != MDB_NOTFOUND)
    return code;
  if (!isIdentified(identity)) return MDB_SUCCESS;
  MDB_val key = lmdbVal(identityView(identity));
  MDB_val value{};
  if (mdb_get(store.txn, store.ids, &key, &value) != MDB_SUCCESS) return MDB_SUCCESS;
  if (sequenceOf(lmdbView(value)) != sequence) return MDB_SUCCESS;  // a later one has it now
  return mdb_del(store.txn, store.ids, &key, nullptr);
}

}  // namespace

Group::Group(Environment* store) : store_(store) {}

Group::Group(Group&& other) noexcept : store_(std::exchange(other.store_, nullptr)) {}

Group::~Group() {
  if (store_ != nullptr) store_->dropGroup();
}

RecordStatus Group::status() const {
  return store_->spoilt;
}

std::uint64_t Group::bytes() const {
  return store_->group_bytes;
}

RecordStatus Group::putArticle(const ArticleRecord& record) {
  Environment& store = *store_;
  if (store.spoilt != RecordStatus::kOk) return store.spoilt;
  if (record.sequence < store.pending.next_sequence || record.feed.size() > kFeedNameBytesMax ||
      record.bytes.size() > kRecordBytesMax)
    return RecordStatus::kInvalid;
  if (!store.takes(encodedSize(record))) return store.spoilt;
  RecordStatus status = store.note(putRecord(store.txn, store.articles, record.sequence, record));
  if (status != RecordStatus::kOk) return status;
  store.pending.next_sequence = record.sequence + 1;
  if (isIdentified(record.identity)) {
    const SequenceKey key = sequenceKey(record.sequence);
    status = store.note(
        putBytes(store.txn, store.ids, identityView(record.identity), {key.data(), key.size()}));
  }
  return status;
}

RecordStatus Group::putNotes(const NotesRecord& record) {
  Environment& store = *store_;
  if (store.spoilt != RecordStatus::kOk) return store.spoilt;
  if (record.sequence <= store.pending.last_notes || record.topic.size() > kTopicBytesMax ||
      record.bytes.size() > kRecordBytesMax)
    return RecordStatus::kInvalid;
  if (!store.takes(encodedSize(record))) return store.spoilt;
  const RecordStatus status =
      store.note(putRecord(store.txn, store.notes, record.sequence, record));
  if (status == RecordStatus::kOk) store.pending.last_notes = record.sequence;
  return status;
}

RecordStatus Group::putLetter(const LetterRecord& record) {
  Environment& store = *store_;
  if (store.spoilt != RecordStatus::kOk) return store.spoilt;
  if (record.feed.size() > kFeedNameBytesMax || record.frame.size() > kRecordBytesMax)
    return RecordStatus::kInvalid;
  if (!store.takes(encodedSize(record))) return store.spoilt;
  Positions& at = store.pending;
  const RecordStatus status =
      store.note(putRecord(store.txn, store.letters, at.next_letter, record));
  if (status != RecordStatus::kOk) return status;
  ++at.next_letter;
  at.letters_bytes += encodedSize(record);
  while (tableEntries(store.txn, store.letters) > 1 &&
         (tableEntries(store.txn, store.letters) > store.options.letters_max ||
          at.letters_bytes > store.options.letters_bytes_max)) {
    Cursor oldest;
    MDB_val key{};
    MDB_val value{};
    int code = oldest.open(store.txn, store.letters);
    if (code == MDB_SUCCESS) code = oldest.get(key, value, MDB_FIRST);
    if (code == MDB_SUCCESS) at.letters_bytes -= value.mv_size;
    if (code == MDB_SUCCESS) code = oldest.erase();
    if (code != MDB_SUCCESS) return store.note(code);
    ++at.letters_dropped;
  }
  return RecordStatus::kOk;
}

RecordStatus Group::eraseLetter(std::uint64_t id) {
  Environment& store = *store_;
  if (store.spoilt != RecordStatus::kOk) return store.spoilt;
  const SequenceKey key = sequenceKey(id);
  MDB_val lmdb_key = lmdbVal({key.data(), key.size()});
  MDB_val value{};
  if (mdb_get(store.txn, store.letters, &lmdb_key, &value) != MDB_SUCCESS)
    return RecordStatus::kInvalid;
  store.pending.letters_bytes -= value.mv_size;
  return store.note(mdb_del(store.txn, store.letters, &lmdb_key, nullptr));
}

RecordStatus Group::setPublishedTo(std::uint64_t sequence) {
  if (store_->spoilt != RecordStatus::kOk) return store_->spoilt;
  if (sequence < store_->pending.published_to || sequence >= store_->pending.next_sequence)
    return RecordStatus::kInvalid;
  store_->pending.published_to = sequence;
  return RecordStatus::kOk;
}

RecordStatus Group::setTopic(std::string_view topic, std::uint64_t last_sequence) {
  if (store_->spoilt != RecordStatus::kOk) return store_->spoilt;
  if (topic.size() > kTopicBytesMax) return RecordStatus::kInvalid;
  return store_->note(putBytes(store_->txn, store_->meta,
                               std::string(kTopicPrefix) + std::string(topic),
                               packNumbers({last_sequence})));
}

RecordStatus Group::setFeed(std::string_view feed, const FeedCursor& cursor) {
  if (store_->spoilt != RecordStatus::kOk) return store_->spoilt;
  if (feed.size() > kFeedNameBytesMax) return RecordStatus::kInvalid;
  return store_->note(putBytes(store_->txn, store_->meta,
                               std::string(kFeedPrefix) + std::string(feed),
                               packNumbers({cursor.received, cursor.rejected, cursor.last_sequence,
                                            static_cast<std::uint64_t>(cursor.last_received_at)})));
}

RecordStatus Group::setMeta(std::string_view key, std::string_view value) {
  if (store_->spoilt != RecordStatus::kOk) return store_->spoilt;
  // Our own keys have no slash, or begin with topic/ or feed/.
  if (key.size() > kMetaKeyBytesMax || key.find('/') == std::string_view::npos ||
      key.starts_with(kTopicPrefix) || key.starts_with(kFeedPrefix))
    return RecordStatus::kInvalid;
  if (value.empty()) return store_->note(eraseBytes(store_->txn, store_->meta, key));
  if (!store_->takes(key.size() + value.size())) return store_->spoilt;
  return store_->note(putBytes(store_->txn, store_->meta, key, value));
}

std::optional<std::uint64_t> Group::identified(const Identity& identity) const {
  if (store_->spoilt != RecordStatus::kOk) return std::nullopt;
  MDB_val key = lmdbVal(identityView(identity));
  MDB_val value{};
  if (mdb_get(store_->txn, store_->ids, &key, &value) != MDB_SUCCESS) return std::nullopt;
  return sequenceOf(lmdbView(value));
}

std::uint64_t Group::expire(std::int64_t before, std::uint64_t keep_bytes,
                            std::uint64_t count_max) {
  Environment& store = *store_;
  std::uint64_t count = 0;
  if (store.spoilt != RecordStatus::kOk) return count;
  Cursor oldest;
  if (store.note(oldest.open(store.txn, store.articles)) != RecordStatus::kOk) return count;
  while (count < count_max) {
    MDB_val key{};
    MDB_val value{};
    const int code = oldest.get(key, value, MDB_FIRST);
    if (code == MDB_NOTFOUND) break;
    if (store.note(code) != RecordStatus::kOk) break;
    const std::uint64_t sequence = sequenceOf(lmdbView(key));
    if (sequence > store.pending.published_to) break;
    const auto record = decodeArticle(sequence, lmdbView(value));
    const bool is_old = !record || record->received_at < before;
    if (!is_old && store.keptBytes(store.txn) <= keep_bytes) break;
    const Identity identity = record ? record->identity : Identity{};
    if (store.note(eraseArticle(store, oldest, sequence, identity)) != RecordStatus::kOk) break;
    ++count;
  }
  return count;
}

RecordStatus Group::dropState(std::string_view filter) {
  if (store_->spoilt != RecordStatus::kOk) return store_->spoilt;
  for (const auto& state : store_->states) {
    if (state->filter() == filter) return store_->note(mdb_drop(store_->txn, state->dbi(), 0));
  }
  return RecordStatus::kInvalid;
}

Result<void> Group::commit() {
  Environment& store = *std::exchange(store_, nullptr);
  const Positions& at = store.pending;
  if (store.spoilt == RecordStatus::kOk) {
    store.note(putBytes(store.txn, store.meta, kPositionsKey,
                        packNumbers({at.next_sequence, at.published_to, at.last_notes,
                                     at.next_letter, at.letters_bytes, at.letters_dropped})));
  }
  if (store.spoilt != RecordStatus::kOk) {
    store.dropGroup();
    if (store.spoilt == RecordStatus::kFull)
      return refuse(ErrorCode::kFull, "journal " + store.path + ": disk or map full");
    return refuse(ErrorCode::kSystem, "journal " + store.path + ": a write failed");
  }
  // Frees the transaction whether it works or not.
  const int code = mdb_txn_commit(std::exchange(store.txn, nullptr));
  if (code == EIO && store.isOutOfRoom())
    return refuse(ErrorCode::kFull, "journal " + store.path + ": disk full");
  if (code != MDB_SUCCESS)
    return tl::make_unexpected(lmdbError(code, "journal " + store.path + ": commit"));
  store.committed = store.pending;
  return {};
}

}  // namespace copytaster
