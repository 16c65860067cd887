// Opening: the folder, the lock that keeps a second process out, the environment, the tables, the
// schema. All of it before the first article; afterwards only begin() and read() are called.
#include "daemon/record/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "daemon/record/group.h"
#include "daemon/record/reader.h"
#include "daemon/record/snapshot.h"
#include "daemon/record/store.h"

namespace copytaster {
namespace {

constexpr unsigned kTablesMax = 64;  // LMDB's named databases: five of ours, kFiltersMax, room
constexpr std::uint64_t kMapSlack = std::uint64_t{4} << 30;

Error systemError(const std::string& doing) {
  const int number = errno;
  ErrorCode code = ErrorCode::kSystem;
  if (number == ENOSPC || number == EDQUOT) code = ErrorCode::kFull;
  if (number == ENOENT) code = ErrorCode::kNotFound;
  return {code, doing + ": " + std::strerror(number)};
}

Result<void> makeFolder(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path parent = std::filesystem::path(path).lexically_normal().parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, failure);
  if (failure)
    return refuse(ErrorCode::kSystem,
                  "journal folder " + parent.string() + ": " + failure.message());
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return tl::make_unexpected(systemError("journal folder " + path));
  return {};
}

// One process at a time: an flock, which the kernel lets go of at any death of the process. The
// number in the file is for the message only.
Result<int> own(const std::string& path) {
  const std::string file = path + "/owner.lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return tl::make_unexpected(systemError(file));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    char pid[24] = {};
    const ssize_t size = pread(fd, pid, sizeof pid - 1, 0);
    close(fd);
    std::string owner(pid, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    while (!owner.empty() && std::isspace(static_cast<unsigned char>(owner.back())))
      owner.pop_back();
    return refuse(ErrorCode::kBusy, "journal " + path + " is in use by process " +
                                        (owner.empty() ? "?" : owner) + " (it holds " + file +
                                        "); stop it, or give another journal.path");
  }
  const std::string pid = std::to_string(getpid()) + "\n";
  if (ftruncate(fd, 0) != 0 || pwrite(fd, pid.data(), pid.size(), 0) < 0) {
    Error error = systemError(file);
    close(fd);
    return tl::make_unexpected(std::move(error));
  }
  return fd;
}

// A new file must be found again after a power cut: the folder that names it is synced once.
void syncFolder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

std::uint64_t randomEpoch() {
  std::uint64_t epoch = 0;
  while (epoch == 0) {
    if (getrandom(&epoch, sizeof epoch, 0) != static_cast<ssize_t>(sizeof epoch)) epoch = 0;
  }
  return epoch;
}

Result<void> openEnvironment(Environment& store) {
  int code = mdb_env_create(&store.env);
  if (code == MDB_SUCCESS) code = mdb_env_set_maxdbs(store.env, kTablesMax);
  if (code == MDB_SUCCESS) code = mdb_env_set_maxreaders(store.env, kReadersMax);
  // A reader takes the size that the writer noted in the file.
  if (code == MDB_SUCCESS && !store.read_only)
    code = mdb_env_set_mapsize(store.env, store.options.map_bytes);
  // NOTLS: a Reader belongs to whoever holds it, not to the thread that began it.
  unsigned flags = MDB_NOTLS;
  if (store.read_only) flags |= MDB_RDONLY;
  if (!store.options.sync) flags |= MDB_NOSYNC;
  if (code == MDB_SUCCESS) code = mdb_env_open(store.env, store.path.c_str(), flags, 0600);
  if (code != MDB_SUCCESS)
    return tl::make_unexpected(lmdbError(code, "journal " + store.path + ": open"));
  int dead = 0;
  mdb_reader_check(store.env, &dead);  // slots of readers that were killed
  return {};
}

Result<void> checkSchema(Environment& store, MDB_txn* txn) {
  std::string_view bytes;
  std::uint64_t schema = 0;
  if (getMeta(txn, store.meta, kSchemaKey, bytes) != MDB_SUCCESS ||
      !unpackNumbers(bytes, {&schema}))
    return refuse(ErrorCode::kCorrupt, "journal " + store.path + ": no schema number in it");
  if (schema > kJournalSchema)
    return refuse(ErrorCode::kVersion,
                  "journal " + store.path + " has schema " + std::to_string(schema) +
                      ", this copytaster reads up to " + std::to_string(kJournalSchema) +
                      "; install the newer copytaster, or give another journal.path");
  store.schema = static_cast<std::uint32_t>(schema);
  if (getMeta(txn, store.meta, kEpochKey, bytes) != MDB_SUCCESS ||
      !unpackNumbers(bytes, {&store.epoch}) || !readPositions(txn, store.meta, store.committed))
    return refuse(ErrorCode::kCorrupt,
                  "journal " + store.path + ": its positions do not read back");
  return {};
}

int writeMeta(Environment& store, MDB_txn* txn, std::string_view key, const std::string& bytes) {
  MDB_val lmdb_key = lmdbVal(key);
  MDB_val value = lmdbVal(bytes);
  return mdb_put(txn, store.meta, &lmdb_key, &value, 0);
}

int openTables(Environment& store, MDB_txn* txn, unsigned flags) {
  const std::pair<const char*, MDB_dbi*> tables[] = {{"meta", &store.meta},
                                                     {"articles", &store.articles},
                                                     {"notes", &store.notes},
                                                     {"ids", &store.ids},
                                                     {"letters", &store.letters}};
  for (const auto& [name, dbi] : tables) {
    if (const int code = mdb_dbi_open(txn, name, flags, dbi); code != MDB_SUCCESS) return code;
  }
  return MDB_SUCCESS;
}

// Opens the tables of a journal that has them, makes them in one that is new.
Result<void> openForWriting(Environment& store) {
  MDB_txn* txn = nullptr;
  int code = mdb_txn_begin(store.env, nullptr, 0, &txn);
  if (code == MDB_SUCCESS) code = openTables(store, txn, MDB_CREATE);
  std::string_view schema;
  if (code == MDB_SUCCESS && getMeta(txn, store.meta, kSchemaKey, schema) == MDB_NOTFOUND) {
    code = writeMeta(store, txn, kSchemaKey, packNumbers({kJournalSchema}));
    if (code == MDB_SUCCESS) code = writeMeta(store, txn, kEpochKey, packNumbers({randomEpoch()}));
    if (code == MDB_SUCCESS)
      code = writeMeta(store, txn, kPositionsKey, packNumbers({1, 0, 0, 1, 0, 0}));
  }
  if (code != MDB_SUCCESS) {
    if (txn != nullptr) mdb_txn_abort(txn);
    return tl::make_unexpected(lmdbError(code, "journal " + store.path + ": tables"));
  }
  if (auto checked = checkSchema(store, txn); !checked) {
    mdb_txn_abort(txn);
    return checked;
  }
  if (code = mdb_txn_commit(txn); code != MDB_SUCCESS)
    return tl::make_unexpected(lmdbError(code, "journal " + store.path + ": tables"));
  syncFolder(store.path);
  return {};
}

std::vector<std::string> stateNames(MDB_txn* txn) {
  std::vector<std::string> names;
  MDB_dbi root = 0;
  Cursor cursor;
  if (mdb_dbi_open(txn, nullptr, 0, &root) != MDB_SUCCESS || cursor.open(txn, root) != MDB_SUCCESS)
    return names;
  MDB_val key{};
  MDB_val value{};
  for (int code = cursor.get(key, value, MDB_FIRST); code == MDB_SUCCESS;
       code = cursor.get(key, value, MDB_NEXT)) {
    if (lmdbView(key).starts_with(kStatePrefix)) names.emplace_back(lmdbView(key));
  }
  return names;
}

Result<void> openForReading(Environment& store) {
  MDB_txn* txn = nullptr;
  int code = mdb_txn_begin(store.env, nullptr, MDB_RDONLY, &txn);
  if (code == MDB_SUCCESS) code = openTables(store, txn, 0);
  if (code != MDB_SUCCESS) {
    if (txn != nullptr) mdb_txn_abort(txn);
    return tl::make_unexpected(lmdbError(code, "journal " + store.path + ": tables"));
  }
  auto checked = checkSchema(store, txn);
  if (checked) {
    for (const std::string& name : stateNames(txn)) {
      MDB_dbi dbi = 0;
      if (mdb_dbi_open(txn, name.c_str(), 0, &dbi) != MDB_SUCCESS) continue;
      store.states.push_back(
          std::make_unique<StateTable>(&store, name.substr(kStatePrefix.size()), dbi));
    }
  }
  mdb_txn_commit(txn);  // keeps the handles
  return checked;
}

bool isFilterName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.';
  });
}

}  // namespace

