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
  std::size_t pairs = 0, bytes = 0;
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const bool number = (tokens[i].flags & CT_TOKEN_NUMBER) != 0;
    const WordFacts w = number ? WordFacts{} : m.word(tokens[i].hash);
    BOOST_TEST(known.words[i].log_count == w.log_count);
    BOOST_TEST(known.words[i].lexicon == w.lexicon);
    BOOST_TEST(known.log_counts[i] == w.log_count);
    BOOST_TEST(known.kinds[i] == (w.flags | (w.lexicon != 0 ? kInLexicon : 0)));
    bytes += tokens[i].size;
    const bool pair = i > 0 && (tokens[i].flags & CT_TOKEN_SENTENCE_START) == 0 &&
                      w.log_count >= kPairedLog && known.words[i - 1].log_count >= kPairedLog;
    BOOST_TEST((known.paired[i] != 0) == pair);
    BOOST_TEST(known.pairs[i] == (pair ? m.pair(mix(tokens[i - 1].hash, tokens[i].hash)) : 0));
    pairs += pair;
  }
  BOOST_TEST(pairs > 60U);
  BOOST_TEST(known.pair_count == pairs);
  BOOST_TEST(known.bytes == bytes);
}

BOOST_AUTO_TEST_CASE(the_plain_twins_find_what_this_machines_do) {
  const Model plain(COPYTASTER_SOURCE_DIR "/plugins/garble/garble.model", false);
  std::string text = kPlainCopy + " Oxyrhynchus 12 cats, qxzvwk.";
  while (text.size() < 10'000) text.append(text.rbegin(), text.rend());  // words of no table
  const Sample sample(text);
  FieldWords known;
  plain.look(sample.view(), known);
  const FieldWords same = knownOf(sample.view());
  BOOST_TEST(known.kinds == same.kinds, boost::test_tools::per_element());
  BOOST_TEST(known.log_counts == same.log_counts, boost::test_tools::per_element());
  BOOST_TEST(known.pairs == same.pairs, boost::test_tools::per_element());
  BOOST_TEST(known.apart == same.apart, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(words_apart_are_those_that_no_single_space_joins_and_those_of_one_byte) {
  const Sample sample("Bread, an' a roll  (new) for x");
  const FieldView view = sample.view();
  std::string apart;
  for (const std::uint32_t i : knownOf(view).apart) apart.append(view.word(i)).append(" ");
  BOOST_TEST(apart == "Bread an a new for x ");
}

BOOST_AUTO_TEST_CASE(a_text_of_many_batches_is_looked_up_as_each_of_its_parts) {
  std::string text = kPlainCopy;
  while (text.size() < 10'000) text += " " + kPlainCopy;
  const Sample one(kPlainCopy), many(text);
  const FieldWords part = knownOf(one.view()), whole = knownOf(many.view());
  const std::size_t n = part.words.size();
  BOOST_REQUIRE(whole.words.size() % n == 0);
  for (std::size_t i = 0; i < whole.words.size(); ++i) {
    BOOST_TEST(whole.kinds[i] == part.kinds[i % n]);
    BOOST_TEST(whole.pairs[i] == part.pairs[i % n]);
  }
}

BOOST_AUTO_TEST_CASE(a_text_looked_up_after_its_sample_is_known_as_if_looked_up_whole) {
  std::string text;
  for (std::size_t words : {200, 233, 320, 1000}) {
    while (Sample(text).view().tokens.size() < words) text += kPlainCopy + " Oxyrhynchus 12 cats. ";
    const Sample sample(text);
    const FieldView view = sample.view();
    std::vector<Token> room;
    FieldWords of_sample, on;
    shippedModel().look({view.field, view.text, sampleOf(view.tokens, room), {}, {}, {}},
                        of_sample);
    shippedModel().lookOn(view, of_sample, on);
    const FieldWords whole = knownOf(view);
    BOOST_TEST(on.log_counts == whole.log_counts, boost::test_tools::per_element());
    BOOST_TEST(on.kinds == whole.kinds, boost::test_tools::per_element());
    BOOST_TEST(on.flags == whole.flags, boost::test_tools::per_element());
    BOOST_TEST(on.paired == whole.paired, boost::test_tools::per_element());
    BOOST_TEST(on.pairs == whole.pairs, boost::test_tools::per_element());
    BOOST_TEST(on.apart == whole.apart, boost::test_tools::per_element());
    BOOST_TEST(on.pair_count == whole.pair_count);
  }
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
