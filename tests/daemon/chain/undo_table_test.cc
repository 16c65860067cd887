#include "daemon/chain/undo_table.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

#include "daemon/base/memory_table.h"

using namespace copytaster;

namespace {

std::map<std::string, std::string> entries(const Table& table) {
  std::map<std::string, std::string> all;
  BOOST_REQUIRE(table.scanEach("", [&](std::string_view key, std::string_view value) {
    all.emplace(key, value);
    return true;
  }) == TableStatus::kOk);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(undo_table)

BOOST_AUTO_TEST_CASE(whatever_was_changed_since_the_last_article_can_be_taken_back) {
  std::mt19937 chance(7);
  MemoryTable table;
  UndoTable undoable;
  undoable.over(&table);
  for (int article = 0; article < 500; ++article) {
    const auto before = entries(table);
    for (auto left = chance() % 12; left > 0; --left) {
      const std::string key = "key " + std::to_string(chance() % 20);
      if (chance() % 3 == 0) {
        static_cast<void>(undoable.erase(key));
      } else {
        BOOST_REQUIRE(undoable.put(key, std::string(chance() % 30, 'v')) == TableStatus::kOk);
      }
    }
    if (chance() % 2 == 0) {
      undoable.keep();
      continue;
    }
    BOOST_REQUIRE(undoable.undo() == TableStatus::kOk);
    BOOST_REQUIRE(entries(table) == before);
  }
  BOOST_TEST(!entries(table).empty());
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_be_is_refused_and_leaves_nothing_to_take_back) {
  MemoryTable table;
  UndoTable undoable;
  undoable.over(&table);
  BOOST_TEST((undoable.put(std::string(kTableKeyBytesMax + 1, 'k'), "v") == TableStatus::kInvalid));
  BOOST_TEST((undoable.put("", "v") == TableStatus::kInvalid));
  BOOST_TEST((undoable.undo() == TableStatus::kOk));
  BOOST_TEST(entries(table).empty());
}

BOOST_AUTO_TEST_SUITE_END()
