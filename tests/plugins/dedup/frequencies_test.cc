// The shipped table: common words are common, unknown ones are rarest, and broken files are
// refused.
#include "plugins/dedup/frequencies.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/plugins/dedup/read.h"

using namespace copytaster::dedup;

BOOST_AUTO_TEST_SUITE(frequencies_table)

BOOST_AUTO_TEST_CASE(a_common_word_is_less_rare_than_an_unknown_one) {
  const ReadWords read("", "the zqxjkvbw twelve");
  const auto& f = frequencies();
  BOOST_TEST(f.rarity(read.words.body_tokens[0].hash) < 1.0F);
  BOOST_TEST(f.rarity(read.words.body_tokens[1].hash) == f.rarest());
  const auto level = [&](std::size_t i) {
    return f.common().level(read.words.body_tokens[i].hash);
  };
  BOOST_TEST(Frequencies::in8th(level(0)) == 1U);
  BOOST_TEST(Frequencies::in16th(level(0)) == 1U);
  BOOST_TEST(Frequencies::in8th(level(1)) == 0U);
  BOOST_TEST(Frequencies::in16th(level(1)) == 0U);
  for (const std::size_t i : {0, 1, 2}) BOOST_TEST(Frequencies::isNumberWord(level(i)) == (i == 2));
}

BOOST_AUTO_TEST_CASE(a_missing_file_and_a_cut_one_are_refused) {
  BOOST_CHECK_THROW(Frequencies("no such file"), std::runtime_error);
  const std::string path = COPYTASTER_BINARY_DIR "/cut.model";
  std::ofstream(path) << "ctwords1" << std::string(12, '\7');
  BOOST_CHECK_THROW(Frequencies{path}, std::runtime_error);
  const std::string no_word(4, '\0'), too_rare("\xff\xff\xff\x7f", 4);
  std::ofstream(path) << "ctwords1" << no_word << too_rare;
  BOOST_CHECK_THROW(Frequencies{path}, std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
