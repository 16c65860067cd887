// Snapshots: walks, times, threads.
#include "daemon/record/reader.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>
#include <vector>

#include "daemon/record/group.h"
#include "daemon/record/journal.h"
#include "tests/daemon/record/journal_folder.h"

namespace copytaster {
namespace {

struct Filled {
  JournalFolder folder;
  Journal journal = std::move(*Journal::open(folder.path(), smallOptions()));

  // Articles of these sequences, the last without notes.
  explicit Filled(const std::vector<std::uint64_t>& sequences) {
    auto group = journal.begin();
    for (const std::uint64_t sequence : sequences) {
      const std::string bytes = "article " + std::to_string(sequence);
      BOOST_REQUIRE((group->putArticle(articleOf(sequence, bytes)) == RecordStatus::kOk));
      if (sequence != sequences.back()) {
        BOOST_REQUIRE((group->putNotes(notesOf(sequence, "n")) == RecordStatus::kOk));
      }
    }
    BOOST_REQUIRE(group->commit());
  }
};

BOOST_AUTO_TEST_CASE(a_walk_gives_articles_with_their_notes_in_order) {
  const Filled filled({1, 2, 5, 6});
  const auto reader = filled.journal.read();
  std::vector<std::uint64_t> seen;
  const std::uint64_t next = reader->walkEach(2, [&](const ArticleRecord& a, const NotesRecord* n) {
    seen.push_back(a.sequence);
    BOOST_TEST(a.bytes == "article " + std::to_string(a.sequence));
    BOOST_TEST((n != nullptr) == (a.sequence != 6));
    return true;
  });
  BOOST_TEST((seen == std::vector<std::uint64_t>{2, 5, 6}));
  BOOST_TEST(next == 7u);
}

BOOST_AUTO_TEST_CASE(a_walk_that_is_stopped_says_where_to_go_on) {
  const Filled filled({1, 2, 5, 6});
  const auto reader = filled.journal.read();
  const auto stop = [](const ArticleRecord&, const NotesRecord*) { return false; };
  std::uint64_t at = reader->walkEach(0, stop);
  BOOST_TEST(at == 2u);
  at = reader->walkEach(at, stop);
  at = reader->walkEach(at, stop);
  BOOST_TEST(at == 6u);
  BOOST_TEST(reader->walkEach(7, stop) == 7u);
}

BOOST_AUTO_TEST_CASE(a_time_is_found_by_bisection_as_by_looking) {
  const Filled filled({3, 4, 9, 10, 11, 40});
  const auto reader = filled.journal.read();
  for (std::int64_t time = 0; time < 42'000'000; time += 500'000) {
    std::uint64_t first = 0;
    reader->walkEach(0, [&](const ArticleRecord& article, const NotesRecord*) {
      if (article.received_at < time) return true;
      first = article.sequence;
      return false;
    });
    const std::uint64_t found = reader->firstReceivedAt(time);
    std::uint64_t walked = 0;
    reader->walkEach(found, [&](const ArticleRecord& article, const NotesRecord*) {
      walked = article.sequence;
      return false;
    });
    BOOST_TEST(walked == first, "time " << time);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_journal_has_nothing_to_walk) {
  const JournalFolder folder;
  const auto journal = Journal::open(folder.path(), smallOptions());
  const auto reader = journal->read();
  BOOST_TEST(reader->walkEach(0, [](const ArticleRecord&, const NotesRecord*) { return true; }) ==
             0u);
  BOOST_TEST(reader->firstReceivedAt(0) == 1u);
  BOOST_TEST(reader->stat().first_sequence == 0u);
  BOOST_TEST(!reader->article(1));
  BOOST_TEST(reader->letters(0, 10).empty());
}

BOOST_AUTO_TEST_CASE(a_reader_sees_what_was_committed_when_it_began) {
  Filled filled({1, 2});
  const auto before = filled.journal.read();
  {
    auto group = filled.journal.begin();
    BOOST_REQUIRE((group->putArticle(articleOf(3, "later")) == RecordStatus::kOk));
    BOOST_TEST(!filled.journal.read()->article(3));
    BOOST_REQUIRE(group->commit());
  }
  BOOST_TEST(!before->article(3));
  BOOST_TEST(filled.journal.read()->article(3).has_value());
}

BOOST_AUTO_TEST_CASE(readers_on_other_threads_do_not_disturb_the_writer) {
  Filled filled({1, 2});
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  std::atomic<std::uint64_t> wrong{0};
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        auto reader = filled.journal.read();
        std::uint64_t expected = 1;
        reader->walkEach(0, [&](const ArticleRecord& article, const NotesRecord*) {
          if (article.sequence != expected++) ++wrong;
          return true;
        });
        if (expected != reader->nextSequence()) ++wrong;
      }
    });
  }
  for (std::uint64_t sequence = 3; sequence < 500; ++sequence) {
    auto group = filled.journal.begin();
    if (group->putArticle(articleOf(sequence, "x")) != RecordStatus::kOk) ++wrong;
    if (!group->commit()) ++wrong;
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0u);
}

BOOST_AUTO_TEST_CASE(stat_names_every_table) {
  Filled filled({1, 2});
  BOOST_REQUIRE(filled.journal.openState("dedup"));
  const JournalStat stat = filled.journal.read()->stat();
  BOOST_TEST(stat.articles == 2u);
  BOOST_TEST(stat.notes == 1u);
  BOOST_TEST(stat.schema == kJournalSchema);
  BOOST_TEST(stat.last_received_at == 2'000'000);
  BOOST_TEST(stat.tables.size() == 6u);
  BOOST_TEST(stat.tables.back().name == "state.dedup");
  BOOST_TEST(stat.file_bytes >= stat.kept_bytes);
}

}  // namespace
}  // namespace copytaster
