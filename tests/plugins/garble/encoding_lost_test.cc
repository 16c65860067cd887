// Sequences that lost a byte: read where they can be, one lost character where they cannot.
#include "plugins/garble/encoding_lost.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace copytaster;

namespace {

std::string afterLost(std::string_view text, std::uint16_t confirmed) {
  static const ByteTable table;
  std::vector<Glyph> glyphs;
  for (std::size_t i = 0, size = 0; i < text.size(); i += size) {
    const char32_t code = decodeAt(text, i, size);
    glyphs.push_back(
        {code, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + size), false});
  }
  repairLost(glyphs, table, confirmed);
  std::string out;
  for (const Glyph& g : glyphs) appendUtf8(g.code, out);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoding_lost)

BOOST_AUTO_TEST_CASE(a_grave_whose_hard_space_became_a_space_is_read) {
  BOOST_TEST(afterLost("voilÃ le vin, Ã Paris", 0) == "voilà le vin, Ã Paris");
  BOOST_TEST(afterLost("atÃ s oito", 0) == "atàs oito");
}

BOOST_AUTO_TEST_CASE(a_bullet_that_lost_its_middle_is_read) {
  BOOST_TEST(afterLost("\nâ¢ first", 0) == "\n• first");
}

BOOST_AUTO_TEST_CASE(
    a_closing_quotation_mark_without_its_last_byte_is_read_where_the_codec_is_known) {
  BOOST_TEST(afterLost("noâ€ said", 1) == "no” said");
  BOOST_TEST(afterLost("noâ€ said", 0) == "noâ€ said");
}

BOOST_AUTO_TEST_CASE(what_is_gone_becomes_one_lost_character) {
  BOOST_TEST(afterLost("xâ€\uFFFD", 1) == "x\uFFFD");
  BOOST_TEST(afterLost("â?¢", 1) == "\uFFFD");
}

BOOST_AUTO_TEST_CASE(good_words_keep_their_letters) {
  for (const std::string text : {"IRMÃ é", "pâté", "Ângelo âs", "ça?"}) {
    BOOST_TEST(afterLost(text, 0) == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
