// A filter's state behaves as the table in memory does, whatever is done to both.
#include "daemon/record/store.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/memory_table.h"
#include "daemon/record/group.h"
#include "daemon/record/journal.h"
#include "tests/daemon/record/journal_folder.h"

namespace copytaster {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Entries entriesOf(const Table& table, std::string_view from) {
  Entries entries;
  BOOST_TEST((table.scanEach(from, [&](std::string_view key, std::string_view value) {
    entries.emplace_back(key, value);
    return true;
  }) == TableStatus::kOk));
  return entries;
}

BOOST_AUTO_TEST_CASE(state_in_the_journal_and_in_memory_answer_alike) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  Table* state = *journal->openState("dedup");
  MemoryTable memory;
  std::mt19937 random(7);
  for (int group_number = 0; group_number < 40; ++group_number) {
    auto group = journal->begin();
    for (int step = 0; step < 200; ++step) {
      std::string key;
      for (std::size_t size = random() % 4; size > 0; --size)
        key.push_back(static_cast<char>(random() % 256));
      const std::string value(random() % 5000, static_cast<char>(random() % 256));
      if (random() % 3 == 0) {
        BOOST_TEST((state->erase(key) == memory.erase(key) || key.empty()));
      } else {
        BOOST_TEST((state->put(key, value) == memory.put(key, value)));
      }
      const TableValue got = state->get(key);
      BOOST_TEST((got.status == memory.get(key).status || key.empty()));
      BOOST_TEST((got.value == memory.get(key).value));
    }
    const std::string from(1, static_cast<char>(random() % 256));
    BOOST_TEST((entriesOf(*state, from) == entriesOf(memory, from)));
    BOOST_REQUIRE(group->commit());
  }
}

BOOST_AUTO_TEST_CASE(keys_out_of_bounds_are_invalid_and_spoil_nothing) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  Table* state = *journal->openState("dedup");
  auto group = journal->begin();
  BOOST_TEST((state->put("", "v") == TableStatus::kInvalid));
  BOOST_TEST((state->put(std::string(kTableKeyBytesMax + 1, 'k'), "v") == TableStatus::kInvalid));
  BOOST_TEST((state->put(std::string(kTableKeyBytesMax, 'k'), "v") == TableStatus::kOk));
  BOOST_TEST(group->commit().has_value());
}

BOOST_AUTO_TEST_CASE(a_table_does_not_change_while_it_is_scanned) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  Table* state = *journal->openState("dedup");
  auto group = journal->begin();
  BOOST_REQUIRE((state->put("a", "1") == TableStatus::kOk));
  BOOST_TEST((state->scanEach("", [&](std::string_view, std::string_view) {
    BOOST_TEST((state->put("b", "2") == TableStatus::kInvalid));
    BOOST_TEST((state->erase("a") == TableStatus::kInvalid));
    return true;
  }) == TableStatus::kOk));
  BOOST_TEST((state->put("b", "2") == TableStatus::kOk));
}

BOOST_AUTO_TEST_CASE(without_a_group_there_is_no_state) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  Table* state = *journal->openState("dedup");
  BOOST_TEST((state->put("a", "1") == TableStatus::kInvalid));
  BOOST_TEST((state->get("a").status == TableStatus::kInvalid));
  BOOST_TEST((state->scanEach("", [](std::string_view, std::string_view) { return true; }) ==
              TableStatus::kInvalid));
}

BOOST_AUTO_TEST_CASE(dropped_state_is_empty_and_others_stay) {
  const JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  Table* dedup = *journal->openState("dedup");
  Table* other = *journal->openState("other");
  auto group = journal->begin();
  BOOST_REQUIRE((dedup->put("a", "1") == TableStatus::kOk));
  BOOST_REQUIRE((other->put("a", "1") == TableStatus::kOk));
  BOOST_TEST((group->dropState("dedup") == RecordStatus::kOk));
  BOOST_TEST((group->dropState("unknown") == RecordStatus::kInvalid));
  BOOST_TEST(entriesOf(*dedup, "").empty());
  BOOST_TEST(entriesOf(*other, "").size() == 1u);
}

BOOST_AUTO_TEST_CASE(state_that_fills_the_map_spoils_the_group) {
  const JournalFolder folder;
  JournalOptions options = smallOptions();
  options.map_bytes = std::uint64_t{2} << 20;
  auto journal = Journal::open(folder.path(), options);
  Table* state = *journal->openState("dedup");
  auto group = journal->begin();
  const std::string value(100'000, 'v');
  TableStatus status = TableStatus::kOk;
  for (int i = 0; i < 100 && status == TableStatus::kOk; ++i)
    status = state->put(std::to_string(i), value);
  BOOST_TEST((status == TableStatus::kFull));
  BOOST_TEST((state->put("a", "1") == TableStatus::kFull));
  BOOST_TEST((group->commit().error().code == ErrorCode::kFull));
}

}  // namespace
}  // namespace copytaster
