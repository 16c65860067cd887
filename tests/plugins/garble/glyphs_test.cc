// Decoding, and what counts as odd.
#include "plugins/garble/glyphs.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace copytaster;

namespace {

double oddityOf(std::string_view text) {
  std::vector<char32_t> codes;
  for (std::size_t i = 0, size = 0; i < text.size(); i += size)
    codes.push_back(decodeAt(text, i, size));
  return oddity(0, codes, 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(glyphs)

BOOST_AUTO_TEST_CASE(what_is_decoded_is_encoded_again) {
  for (const char32_t code : {U'a', U'\u00e9', U'\u2019', U'\U0001F600'}) {
    std::string text;
    appendUtf8(code, text);
    std::size_t size = 0;
    BOOST_TEST((decodeAt(text, 0, size) == code));
    BOOST_TEST(size == text.size());
  }
}

BOOST_AUTO_TEST_CASE(a_broken_byte_is_one_lost_character) {
  std::size_t size = 0;
  for (const std::string text : {"\xC3", "\xE2\x80", "\xFF", "\x80"}) {
    BOOST_TEST((decodeAt(text, 0, size) == kLost));
    BOOST_TEST(size == 1U);
  }
}

BOOST_AUTO_TEST_CASE(mojibake_is_odder_than_what_it_was) {
  BOOST_TEST(oddityOf("RenÃ©e") > oddityOf("Renée") + 1);
  BOOST_TEST(oddityOf("Itâ€™s") > oddityOf("It’s") + 1);
  BOOST_TEST(oddityOf("r├⌐sum├⌐") > oddityOf("résumé") + 1);
}

BOOST_AUTO_TEST_CASE(good_text_is_hardly_odd) {
  BOOST_TEST(oddityOf("VOCÊ…") < 1);
  BOOST_TEST(oddityOf("“naïve” – £5") < 2);
}

BOOST_AUTO_TEST_SUITE_END()
