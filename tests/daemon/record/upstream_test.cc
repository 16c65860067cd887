// The position on another's wire: kept with the group it belongs to, or not at all.
#include "daemon/record/upstream.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/record/journal_folder.h"

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(upstream)

BOOST_AUTO_TEST_CASE(a_position_reads_back_once_its_group_is_committed) {
  JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  const UpstreamPosition far{UINT64_MAX, UINT64_MAX - 1};
  BOOST_TEST(!upstreamPosition(journal->read().value(), "wire"));
  {
    auto dropped = journal->begin();
    BOOST_REQUIRE((recordUpstream(*dropped, "wire", {1, 1}) == RecordStatus::kOk));
  }
  BOOST_TEST(!upstreamPosition(journal->read().value(), "wire"));
  auto group = journal->begin();
  BOOST_REQUIRE((recordUpstream(*group, "wire", far) == RecordStatus::kOk));
  BOOST_REQUIRE((recordUpstream(*group, "other", {3, 4}) == RecordStatus::kOk));
  BOOST_REQUIRE(group->commit());
  BOOST_TEST((upstreamPosition(journal->read().value(), "wire") == far));
  BOOST_TEST((upstreamPosition(journal->read().value(), "other") == UpstreamPosition{3, 4}));
}

BOOST_AUTO_TEST_CASE(what_is_no_position_is_none) {
  JournalFolder folder;
  auto journal = Journal::open(folder.path(), smallOptions());
  for (const char* text : {"x", "1", "1 ", "1 x", "1 2 3", "-1 2"}) {
    auto group = journal->begin();
    BOOST_REQUIRE((group->setMeta("upstream/wire", text) == RecordStatus::kOk));
    BOOST_REQUIRE(group->commit());
    BOOST_TEST(!upstreamPosition(journal->read().value(), "wire"), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
