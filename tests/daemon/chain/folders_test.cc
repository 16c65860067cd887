#include "daemon/chain/folders.h"

#include <boost/test/unit_test.hpp>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(filters_lie_beside_the_program_unless_a_folder_is_named) {
  BOOST_TEST(filterFolders("/opt/filters") == std::vector<std::string>{"/opt/filters"},
             boost::test_tools::per_element());
  const auto folders = filterFolders("");
  BOOST_REQUIRE(folders.size() == 2);
  BOOST_TEST(folders[0] == COPYTASTER_BINARY_DIR "/filters");
  BOOST_TEST(folders[1].ends_with("/copytaster/filters"));
}

}  // namespace
}  // namespace copytaster
