// The article's probability, and the words shown for it.
#include <boost/test/unit_test.hpp>

#include "plugins/garble/spun.h"
#include "sample.h"

using namespace copytaster;

namespace {

const std::string kSpun =
    "The metropolis assembly voted connected Tuesday to rise the terms of a autobus ticket by 10 "
    "cents, the archetypal summation successful 4 years. Officials aforesaid the wealth would "
    "wage for caller buses and for repairs to 2 stations. \"We person enactment this disconnected "
    "for "
    "arsenic agelong arsenic we could,\" the politician told reporters aft the meeting. "
    "Respective members of the assembly voted against the plan, saying that it would wounded "
    "radical who person nary different mode to get to work. A last determination is expected "
    "adjacent month, erstwhile the committee of the transport institution volition meet. The "
    "institution has "
    "mislaid wealth each twelvemonth since 2015, according to its yearly report, helium said.";

double probability(const std::string& text, std::string* what = nullptr) {
  const Sample sample(text);
  const FieldView view = sample.view();
  DamageList list;
  const double p = SpunReader(shippedModel()).read(view, knownOf(view), list);
  if (what != nullptr) *what = told(text, list);
  return p;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spun_judge)

BOOST_AUTO_TEST_CASE(a_spun_article_is_judged_so_and_shown) {
  std::string what;
  BOOST_TEST(probability(kSpun, &what) > .9);
  for (const std::string word : {"connected>on", "arsenic>as", "twelvemonth>year", "helium>he"}) {
    BOOST_TEST(what.find(word) != std::string::npos, word + " not in " + what);
  }
}

BOOST_AUTO_TEST_CASE(a_name_in_a_spun_article_is_no_spun_word) {
  std::string what;
  probability(kSpun + " It whitethorn rise oregon fall, and a radical successful Oregon agrees.",
              &what);
  BOOST_TEST(what.find("oregon>or") != std::string::npos, what);
  BOOST_TEST(what.find("Oregon>") == std::string::npos, what);
}

BOOST_AUTO_TEST_CASE(plain_copy_is_not) {
  std::string what;
  BOOST_TEST(probability(kPlainCopy, &what) < .1);
  BOOST_TEST(what == "");
}

BOOST_AUTO_TEST_CASE(elements_in_a_story_about_them_are_at_home) {
  std::string what;
  BOOST_TEST(probability(
                 "Arsenic in drinking water is a danger to public health, the agency said on "
                 "Monday. Levels of arsenic were found to be above the limit in two wells near the "
                 "old mine. Workers were exposed to beryllium dust for years, according to a "
                 "lawsuit. Balloons filled with helium rose over the stadium, and people in Oregon "
                 "watched them from their homes.",
                 &what) < .9);
  BOOST_TEST(what == "");
}

BOOST_AUTO_TEST_CASE(one_odd_word_does_not_make_an_article_spun) {
  BOOST_TEST(probability(kPlainCopy + " A volition of iron, helium said.") < .5);
}

BOOST_AUTO_TEST_SUITE_END()
