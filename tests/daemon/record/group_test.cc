// A group is there whole or not at all; what it bounds, expires and refuses.
#include "daemon/record/group.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <limits>
#include <string>

#include "daemon/record/journal.h"
#include "daemon/record/reader.h"
#include "tests/daemon/record/journal_folder.h"

namespace copytaster {
namespace {

Journal openJournal(const JournalFolder& folder, const JournalOptions& options = smallOptions()) {
  auto journal = Journal::open(folder.path(), options);
  BOOST_REQUIRE_MESSAGE(journal, (journal ? "" : journal.error().what));
  return std::move(*journal);
}

void putArticles(Journal& journal, std::uint64_t count, std::string_view bytes) {
  auto group = journal.begin();
  BOOST_REQUIRE(group);
  const std::uint64_t first = journal.nextSequence();
  for (std::uint64_t i = first; i < first + count; ++i) {
    BOOST_REQUIRE((group->putArticle(articleOf(i, bytes)) == RecordStatus::kOk));
    BOOST_REQUIRE((group->putNotes(notesOf(i, "notes")) == RecordStatus::kOk));
  }
  BOOST_REQUIRE(group->commit());
}

void publish(Journal& journal, std::uint64_t sequence) {
  auto group = journal.begin();
  BOOST_REQUIRE((group->setPublishedTo(sequence) == RecordStatus::kOk));
  BOOST_REQUIRE(group->commit());
}

BOOST_AUTO_TEST_CASE(what_is_committed_outlives_the_journal) {
  const JournalFolder folder;
  {
    Journal journal = openJournal(folder);
    putArticles(journal, 3, "bytes");
    publish(journal, 2);
  }
  Journal journal = openJournal(folder);
  BOOST_TEST(journal.nextSequence() == 4u);
  BOOST_TEST(journal.publishedTo() == 2u);
  BOOST_TEST(journal.read()->article(3)->bytes == "bytes");
}

BOOST_AUTO_TEST_CASE(a_group_that_is_dropped_leaves_nothing) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  Table* state = *journal.openState("dedup");
  {
    auto group = journal.begin();
    BOOST_TEST((group->putArticle(articleOf(1, "x")) == RecordStatus::kOk));
    BOOST_TEST((state->put("k", "v") == TableStatus::kOk));
  }
  BOOST_TEST(journal.nextSequence() == 1u);
  const auto group = journal.begin();
  BOOST_TEST((state->get("k").status == TableStatus::kNotFound));
}

BOOST_AUTO_TEST_CASE(a_sequence_never_goes_back) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  putArticles(journal, 5, "x");
  auto group = journal.begin();
  BOOST_TEST((group->putArticle(articleOf(5, "other")) == RecordStatus::kInvalid));
  BOOST_TEST((group->putNotes(notesOf(5, "other")) == RecordStatus::kInvalid));
  BOOST_TEST((group->setPublishedTo(6) == RecordStatus::kInvalid));
  BOOST_TEST((group->putArticle(articleOf(9, "a gap is allowed")) == RecordStatus::kOk));
  BOOST_TEST(group->commit().has_value());
  BOOST_TEST(journal.nextSequence() == 10u);
}

BOOST_AUTO_TEST_CASE(a_record_beyond_its_bounds_is_refused_and_the_group_goes_on) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  auto group = journal.begin();
  const std::string name(kFeedNameBytesMax + 1, 'n');
  ArticleRecord article = articleOf(1, "x");
  article.feed = name;
  BOOST_TEST((group->putArticle(article) == RecordStatus::kInvalid));
  BOOST_TEST((group->setMeta("schema", "1") == RecordStatus::kInvalid));
  BOOST_TEST((group->setMeta("feed/x", "1") == RecordStatus::kInvalid));
  BOOST_TEST((group->putArticle(articleOf(1, "x")) == RecordStatus::kOk));
  BOOST_TEST(group->commit().has_value());
}

BOOST_AUTO_TEST_CASE(an_identity_is_found_again_until_its_article_expires) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  Identity identity{};
  identity[0] = 1;
  {
    auto group = journal.begin();
    ArticleRecord article = articleOf(1, "x");
    article.identity = identity;
    BOOST_TEST((group->putArticle(article) == RecordStatus::kOk));
    BOOST_TEST((group->identified(identity) == std::optional<std::uint64_t>(1)));
    BOOST_TEST(group->commit().has_value());
  }
  publish(journal, 1);
  BOOST_TEST((journal.read()->identified(identity) == std::optional<std::uint64_t>(1)));
  auto group = journal.begin();
  BOOST_TEST(group->expire(std::numeric_limits<std::int64_t>::max(), 0, 10) == 1u);
  BOOST_TEST(!group->identified(identity));
}

