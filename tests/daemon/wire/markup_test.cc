// HTML bodies of feeds into plain text.
#include "daemon/wire/markup.h"

#include <boost/test/unit_test.hpp>

using copytaster::plainText;

BOOST_AUTO_TEST_SUITE(markup)

BOOST_AUTO_TEST_CASE(paragraphs_end_in_line_feeds) {
  BOOST_TEST(plainText("<div><p>One.</p>\n\n<p class='x'>Two <b>bold</b>.</p></div>") ==
             "One.\nTwo bold.\n");
}

BOOST_AUTO_TEST_CASE(entities_become_characters_and_unknown_ones_stay) {
  BOOST_TEST(plainText("a &lt; b &#8212; &#x41; &frob; AT&T &#0; &#xD800;") ==
             "a < b \xE2\x80\x94 A &frob; AT&T &#0; &#xD800;\n");
}

BOOST_AUTO_TEST_CASE(scripts_and_comments_go_with_what_is_in_them) {
  BOOST_TEST(plainText("a<script>if (x < 3) y();</script>b<!-- c -->d") == "abd\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_tag_stays) {
  BOOST_TEST(plainText("3 < 4 and 5 > 4") == "3 < 4 and 5 > 4\n");
}

BOOST_AUTO_TEST_CASE(markup_that_never_ends_is_no_trouble) {
  for (const char* text : {"<", "<p", "<!--", "<script>", "<script></script", "&", "&#", "&#x;"})
    BOOST_CHECK_NO_THROW(plainText(text));
}

BOOST_AUTO_TEST_SUITE_END()
