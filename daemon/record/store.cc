// LMDB's codes as ours, the filters' state tables on the open transaction, and the arithmetic of
// pages: what is in use, what a group may still take, whether a failed write was a full disk.
#include "daemon/record/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace copytaster {

RecordStatus recordStatus(int lmdb_code) {
  switch (lmdb_code) {
    case MDB_SUCCESS:
      return RecordStatus::kOk;
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return RecordStatus::kFull;
    case MDB_BAD_VALSIZE:
    case MDB_KEYEXIST:
    case EINVAL:
      return RecordStatus::kInvalid;
    default:
      return RecordStatus::kFailed;
  }
}

Error lmdbError(int lmdb_code, const std::string& doing) {
  ErrorCode code = ErrorCode::kSystem;
  switch (lmdb_code) {
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
    case MDB_READERS_FULL:
    case MDB_DBS_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      code = ErrorCode::kFull;
      break;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
      code = ErrorCode::kCorrupt;
      break;
    case MDB_VERSION_MISMATCH:
      code = ErrorCode::kVersion;
      break;
    case MDB_NOTFOUND:
    case ENOENT:
      code = ErrorCode::kNotFound;
      break;
    case MDB_BAD_VALSIZE:
    case EINVAL:
      code = ErrorCode::kInvalid;
      break;
    default:
      break;
  }
  return {code, doing + ": " + mdb_strerror(lmdb_code)};
}

std::uint64_t tableBytes(MDB_txn* txn, MDB_dbi dbi) {
  MDB_stat stat;
  if (mdb_stat(txn, dbi, &stat) != MDB_SUCCESS) return 0;
  return (stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages) *
         std::uint64_t{stat.ms_psize};
}

std::uint64_t tableEntries(MDB_txn* txn, MDB_dbi dbi) {
  MDB_stat stat;
  return mdb_stat(txn, dbi, &stat) == MDB_SUCCESS ? stat.ms_entries : 0;
}

std::string packNumbers(std::initializer_list<std::uint64_t> numbers) {
  std::string bytes;
  for (const std::uint64_t number : numbers) {
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(number >> shift));
  }
  return bytes;
}

bool unpackNumbers(std::string_view bytes, std::initializer_list<std::uint64_t*> numbers) {
  if (bytes.size() < numbers.size() * 8) return false;  // a later version may have added some
  std::size_t at = 0;
  for (std::uint64_t* number : numbers) {
    *number = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      *number |= std::uint64_t{static_cast<unsigned char>(bytes[at++])} << shift;
    }
  }
  return true;
}

int getMeta(MDB_txn* txn, MDB_dbi meta, std::string_view key, std::string_view& value) {
  MDB_val lmdb_key = lmdbVal(key);
  MDB_val found{};
  const int code = mdb_get(txn, meta, &lmdb_key, &found);
  if (code == MDB_SUCCESS) value = lmdbView(found);
  return code;
}

bool readPositions(MDB_txn* txn, MDB_dbi meta, Positions& positions) {
  std::string_view bytes;
  return getMeta(txn, meta, kPositionsKey, bytes) == MDB_SUCCESS &&
         unpackNumbers(
             bytes, {&positions.next_sequence, &positions.published_to, &positions.last_notes,
                     &positions.next_letter, &positions.letters_bytes, &positions.letters_dropped});
}

Environment::~Environment() {
  dropGroup();
  if (env != nullptr) mdb_env_close(env);
  if (owner_fd >= 0) close(owner_fd);  // lets go of the flock
}

RecordStatus Environment::note(int lmdb_code) {
  const RecordStatus status = recordStatus(lmdb_code);
  if (status != RecordStatus::kOk && status != RecordStatus::kInvalid) spoilt = status;
  return status;
}

bool Environment::takes(std::uint64_t bytes) {
  group_bytes += bytes;
  if (group_bytes <= group_bytes_max) return true;
  spoilt = RecordStatus::kFull;
  return false;
}

std::uint64_t Environment::keptBytes(MDB_txn* in) const {
  return tableBytes(in, articles) + tableBytes(in, notes) + tableBytes(in, ids);
}

std::uint64_t Environment::usedBytes(MDB_txn* in) const {
  std::uint64_t bytes = keptBytes(in) + tableBytes(in, letters) + tableBytes(in, meta);
  for (const auto& state : states) bytes += tableBytes(in, state->dbi());
  return bytes;
}