BOOST_AUTO_TEST_CASE(articles_older_than_the_limit_expire_in_steps) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  putArticles(journal, 100, "x");
  publish(journal, 100);
  const auto all = std::numeric_limits<std::uint64_t>::max();
  auto group = journal.begin();
  BOOST_TEST(group->expire(51'000'000, all, 20) == 20u);
  BOOST_TEST(group->expire(51'000'000, all, 1000) == 30u);
  BOOST_TEST(group->commit().has_value());
  const auto reader = journal.read();
  BOOST_TEST(reader->stat().first_sequence == 51u);
  BOOST_TEST(reader->stat().notes == 50u);
  BOOST_TEST(!reader->article(50));
}

BOOST_AUTO_TEST_CASE(what_is_not_published_does_not_expire) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  putArticles(journal, 10, "x");
  publish(journal, 4);
  auto group = journal.begin();
  BOOST_TEST(group->expire(std::numeric_limits<std::int64_t>::max(), 0, 100) == 4u);
}

BOOST_AUTO_TEST_CASE(a_journal_stays_within_what_it_is_to_keep) {
  const JournalFolder folder;
  JournalOptions options = smallOptions();
  options.map_bytes = std::uint64_t{16} << 20;
  Journal journal = openJournal(folder, options);
  constexpr std::uint64_t kKeep = std::uint64_t{8} << 20;
  const std::string bytes(3600, 'x');
  for (int round = 0; round < 400; ++round) {
    auto group = journal.begin();
    const std::uint64_t first = journal.nextSequence();
    for (std::uint64_t i = first; i < first + 64; ++i) {
      BOOST_REQUIRE((group->putArticle(articleOf(i, bytes)) == RecordStatus::kOk));
      BOOST_REQUIRE((group->putNotes(notesOf(i, "notes")) == RecordStatus::kOk));
    }
    BOOST_REQUIRE((group->setPublishedTo(first + 63) == RecordStatus::kOk));
    group->expire(0, kKeep, 128);
    const auto done = group->commit();
    BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().what) << " in round " << round);
  }
  const JournalStat stat = journal.read()->stat();
  BOOST_TEST(stat.next_sequence == 25'601u);
  BOOST_TEST(stat.kept_bytes <= kKeep);
  BOOST_TEST(stat.kept_bytes > kKeep / 2);
}

BOOST_AUTO_TEST_CASE(a_full_journal_can_still_expire_and_then_takes_articles_again) {
  const JournalFolder folder;
  JournalOptions options = smallOptions();
  options.map_bytes = std::uint64_t{4} << 20;
  Journal journal = openJournal(folder, options);
  const std::string bytes(3600, 'x');
  Result<void> done;
  while (done) {
    auto group = journal.begin();
    const std::uint64_t first = journal.nextSequence();
    for (std::uint64_t i = first; i < first + 16; ++i)
      if (group->putArticle(articleOf(i, bytes)) != RecordStatus::kOk) break;
    if (group->status() == RecordStatus::kOk)
      BOOST_REQUIRE((group->setPublishedTo(first + 15) == RecordStatus::kOk));
    done = group->commit();
  }
  BOOST_TEST((done.error().code == ErrorCode::kFull));
  auto group = journal.begin();
  BOOST_TEST(group->expire(std::numeric_limits<std::int64_t>::max(), 0, 200) == 200u);
  BOOST_REQUIRE(group->commit());
  for (int round = 0; round < 10; ++round) putArticles(journal, 16, bytes);
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_full_is_kFull_and_the_next_group_works_when_there_is_room) {
  const JournalFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    // A bound on file size stands for a full disk: write() fails in the midst of a commit.
    std::signal(SIGXFSZ, SIG_IGN);
    auto journal = Journal::open(folder.path(), smallOptions());
    const std::string bytes(3600, 'x');
    const auto fill = [&](std::uint64_t count) {
      auto group = journal->begin();
      for (std::uint64_t i = 0; i < count; ++i) {
        if (group->putArticle(articleOf(journal->nextSequence() + i, bytes)) != RecordStatus::kOk)
          _exit(2);
      }
      return group->commit();
    };
    const rlimit full{1 << 20, RLIM_INFINITY};
    if (setrlimit(RLIMIT_FSIZE, &full) != 0 || !fill(100)) _exit(3);
    const auto refused = fill(400);
    if (refused || refused.error().code != ErrorCode::kFull) _exit(4);
    if (journal->read()->stat().articles != 100 || journal->nextSequence() != 101) _exit(5);
    const rlimit room{RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_FSIZE, &room) != 0 || !fill(400)) _exit(6);
    _exit(journal->read()->stat().articles == 500 ? 0 : 7);
  }
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST((WIFEXITED(status) ? WEXITSTATUS(status) : -1) == 0);
  BOOST_TEST(openJournal(folder).nextSequence() == 501u);
}

