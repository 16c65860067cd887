// Machine text in every form, and the brackets of ordinary copy.
#include "plugins/garble/markup.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

std::string marked(const std::string& text) {
  const Sample sample(text);
  DamageList list;
  readMarkup(sample.view(), list);
  return told(text, list);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(markup)

BOOST_AUTO_TEST_CASE(tags_are_cut) {
  BOOST_TEST(marked("A <b>bold</b> claim<br />and a <a href=\"x\">link</a>") ==
             "<b>>|</b>>|<br />>|<a href=\"x\">>|</a>>");
}

BOOST_AUTO_TEST_CASE(script_and_style_go_with_what_they_hold) {
  BOOST_TEST(marked("Text <script>var a = 1 < 2;</script> on") ==
             "<script>var a = 1 < 2;</script>>");
  BOOST_TEST(marked("x\n.box { color: red; }\ny") == ".box { color: red; }>");
}

BOOST_AUTO_TEST_CASE(a_line_of_script_is_cut_whole) {
  BOOST_TEST(marked("One line.\nvar x = document.getElementById('a'); x.y = 1;\nAnother.") ==
             "var x = document.getElementById('a'); x.y = 1;>");
}

BOOST_AUTO_TEST_CASE(json_needs_two_pairs) {
  BOOST_TEST(marked("see {\"id\": 4, \"name\": \"x\"} here") == "{\"id\": 4, \"name\": \"x\"}>");
  BOOST_TEST(marked("he wrote [\"Sic\"] there") == "");
}

BOOST_AUTO_TEST_CASE(fields_never_filled_and_shortcodes_are_residue) {
  BOOST_TEST(marked("By {{ author.name }} on ${date}") == "{{ author.name }}>|${date}>");
  BOOST_TEST(marked("[caption id=\"7\"]A dog[/caption]") == "[caption id=\"7\"]>|[/caption]>");
}

BOOST_AUTO_TEST_CASE(spintax_reads_as_its_first_choice) {
  BOOST_TEST(marked("It was {a good|a great} day") == "{a good|a great}>a good");
}

BOOST_AUTO_TEST_CASE(brackets_of_ordinary_copy_stand) {
  for (const std::string text :
       {"Shares of Smith <SMTH.N> fell", "if 3 < 4 and 5 > 2", "he [the mayor] said",
        "[Video] of it", "a 5% rise; $20 more; #winning", "press <A> to go", "x = 5; y = 6",
        "(see below)"}) {
    BOOST_TEST(marked(text) == "");
  }
}

BOOST_AUTO_TEST_SUITE_END()
