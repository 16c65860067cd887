// Text is made valid without touching what is.
#include "daemon/article/utf8.h"

#include <boost/test/unit_test.hpp>
#include <random>

namespace copytaster {

BOOST_AUTO_TEST_SUITE(utf8_text)

BOOST_AUTO_TEST_CASE(only_bytes_of_no_sequence_become_question_marks) {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string text, wanted;
    while (text.size() < random() % 60) {
      switch (random() % 8) {
        case 0:
          text += "€";
          wanted += "€";
          break;
        case 1:
          text += "\xE2\x82";  // cut off: what follows is a letter
          wanted += "??";
          [[fallthrough]];
        default:
          text += 'a';
          wanted += 'a';
      }
    }
    utf8::makeValid(text.data(), text.size());
    BOOST_TEST(text == wanted);
    BOOST_TEST(utf8::isValid(text));
  }
}

BOOST_AUTO_TEST_CASE(one_byte_that_is_not_ascii_is_found_wherever_it_stands) {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string text(size, 'a');
    BOOST_TEST(utf8::isAscii(text));
    for (char& c : text) {
      c = '\x80';
      BOOST_TEST(!utf8::isAscii(text));
      c = '\x7F';
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace copytaster