bool Environment::isOutOfRoom() const {
  // Asks for the room in a file of its own, at the place where the journal would have grown.
  struct stat data {};
  if (stat((path + "/data.mdb").c_str(), &data) != 0) return false;
  const std::string probe = path + "/probe";
  const int fd = open(probe.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return errno == ENOSPC || errno == EDQUOT;
  const auto bytes = static_cast<off_t>(2 * group_bytes + (1 << 20));
  const int code = fallocate(fd, 0, data.st_size, bytes) == 0 ? 0 : errno;
  close(fd);
  unlink(probe.c_str());
  return code == ENOSPC || code == EDQUOT || code == EFBIG;
}

void Environment::dropGroup() {
  if (txn == nullptr) return;
  mdb_txn_abort(txn);
  txn = nullptr;
}

namespace {

TableStatus tableStatus(RecordStatus status) {
  switch (status) {
    case RecordStatus::kOk:
      return TableStatus::kOk;
    case RecordStatus::kFull:
      return TableStatus::kFull;
    case RecordStatus::kInvalid:
      return TableStatus::kInvalid;
    case RecordStatus::kFailed:
      return TableStatus::kFailed;
  }
  return TableStatus::kFailed;
}

// Says that a scan is on, until the outermost one ends or throws.
class ScanMark {
 public:
  explicit ScanMark(bool& scanning) : scanning_(scanning), before_(scanning) { scanning = true; }
  ~ScanMark() { scanning_ = before_; }
  ScanMark(const ScanMark&) = delete;
  ScanMark& operator=(const ScanMark&) = delete;

 private:
  bool& scanning_;
  bool before_;
};

}  // namespace

TableValue StateTable::get(std::string_view key) const {
  if (store_->txn == nullptr || !isTableKey(key)) return {TableStatus::kInvalid, {}};
  if (store_->spoilt != RecordStatus::kOk) return {tableStatus(store_->spoilt), {}};
  MDB_val lmdb_key = lmdbVal(key);
  MDB_val value{};
  const int code = mdb_get(store_->txn, dbi_, &lmdb_key, &value);
  if (code == MDB_SUCCESS) return {TableStatus::kOk, lmdbView(value)};
  if (code == MDB_NOTFOUND) return {TableStatus::kNotFound, {}};
  return {tableStatus(store_->note(code)), {}};
}

TableStatus StateTable::put(std::string_view key, std::string_view value) {
  if (store_->txn == nullptr || scanning_ || !isTableKey(key) || value.size() > kTableValueBytesMax)
    return TableStatus::kInvalid;
  if (store_->spoilt != RecordStatus::kOk) return tableStatus(store_->spoilt);
  if (!store_->takes(key.size() + value.size())) return TableStatus::kFull;
  MDB_val lmdb_key = lmdbVal(key);
  MDB_val lmdb_value = lmdbVal(value);
  return tableStatus(store_->note(mdb_put(store_->txn, dbi_, &lmdb_key, &lmdb_value, 0)));
}

TableStatus StateTable::erase(std::string_view key) {
  if (store_->txn == nullptr || scanning_ || !isTableKey(key)) return TableStatus::kInvalid;
  if (store_->spoilt != RecordStatus::kOk) return tableStatus(store_->spoilt);
  MDB_val lmdb_key = lmdbVal(key);
  const int code = mdb_del(store_->txn, dbi_, &lmdb_key, nullptr);
  if (code == MDB_NOTFOUND) return TableStatus::kNotFound;
  return tableStatus(store_->note(code));
}

TableStatus StateTable::scan(std::string_view from, Visit visit, void* context) const {
  if (store_->txn == nullptr) return TableStatus::kInvalid;
  if (store_->spoilt != RecordStatus::kOk) return tableStatus(store_->spoilt);
  Cursor cursor;
  if (const int code = cursor.open(store_->txn, dbi_); code != MDB_SUCCESS)
    return tableStatus(store_->note(code));
  const ScanMark mark(scanning_);
  MDB_val key = lmdbVal(from);
  MDB_val value{};
  int code = cursor.get(key, value, from.empty() ? MDB_FIRST : MDB_SET_RANGE);
  while (code == MDB_SUCCESS && visit(context, lmdbView(key), lmdbView(value))) {
    code = cursor.get(key, value, MDB_NEXT);
  }
  if (code == MDB_SUCCESS || code == MDB_NOTFOUND) return TableStatus::kOk;
  return tableStatus(store_->note(code));
}

}  // namespace copytaster