Journal::Journal(std::unique_ptr<Environment> store) : store_(std::move(store)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

Result<Journal> Journal::open(const std::string& path, const JournalOptions& options) {
  if (auto made = makeFolder(path); !made) return tl::make_unexpected(made.error());
  auto store = std::make_unique<Environment>();
  store->path = path;
  store->options = options;
  if (store->options.map_bytes == 0)
    store->options.map_bytes = options.keep_bytes + options.keep_bytes / 4 + kMapSlack;
  auto owner = own(path);
  if (!owner) return tl::make_unexpected(owner.error());
  store->owner_fd = *owner;
  if (auto opened = openEnvironment(*store); !opened) return tl::make_unexpected(opened.error());
  if (auto opened = openForWriting(*store); !opened) return tl::make_unexpected(opened.error());
  return Journal(std::move(store));
}

Result<Journal> Journal::openToRead(const std::string& path) {
  struct stat file {};
  if (::stat((path + "/data.mdb").c_str(), &file) != 0)
    return tl::make_unexpected(systemError("no journal at " + path));
  auto store = std::make_unique<Environment>();
  store->path = path;
  store->read_only = true;
  if (auto opened = openEnvironment(*store); !opened) return tl::make_unexpected(opened.error());
  if (auto opened = openForReading(*store); !opened) return tl::make_unexpected(opened.error());
  return Journal(std::move(store));
}

Result<Table*> Journal::openState(std::string_view filter) {
  if (store_->read_only)
    return refuse(ErrorCode::kRefused, "journal " + path() + " is open to read");
  if (!isFilterName(filter))
    return refuse(
        ErrorCode::kInvalid,
        fmt::format("`{}` cannot name a filter's state: letters, digits, -_. only", filter));
  for (const auto& state : store_->states) {
    if (state->filter() == filter) return state.get();
  }
  if (store_->states.size() == kFiltersMax)
    return refuse(ErrorCode::kFull,
                  "more than " + std::to_string(kFiltersMax) + " filters with state");
  const std::string name = std::string(kStatePrefix) + std::string(filter);
  MDB_txn* txn = nullptr;
  MDB_dbi dbi = 0;
  int code = mdb_txn_begin(store_->env, nullptr, 0, &txn);
  if (code == MDB_SUCCESS) code = mdb_dbi_open(txn, name.c_str(), MDB_CREATE, &dbi);
  if (code != MDB_SUCCESS && txn != nullptr) mdb_txn_abort(txn);
  if (code == MDB_SUCCESS) code = mdb_txn_commit(txn);
  if (code != MDB_SUCCESS)
    return tl::make_unexpected(lmdbError(code, "journal " + path() + ": " + name));
  store_->states.push_back(std::make_unique<StateTable>(store_.get(), std::string(filter), dbi));
  return store_->states.back().get();
}

Result<Group> Journal::begin() {
  Environment& store = *store_;
  if (store.read_only) return refuse(ErrorCode::kRefused, "journal " + path() + " is open to read");
  if (store.txn != nullptr)
    return refuse(ErrorCode::kBusy, "journal " + path() + ": a group is open");
  if (const int code = mdb_txn_begin(store.env, nullptr, 0, &store.txn); code != MDB_SUCCESS)
    return tl::make_unexpected(lmdbError(code, "journal " + path() + ": begin"));
  store.pending = store.committed;
  store.spoilt = RecordStatus::kOk;
  store.group_bytes = 0;
  // A sixteenth of the map is left: deleting copies pages too, and must work when all else is full.
  const std::uint64_t bound = mapBytes() - mapBytes() / 16;
  const std::uint64_t used = store.usedBytes(store.txn);
  store.group_bytes_max = used < bound ? bound - used : 0;
  return Group(&store);
}

Result<Reader> Journal::read() const {
  Environment& store = *store_;
  auto snapshot = std::make_unique<Snapshot>(store);
  if (snapshot->code == MDB_SUCCESS) return Reader(std::move(snapshot));
  return tl::make_unexpected(lmdbError(snapshot->code, "journal " + path() + ": read"));
}

Result<void> Journal::grow(std::uint64_t map_bytes) {
  Environment& store = *store_;
  const std::lock_guard lock(store.gate);
  if (store.txn != nullptr || store.readers > 0)
    return refuse(ErrorCode::kBusy, "journal " + path() + ": a group or reader is open");
  if (map_bytes < store.options.map_bytes)
    return refuse(ErrorCode::kInvalid, "journal " + path() + ": its file does not shrink");
  if (const int code = mdb_env_set_mapsize(store.env, map_bytes); code != MDB_SUCCESS)
    return tl::make_unexpected(lmdbError(code, "journal " + path() + ": grow"));
  store.options.map_bytes = map_bytes;
  return {};
}

std::uint64_t Journal::epoch() const {
  return store_->epoch;
}
std::uint64_t Journal::nextSequence() const {
  return store_->committed.next_sequence;
}
std::uint64_t Journal::publishedTo() const {
  return store_->committed.published_to;
}
const std::string& Journal::path() const {
  return store_->path;
}

std::uint64_t Journal::mapBytes() const {
  MDB_envinfo info;
  return mdb_env_info(store_->env, &info) == MDB_SUCCESS ? info.me_mapsize : 0;
}

}  // namespace copytaster
