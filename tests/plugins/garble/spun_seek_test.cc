// The evidence of spun text: hits with readings, and none where rare words are at home.
#include "plugins/garble/spun.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

std::string hitsOf(const std::string& text) {
  const Sample sample(text);
  const FieldView view = sample.view();
  const SpunReader reader(shippedModel());
  SpunFeatures features;
  std::vector<SpunHit> hits;
  std::string out;
  const FieldWords known = knownOf(view);
  if (!reader.glance(view, known, features)) return "short";
  reader.dwell(view.tokens, known, features, hits);
  for (const SpunHit& h : hits) {
    if (h.gain < 2.5F) continue;
    out.append(view.word(h.first)).append(">");
    out.append(shippedModel().original(h.original).text).append(" ");
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spun_seek)

BOOST_AUTO_TEST_CASE(words_of_the_function_word_spinner_are_read_back) {
  const std::string hits = hitsOf(
      "The mayor said helium would not resign. \"It has to beryllium said that we did our best,\" "
      "helium told reporters astatine the city hall connected Tuesday. Helium was elected "
      "successful "
      "2015 and has been arsenic popular as ever. Officials said the money would pay for new buses "
      "and for repairs to two stations successful the city.");
  for (const std::string hit : {"helium>he", "astatine>at", "connected>on", "successful>in"}) {
    BOOST_TEST(hits.find(hit) != std::string::npos, hit + " not in " + hits);
  }
}

BOOST_AUTO_TEST_CASE(a_short_text_is_not_judged) {
  BOOST_TEST(hitsOf("Helium said so.") == "short");
}

BOOST_AUTO_TEST_SUITE_END()
