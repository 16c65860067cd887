#include "daemon/tool/journal_place.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(journal_place)

BOOST_AUTO_TEST_CASE(the_folder_named_goes_before_the_settings) {
  const TestFolder folder;
  JournalPlace place;
  BOOST_TEST(!place.path().value().empty());
  place.config = folder.write("c.toml", "[journal]\npath = \"/somewhere\"\n");
  BOOST_TEST(place.path().value() == "/somewhere");
  place.folder = "/elsewhere";
  BOOST_TEST(place.path().value() == "/elsewhere");
  BOOST_TEST(!place.open().has_value());
}

BOOST_AUTO_TEST_CASE(times_and_sizes_are_for_people) {
  BOOST_TEST(timeText(1'773'187'200'000'000) == "2026-03-11 00:00:00");
  BOOST_TEST(timeText(0).empty());
  BOOST_TEST(bytesText(1023) == "1023 B");
  BOOST_TEST(bytesText(3 << 20) == "3.0 MiB");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