BOOST_AUTO_TEST_CASE(the_oldest_letters_make_room_and_are_counted) {
  const JournalFolder folder;
  JournalOptions options = smallOptions();
  options.letters_max = 5;
  options.letters_bytes_max = 1000;
  Journal journal = openJournal(folder, options);
  {
    auto group = journal.begin();
    for (int i = 0; i < 8; ++i)
      BOOST_TEST(
          (group->putLetter({0, i, "wire", "not an article", "frame"}) == RecordStatus::kOk));
    BOOST_TEST(group->commit().has_value());
  }
  {
    const auto reader = journal.read();
    const auto letters = reader->letters(0, 100);
    BOOST_TEST(letters.size() == 5u);
    BOOST_TEST(letters.front().id == 4u);
    BOOST_TEST(reader->stat().letters_dropped == 3u);
  }
  const std::string large(990, 'x');
  auto group = journal.begin();
  BOOST_TEST((group->putLetter({0, 9, "wire", "too large", large}) == RecordStatus::kOk));
  BOOST_TEST(group->commit().has_value());
  const auto reader = journal.read();
  BOOST_TEST(reader->stat().letters == 1u);
  BOOST_TEST(reader->letter(9)->frame == large);
}

BOOST_AUTO_TEST_CASE(a_letter_that_was_dealt_with_goes) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  {
    auto group = journal.begin();
    BOOST_TEST((group->putLetter({0, 1, "wire", "r", "f"}) == RecordStatus::kOk));
    BOOST_TEST((group->putLetter({0, 2, "wire", "r", "f"}) == RecordStatus::kOk));
    BOOST_TEST((group->eraseLetter(1) == RecordStatus::kOk));
    BOOST_TEST((group->eraseLetter(1) == RecordStatus::kInvalid));
    BOOST_TEST(group->commit().has_value());
  }
  BOOST_TEST(journal.read()->stat().letters == 1u);
}

BOOST_AUTO_TEST_CASE(positions_topics_feeds_and_meta_are_kept) {
  const JournalFolder folder;
  Journal journal = openJournal(folder);
  {
    auto group = journal.begin();
    BOOST_TEST((group->setTopic("PASS.en.11000000", 7) == RecordStatus::kOk));
    BOOST_TEST((group->setFeed("wire", {10, 2, 10, 123}) == RecordStatus::kOk));
    BOOST_TEST((group->setMeta("consumer/desk", "42") == RecordStatus::kOk));
    BOOST_TEST((group->setMeta("consumer/gone", "1") == RecordStatus::kOk));
    BOOST_TEST((group->setMeta("consumer/gone", "") == RecordStatus::kOk));
    BOOST_TEST(group->commit().has_value());
  }
  const auto reader = journal.read();
  BOOST_REQUIRE(reader->topics().size() == 1u);
  BOOST_TEST(reader->topics()[0].first == "PASS.en.11000000");
  BOOST_TEST(reader->topics()[0].second == 7u);
  BOOST_TEST(reader->feed("wire")->rejected == 2u);
  BOOST_TEST(reader->feed("wire")->last_received_at == 123);
  BOOST_TEST(!reader->feed("other"));
  BOOST_REQUIRE(reader->feeds().size() == 1u);
  BOOST_TEST(reader->feeds()[0].first == "wire");
  BOOST_TEST(reader->feeds()[0].second.received == 10u);
  BOOST_TEST(reader->metaUnder("consumer/").size() == 1u);
  BOOST_TEST(*reader->meta("consumer/desk") == "42");
}

}  // namespace
}  // namespace copytaster
