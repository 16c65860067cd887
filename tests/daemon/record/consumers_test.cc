// Durable consumers: positions that only go up, bounded names, and what the journal keeps of them.
#include "daemon/record/consumers.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/record/journal_folder.h"

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(consumers_)

BOOST_AUTO_TEST_CASE(a_position_only_goes_up) {
  JournalFolder folder;
  const auto journal = Journal::open(folder.path(), smallOptions());
  Consumers consumers(journal->read().value());
  BOOST_TEST(consumers.acknowledge("desk", 7));
  BOOST_TEST(consumers.acknowledge("desk", 3));
  BOOST_TEST(consumers.position("desk").value() == 7);
  BOOST_TEST(!consumers.position("other").has_value());
}

BOOST_AUTO_TEST_CASE(names_and_their_number_are_bounded) {
  JournalFolder folder;
  const auto journal = Journal::open(folder.path(), smallOptions());
  Consumers consumers(journal->read().value());
  for (const char* name : {"", "a b", "a/b", "\xc3\xa9"})
    BOOST_TEST(!consumers.acknowledge(name, 1));
  BOOST_TEST(!consumers.acknowledge(std::string(65, 'x'), 1));
  for (std::size_t i = 0; i < kConsumersMax; ++i)
    BOOST_TEST(consumers.acknowledge("desk-" + std::to_string(i), i + 5));
  BOOST_TEST(!consumers.acknowledge("one-more", 1));
  BOOST_TEST(consumers.slowest().value() == 5);
}

BOOST_AUTO_TEST_CASE(
    what_was_committed_is_there_after_a_restart_and_what_was_not_is_written_again) {
  JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  Consumers consumers(journal->read().value());
  consumers.acknowledge("desk", 7);
  BOOST_TEST(consumers.changed());
  {
    auto group = journal->begin();
    BOOST_REQUIRE((consumers.record(*group) == RecordStatus::kOk));
  }  // dropped
  BOOST_TEST(consumers.changed());
  auto group = journal->begin();
  BOOST_REQUIRE((consumers.record(*group) == RecordStatus::kOk));
  consumers.acknowledge("desk", 9);  // while the group is on its way
  BOOST_REQUIRE(group->commit());
  consumers.committed();
  BOOST_TEST(consumers.changed());
  const Consumers again(journal->read().value());
  BOOST_TEST(again.position("desk").value() == 7);
  BOOST_TEST(!again.changed());
}

BOOST_AUTO_TEST_SUITE_END()
