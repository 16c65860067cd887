// The matching of cues, and the traps in their way.
#include "plugins/garble/cues.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

std::string marked(const std::string& text, CueSigns* signs = nullptr) {
  static const CueReader reader;
  const Sample sample(text);
  DamageList list;
  const CueSigns s = reader.read(sample.view(), list);
  if (signs != nullptr) *signs = s;
  return told(text, list);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cues)

BOOST_AUTO_TEST_CASE(lines_of_furniture_are_cut_whole) {
  BOOST_TEST(marked("One.\nADVERTISEMENT\nTwo.\nRead more: Another story\nThree.") ==
             "ADVERTISEMENT>|Read more: Another story>");
}

BOOST_AUTO_TEST_CASE(the_sentence_of_a_newsletter_is_cut) {
  BOOST_TEST(marked("It rained. Sign up for our daily newsletter today. It stopped.") ==
             "Sign up for our daily newsletter today.>");
}

BOOST_AUTO_TEST_CASE(a_caption_credit_is_cut_with_its_parentheses) {
  BOOST_TEST(marked("The mayor waves. (Photo by Ann Lee/Example) He left.") ==
             "(Photo by Ann Lee/Example)>");
}

BOOST_AUTO_TEST_CASE(prose_that_begins_like_a_cue_stands) {
  for (const std::string text :
       {"Related costs rose by a tenth in the year to June, the ministry said in a report.",
        "Read more than once, the letter says little of what its author wanted the court to know.",
        "He read more books than anyone else in the small town where he was born.",
        "Advertisement spending fell in March as companies saved what they could, a survey said.",
        "Cookies and cream were sold at the fair."}) {
    BOOST_TEST(marked(text) == "");
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_residue_and_strong) {
  CueSigns signs;
  BOOST_TEST(marked("As an AI language model, I cannot write this. The rest.", &signs) ==
             "As an AI language model, I cannot write this.>");
  BOOST_TEST(signs.strong == 1);
}

BOOST_AUTO_TEST_CASE(a_refusal_that_is_reported_is_news) {
  CueSigns signs;
  BOOST_TEST(marked("\"As an AI language model, I cannot do that,\" it answered.", &signs) == "");
  BOOST_TEST(marked("The chatbot said it was sorry but as an AI model it could not.", &signs) ==
             "");
  BOOST_TEST(signs.strong == 0);
}

BOOST_AUTO_TEST_CASE(a_citation_is_noted_and_not_cut) {
  const std::string text = "News.Az reports, citing Example, that it rained.";
  const Sample sample(text);
  DamageList list;
  CueReader().read(sample.view(), list);
  BOOST_REQUIRE(list.items().size() == 1);
  BOOST_TEST(!list.items()[0].cut);
}

BOOST_AUTO_TEST_SUITE_END()
