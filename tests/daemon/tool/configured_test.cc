#include "daemon/tool/configured.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(a_chain_named_goes_before_the_settings_and_every_mistake_is_told) {
  const TestFolder folder;
  Log log("error");
  ChainChoice choice;
  choice.config =
      folder.write("c.toml", "[[filter]]\nname = \"one\"\n[[filter]]\nname = \"two\"\n");
  const auto refused = choice.open(log);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().what.find("one") != std::string::npos);
  BOOST_TEST(refused.error().what.find("two") != std::string::npos);
  choice.filters = ",";
  BOOST_TEST(choice.open(log).has_value());
}

}  // namespace
}  // namespace copytaster
