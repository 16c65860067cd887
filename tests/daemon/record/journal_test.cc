// Opening, refusing, growing, and what a kill at any moment leaves.
#include "daemon/record/journal.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "daemon/record/group.h"
#include "daemon/record/reader.h"
#include "daemon/record/store.h"
#include "tests/daemon/record/journal_folder.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(a_new_journal_begins_at_one_with_an_epoch_that_stays) {
  const JournalFolder folder;
  std::uint64_t epoch = 0;
  {
    auto journal = Journal::open(folder.path(), smallOptions());
    BOOST_REQUIRE(journal);
    BOOST_TEST(journal->nextSequence() == 1u);
    BOOST_TEST(journal->publishedTo() == 0u);
    epoch = journal->epoch();
    BOOST_TEST(epoch != 0u);
  }
  BOOST_TEST(Journal::open(folder.path(), smallOptions())->epoch() == epoch);
}

BOOST_AUTO_TEST_CASE(only_its_owner_may_read_it) {
  const JournalFolder folder;
  const auto journal = Journal::open(folder.path(), smallOptions());
  struct stat of {};
  BOOST_REQUIRE(stat(folder.path().c_str(), &of) == 0);
  BOOST_TEST((of.st_mode & 0777) == 0700u);
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    BOOST_REQUIRE(stat(file.path().c_str(), &of) == 0);
    BOOST_TEST((of.st_mode & 0777) == 0600u, file.path());
  }
}

