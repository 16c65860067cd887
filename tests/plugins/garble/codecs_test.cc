// The tables agree with what is known of the codecs.
#include "plugins/garble/codecs.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(codecs)

BOOST_AUTO_TEST_CASE(every_codec_gives_every_byte_another_character) {
  for (const Codec& codec : kCodecs) {
    const std::set<std::uint16_t> all(std::begin(codec.upper), std::end(codec.upper));
    BOOST_TEST(all.size() == 128U, codec.name);
  }
}

BOOST_AUTO_TEST_CASE(well_known_bytes_are_in_place) {
  const auto at = [](const std::string& name, int byte) {
    const auto* c = std::find_if(std::begin(kCodecs), std::end(kCodecs),
                                 [&](const Codec& x) { return name == x.name; });
    return c->upper[byte - 0x80];
  };
  BOOST_TEST(at("cp1252", 0x80) == 0x20AC);
  BOOST_TEST(at("cp1251", 0xC0) == 0x0410);
  BOOST_TEST(at("MacRoman", 0x8E) == 0x00E9);
  BOOST_TEST(at("cp437", 0xC3) == 0x251C);
}

BOOST_AUTO_TEST_SUITE_END()
