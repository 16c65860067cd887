// Plurals and genitives are their word, however it is written and wherever it stands.
#include "plugins/dedup/stem.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/dedup/read.h"

using namespace copytaster::dedup;

BOOST_AUTO_TEST_SUITE(stem)

BOOST_AUTO_TEST_CASE(a_word_its_plural_and_its_genitive_are_one_term) {
  const ReadWords read("", "export exports EXPORTS export's export\xE2\x80\x99s boss bus");
  const auto t = read.words.body_tokens;
  for (std::size_t i = 1; i < 5; ++i) BOOST_TEST(termHash(t[i], read.body) == t[0].hash);
  BOOST_TEST(termHash(t[5], read.body) == t[5].hash);
  BOOST_TEST(termHash(t[6], read.body) == t[6].hash);
}

BOOST_AUTO_TEST_CASE(a_long_word_a_foreign_one_and_the_last_of_a_text_are_cut_alike) {
  const ReadWords read("", "counterrevolutionary counterrevolutionarys caf\xC3\xA9s ports port");
  const auto t = read.words.body_tokens;
  BOOST_TEST(termHash(t[1], read.body) == t[0].hash);
  BOOST_TEST(termHash(t[2], read.body) == t[2].hash);  // other letters have other plurals
  BOOST_TEST(termHash(t[3], read.body) == t[4].hash);
  const ReadWords last("", "port ports");
  BOOST_TEST(termHash(last.words.body_tokens[1], last.body) == t[4].hash);
}

BOOST_AUTO_TEST_SUITE_END()
