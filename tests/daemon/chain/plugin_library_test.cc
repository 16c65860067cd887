// Libraries that are no filters of ours: each is a reason in words, never a crash.
#include "daemon/chain/plugin_library.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

namespace copytaster {

struct Bad {
  const char *library, *says;
};
std::ostream& operator<<(std::ostream& out, const Bad& b) {
  return out << b.library;
}
const Bad kBad[] = {
    {"other_major", "made for boundary 2.0, this copytaster has 1.0"},
    {"newer_minor", "made for boundary 1.1, this copytaster has 1.0"},
    {"no_magic", "not in the layout of a copytaster filter"},
    {"no_symbol", "exports no copytaster_plugin"},
    {"half", "lacks a call that its flags promise"},
    {"nowhere", "no such filter library"},
};

BOOST_AUTO_TEST_SUITE(plugin_library)

BOOST_DATA_TEST_CASE(a_bad_library_is_a_reason_not_a_crash, boost::unit_test::data::make(kBad),
                     bad) {
  const auto opened =
      openPlugin(std::string(COPYTASTER_BINARY_DIR "/tests/daemon/chain/") + bad.library + ".so");
  BOOST_REQUIRE(!opened);
  BOOST_TEST_INFO(opened.error().what);
  BOOST_TEST(opened.error().what.find(bad.says) != std::string::npos);
  BOOST_TEST(opened.error().what.find(bad.library) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
