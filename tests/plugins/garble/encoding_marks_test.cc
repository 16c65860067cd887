// Entities, escapes, controls and lost apostrophes, one by one.
#include "plugins/garble/encoding_marks.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace copytaster;

namespace {

std::string afterMarks(std::string_view text, bool controls) {
  std::vector<Glyph> glyphs;
  for (std::size_t i = 0, size = 0; i < text.size(); i += size) {
    const char32_t code = decodeAt(text, i, size);
    glyphs.push_back(
        {code, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + size), false});
  }
  readMarks(glyphs);
  if (controls) readControls(glyphs);
  std::string out;
  for (const Glyph& g : glyphs) {
    if (g.code != 0) appendUtf8(g.code, out);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoding_marks)

BOOST_AUTO_TEST_CASE(entities_named_numbered_and_doubled_are_read) {
  BOOST_TEST(afterMarks("&eacute;&#233;&#xe9;&#146;&amp;rsquo;", false) == "ééé’’");
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_an_entity_stays) {
  for (const std::string text : {"AT&T; R&D;", "&unknown;", "a & b; c", "&#;", "&#xZZ;", "&#0;"}) {
    BOOST_TEST(afterMarks(text, false) == text);
  }
}

BOOST_AUTO_TEST_CASE(escapes_with_surrogates_are_one_character) {
  BOOST_TEST(afterMarks("\\ud83d\\ude00 \\u2019", false) == "😀 ’");
  BOOST_TEST(afterMarks("\\ud83d alone", false) == "\\ud83d alone");
}

BOOST_AUTO_TEST_CASE(a_teleprinters_frame_is_no_damage) {
  BOOST_TEST(afterMarks("\x01ZCZC\x03", true) == "\x01ZCZC\x03");
}

BOOST_AUTO_TEST_CASE(an_apostrophe_that_became_a_question_mark_comes_back) {
  BOOST_TEST(afterMarks("we?re sure it?s John?s, isn?t it?", true) ==
             "we’re sure it’s John’s, isn’t it?");
}

BOOST_AUTO_TEST_SUITE_END()
