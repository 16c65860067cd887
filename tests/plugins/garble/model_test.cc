// The shipped model answers, and no other file is taken for one.
#include "plugins/garble/model.h"

#include <xxhash.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "sample.h"

using namespace copytaster;

namespace {

std::uint64_t hashOf(std::string_view word) {
  return XXH3_64bits(word.data(), word.size());
}

void write(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(model)

BOOST_AUTO_TEST_CASE(common_words_are_common_and_nonsense_is_unknown) {
  const Model& m = shippedModel();
  BOOST_TEST(m.word(hashOf("the")).log_count > m.word(hashOf("mayor")).log_count);
  BOOST_TEST(m.word(hashOf("mayor")).log_count > 0);
  BOOST_TEST(m.word(hashOf("beryllium")).known());
  BOOST_TEST(!m.word(hashOf("qxzvwk")).known());
}

BOOST_AUTO_TEST_CASE(pairs_of_news_are_there_and_backwards_they_are_not) {
  const Model& m = shippedModel();
  BOOST_TEST(m.pair(mix(hashOf("prime"), hashOf("minister"))) > 0);
  BOOST_TEST(m.pair(mix(hashOf("minister"), hashOf("prime"))) == 0);
}

BOOST_AUTO_TEST_CASE(a_spinners_word_leads_to_its_original) {
  const Model& m = shippedModel();
  const std::uint32_t entry = m.word(hashOf("helium")).lexicon;
  BOOST_REQUIRE(entry > 0U);
  bool last = false, found = false;
  for (std::uint32_t c = entry - 1; !last; ++c) {
    found = found || m.original(m.candidate(c, last).original).text == "he";
  }
  BOOST_TEST(found);
}

BOOST_AUTO_TEST_CASE(looking_a_text_up_agrees_with_asking_word_by_word) {
  const Model& m = shippedModel();
  const Sample sample(kPlainCopy + " Oxyrhynchus 12 cats, qxzvwk.");
  const std::span<const Token> tokens = sample.view().tokens;
  const FieldWords known = knownOf(sample.view());
  std::vector<std::uint32_t> paired;
  std::vector<std::uint8_t> pairs;
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const bool number = (tokens[i].flags & CT_TOKEN_NUMBER) != 0;
    BOOST_TEST(known.words[i].log_count == (number ? 0 : m.word(tokens[i].hash).log_count));
    if (i == 0 || (tokens[i].flags & CT_TOKEN_SENTENCE_START) != 0) continue;
    if (known.words[i].log_count < kPairedLog || known.words[i - 1].log_count < kPairedLog)
      continue;
    paired.push_back(i);
    pairs.push_back(m.pair(mix(tokens[i - 1].hash, tokens[i].hash)));
  }
  BOOST_TEST(paired.size() > 60U);
  BOOST_TEST(known.paired == paired, boost::test_tools::per_element());
  BOOST_TEST(known.pairs == pairs, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(log_counts_are_powers_of_two_in_eighths) {
  BOOST_TEST(Model::count(0) == 0);
  BOOST_TEST(Model::count(1) == 1);
  BOOST_TEST(std::abs(Model::count(81) - 1024) < 1e-6);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_model_is_refused_with_its_name) {
  const std::string path = COPYTASTER_BINARY_DIR "/not_a.model";
  for (const std::string& bytes :
       {std::string(), std::string("GARBLE03"), std::string(64, 'x'),
        std::string("GARBLE03\1\0\0\0\0\0\0\0", 16) + std::string(24, '\0')}) {
    write(path, bytes);
    try {
      const Model m(path);
      BOOST_ERROR("taken for a model");
    } catch (const std::runtime_error& e) {
      BOOST_TEST(std::string(e.what()).find("not_a.model") != std::string::npos);
    }
  }
  BOOST_CHECK_THROW(Model(COPYTASTER_BINARY_DIR "/nowhere.model"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
