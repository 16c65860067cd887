#include "daemon/tool/page.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(page)

std::string printed(const Styled& text, ColorChoice color, std::size_t width = 40,
                    std::string_view label = "why") {
  std::ostringstream out;
  Page(out, color, width).print(label, text);
  return out.str();
}

BOOST_AUTO_TEST_CASE(text_wraps_beside_its_label) {
  BOOST_TEST(printed(Styled().add("the ferry ran aground off the island of Laesoe"),
                     ColorChoice::kNever) ==
             "why       the ferry ran aground off the\n"
             "          island of Laesoe\n");
}

BOOST_AUTO_TEST_CASE(without_colour_what_was_replaced_is_legible) {
  BOOST_TEST(printed(Styled().add("helium", Style::kRemoved).add(" ").add("he", Style::kInserted),
                     ColorChoice::kNever) == "why       [-helium-] {+he+}\n");
}

BOOST_AUTO_TEST_CASE(with_colour_it_is_struck_out_and_reset) {
  const auto out = printed(Styled().add("helium", Style::kRemoved), ColorChoice::kAlways);
  BOOST_TEST(out.find("\x1b[9;31mhelium\x1b[0m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_article_cannot_speak_to_the_terminal) {
  const auto out = printed(Styled().add("a\x1b[2Jb\xC2\x9B"
                                        "c\xFF"),
                           ColorChoice::kNever);
  BOOST_TEST(out.find('\x1b') == std::string::npos);
  BOOST_TEST(out.find("\xC2\x9B") == std::string::npos);
  BOOST_TEST(out == "why       a�[2Jb�c�\n");
}

BOOST_AUTO_TEST_CASE(a_word_longer_than_the_line_is_cut_and_wide_characters_count_twice) {
  BOOST_TEST(printed(Styled().add(std::string(35, 'x')), ColorChoice::kNever) ==
             "why       " + std::string(30, 'x') + "\n          xxxxx\n");
  std::string wide;
  for (int i = 0; i < 16; ++i) wide += "新";
  BOOST_TEST(printed(Styled().add(wide), ColorChoice::kNever).find("\n          新\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
