// Whole pages lose what stands around the article; poems and tables lose nothing.
#include "plugins/garble/furniture.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

std::string left(const std::string& text) {
  static const CueReader cues;
  static const FurnitureReader furniture(shippedModel());
  const Sample sample(text);
  DamageList list;
  const CueSigns signs = cues.read(sample.view(), list);
  list.clear();
  furniture.read(sample.view(), signs, list);
  return readBack(text, list);
}

// The plain copy, two sentences a line.
std::string paragraphs() {
  std::string out;
  std::size_t at = 0, sentences = 0;
  for (std::size_t i = 0; i < kPlainCopy.size(); ++i) {
    if (kPlainCopy[i] != '.' || ++sentences % 2 != 0) continue;
    out.append(kPlainCopy.substr(at, i + 1 - at)).append("\n");
    at = i + 2;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(furniture)

BOOST_AUTO_TEST_CASE(a_page_keeps_its_article_and_little_else) {
  const std::string page =
      "Home\nNews\nBusiness\nSport\nOpinion\nVideo\nLog in\nSubscribe\nSearch\n"
      "Council raises bus fares\nShare\nTweet\nEmail\n" +
      paragraphs() +
      "\nMost read\nTop stories\nWeather\nJobs\nFacebook\nTwitter\nAbout us\nContact us\n"
      "Privacy policy\nTerms of use\nCookie policy\nAll rights reserved\n";
  const std::string rest = left(page);
  BOOST_TEST(rest.find("The city council voted") != std::string::npos);
  BOOST_TEST(rest.find("Privacy policy") == std::string::npos);
  BOOST_TEST(rest.find("Weather") == std::string::npos);
  BOOST_TEST(rest.find("Sport\n") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_poem_and_a_table_are_left_alone) {
  std::string poem, table;
  for (int i = 0; i < 12; ++i) {
    poem += "The river bends below the hill\nAnd all the boats are lying still\n";
    table += "Rovers 2 Wanderers 1\nUnited 0 Athletic 0\n";
  }
  BOOST_TEST(left(poem) == poem);
  BOOST_TEST(left(table) == table);
}

BOOST_AUTO_TEST_SUITE_END()