BOOST_AUTO_TEST_CASE(a_second_process_is_told_who_has_it) {
  const JournalFolder folder;
  const auto journal = Journal::open(folder.path(), smallOptions());
  BOOST_REQUIRE(journal);
  const auto second = Journal::open(folder.path(), smallOptions());
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == ErrorCode::kBusy));
  BOOST_TEST(second.error().what.find(folder.path()) != std::string::npos);
  BOOST_TEST(second.error().what.find(std::to_string(getpid())) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_newer_schema_is_refused_with_both_versions) {
  const JournalFolder folder;
  BOOST_REQUIRE(Journal::open(folder.path(), smallOptions()));
  MDB_env* env = nullptr;
  MDB_txn* txn = nullptr;
  MDB_dbi meta = 0;
  mdb_env_create(&env);
  mdb_env_set_maxdbs(env, 8);
  BOOST_REQUIRE(mdb_env_open(env, folder.path().c_str(), MDB_NOSYNC, 0600) == 0);
  BOOST_REQUIRE(mdb_txn_begin(env, nullptr, 0, &txn) == 0);
  BOOST_REQUIRE(mdb_dbi_open(txn, "meta", 0, &meta) == 0);
  const std::string number = packNumbers({41});
  MDB_val key = lmdbVal(kSchemaKey);
  MDB_val value = lmdbVal(number);
  BOOST_REQUIRE(mdb_put(txn, meta, &key, &value, 0) == 0);
  BOOST_REQUIRE(mdb_txn_commit(txn) == 0);
  mdb_env_close(env);

  const auto journal = Journal::open(folder.path(), smallOptions());
  BOOST_REQUIRE(!journal);
  BOOST_TEST((journal.error().code == ErrorCode::kVersion));
  BOOST_TEST(journal.error().what.find("41") != std::string::npos);
  BOOST_TEST(journal.error().what.find("up to 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_journal_is_refused) {
  const JournalFolder folder;
  std::filesystem::create_directory(folder.path());
  std::ofstream(folder.path() + "/data.mdb") << std::string(8192, 'x');
  const auto journal = Journal::open(folder.path(), smallOptions());
  BOOST_REQUIRE(!journal);
  BOOST_TEST((journal.error().code == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(reading_where_there_is_no_journal_says_so) {
  const JournalFolder folder;
  const auto journal = Journal::openToRead(folder.path());
  BOOST_REQUIRE(!journal);
  BOOST_TEST((journal.error().code == ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_CASE(a_journal_open_to_read_takes_no_group) {
  const JournalFolder folder;
  BOOST_REQUIRE(Journal::open(folder.path(), smallOptions()));
  auto journal = Journal::openToRead(folder.path());
  BOOST_REQUIRE(journal);
  BOOST_TEST((journal->begin().error().code == ErrorCode::kRefused));
  BOOST_TEST((journal->openState("dedup").error().code == ErrorCode::kRefused));
  BOOST_TEST(journal->read()->stat().next_sequence == 1u);
}

BOOST_AUTO_TEST_CASE(one_group_is_open_at_a_time) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  const auto group = journal->begin();
  BOOST_REQUIRE(group);
  BOOST_TEST((journal->begin().error().code == ErrorCode::kBusy));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_no_filters_gets_no_state) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  BOOST_TEST(!journal->openState(""));
  BOOST_TEST(!journal->openState("a/b"));
  BOOST_TEST(journal->openState("dedup").has_value());
  BOOST_TEST((*journal->openState("dedup") == *journal->openState("dedup")));
}

BOOST_AUTO_TEST_CASE(a_full_map_refuses_the_group_and_takes_it_after_growing) {
  const JournalFolder folder;
  JournalOptions options = smallOptions();
  options.map_bytes = std::uint64_t{4} << 20;
  auto journal = Journal::open(folder.path(), options);
  BOOST_REQUIRE(journal);
  const std::string bytes(100'000, 'x');
  const auto fill = [&] {
    auto group = journal->begin();
    for (std::uint64_t i = 0; i < 10; ++i) {
      const auto status = group->putArticle(articleOf(journal->nextSequence() + i, bytes));
      if (status != RecordStatus::kOk) break;
    }
    return group->commit();
  };
  Result<void> done;
  while (done) done = fill();
  BOOST_TEST((done.error().code == ErrorCode::kFull));
  const std::uint64_t next = journal->nextSequence();
  BOOST_TEST(journal->read()->stat().articles == next - 1);  // nothing of the group that failed
  BOOST_REQUIRE(journal->grow(std::uint64_t{16} << 20));
  BOOST_TEST(fill().has_value());
  BOOST_TEST(journal->nextSequence() == next + 10);
}

BOOST_AUTO_TEST_CASE(the_map_does_not_move_under_a_reader) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  {
    const auto reader = journal->read();
    BOOST_TEST((journal->grow(std::uint64_t{128} << 20).error().code == ErrorCode::kBusy));
  }
  BOOST_TEST(journal->grow(std::uint64_t{128} << 20).has_value());
  BOOST_TEST(journal->mapBytes() == std::uint64_t{128} << 20);
}

// What a killed writer leaves: whole groups only. Each group puts kGroup articles, as many entries
// in a filter's state, and the notes of the group before.
constexpr std::uint64_t kGroup = 7;

// Lets the kernel kill this process after so many microseconds.
void dieIn(unsigned microseconds) {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGKILL;
  timer_t timer{};
  itimerspec moment{};
  moment.it_value.tv_nsec = 1000L * (microseconds + 1);
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) _exit(10);
  if (timer_settime(timer, 0, &moment, nullptr) != 0) _exit(11);
}

[[noreturn]] void writeUntilKilled(const std::string& path, unsigned microseconds) {
  JournalOptions options = smallOptions();
  auto journal = Journal::open(path, options);
  if (!journal) _exit(2);
  Table* state = *journal->openState("dedup");
  const std::string bytes(3600, 'x');
  dieIn(microseconds);
  while (true) {
    auto group = journal->begin();
    const std::uint64_t first = journal->nextSequence();
    for (std::uint64_t i = 0; i < kGroup; ++i) {
      const std::string key = std::to_string(first + i);
      if (group->putArticle(articleOf(first + i, bytes)) != RecordStatus::kOk) _exit(3);
      if (state->put(key, key) != TableStatus::kOk) _exit(4);
      if (first > kGroup && group->putNotes(notesOf(first - kGroup + i, key)) != RecordStatus::kOk)
        _exit(5);
    }
    if (group->setPublishedTo(first + kGroup - 1) != RecordStatus::kOk) _exit(6);
    group->expire(0, std::uint64_t{8} << 20, 2 * kGroup);
    if (!group->commit()) _exit(7);
  }
}

void checkWholeGroups(const std::string& path) {
  auto journal = Journal::open(path, smallOptions());
  BOOST_REQUIRE_MESSAGE(journal, (journal ? "" : journal.error().what));
  const std::uint64_t next = journal->nextSequence();
  BOOST_TEST((next - 1) % kGroup == 0u);
  BOOST_TEST(journal->publishedTo() == next - 1);
  {
    const auto reader = journal->read();
    const JournalStat stat = reader->stat();
    BOOST_TEST(stat.last_sequence == next - 1);
    std::uint64_t expected = stat.first_sequence;
    reader->walkEach(0, [&](const ArticleRecord& article, const NotesRecord* notes) {
      BOOST_TEST(article.sequence == expected++);
      BOOST_TEST((notes != nullptr) == (article.sequence < next - kGroup));
      return true;
    });
    BOOST_TEST(expected == next);
    BOOST_TEST(reader->unreadable() == 0u);
  }
  Table* state = *journal->openState("dedup");
  const auto group = journal->begin();
  std::uint64_t entries = 0;
  BOOST_TEST((state->scanEach("", [&](std::string_view, std::string_view) {
    return ++entries > 0;
  }) == TableStatus::kOk));
  BOOST_TEST(entries == next - 1);
}

BOOST_AUTO_TEST_CASE(a_kill_at_any_moment_leaves_whole_groups) {
  const JournalFolder folder;
  constexpr unsigned kSeed = 20261122;
  BOOST_TEST_CONTEXT("seed " << kSeed) {
    std::mt19937 random(kSeed);
    for (int round = 0; round < 20; ++round) {
      const auto microseconds = static_cast<unsigned>(random() % 30'000);
      const pid_t child = fork();
      if (child == 0) writeUntilKilled(folder.path(), microseconds);
      int status = 0;
      waitpid(child, &status, 0);
      BOOST_REQUIRE(WIFSIGNALED(status));
      checkWholeGroups(folder.path());
    }
  }
}

}  // namespace
}  // namespace copytaster
