// What is seen of a text before the lexicon is asked.
#include "plugins/garble/spun.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

constexpr std::size_t kPairs = 11, kArticles = 23, kMisfits = 24, kClipped = 28,
                      kOld = 29;  // places of features

SpunFeatures featuresOf(const std::string& text) {
  const Sample sample(text);
  const FieldView view = sample.view();
  SpunFeatures features{};
  SpunReader(shippedModel()).glance(view, knownOf(view), features);
  return features;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spun)

BOOST_AUTO_TEST_CASE(a_short_text_is_not_judged) {
  const Sample sample("Helium said so.");
  const FieldView view = sample.view();
  SpunFeatures features{};
  BOOST_TEST(!SpunReader(shippedModel()).glance(view, knownOf(view), features));
}

BOOST_AUTO_TEST_CASE(pairs_are_shares_of_all_pairs) {
  const SpunFeatures f = featuresOf(kPlainCopy);
  float sum = 0;
  for (std::size_t i = 0; i < kPairs; ++i) sum += f[i];
  BOOST_TEST(sum > 60);
  BOOST_TEST(sum <= 100);
}

BOOST_AUTO_TEST_CASE(an_article_that_disagrees_with_its_word_is_counted) {
  BOOST_TEST(featuresOf(kPlainCopy)[kArticles] == 0);
  BOOST_TEST(
      featuresOf(kPlainCopy + " It was an consultation and a extraordinary one.")[kArticles] > 0);
}

BOOST_AUTO_TEST_CASE(words_out_of_place_raise_the_misfits) {
  BOOST_TEST(featuresOf(kPlainCopy +
                        " Helium aforesaid the governance volition wage astatine once, "
                        "arsenic agelong arsenic helium tin.")[kMisfits] >
             featuresOf(kPlainCopy)[kMisfits]);
}

BOOST_AUTO_TEST_CASE(a_word_out_of_place_counts_once) {
  BOOST_TEST(featuresOf(kPlainCopy + " It was beryllium, beryllium and beryllium.")[kMisfits] <
             featuresOf(kPlainCopy + " It was beryllium, arsenic and astatine.")[kMisfits]);
}

BOOST_AUTO_TEST_CASE(dialect_and_old_verse_show) {
  const SpunFeatures plain = featuresOf(kPlainCopy);
  BOOST_TEST(plain[kClipped] == 0);
  BOOST_TEST(plain[kOld] == 0);
  BOOST_TEST(featuresOf(kPlainCopy + " Bread an' butter wi' jam, says 'e.")[kClipped] > 1);
  BOOST_TEST(featuresOf(kPlainCopy + " Thou hast thy bread, and he hath his.")[kOld] > 1);
}

BOOST_AUTO_TEST_CASE(plain_copy_is_not_worth_reading_whole) {
  BOOST_TEST(!SpunReader(shippedModel()).worthReading(featuresOf(kPlainCopy)));
}

BOOST_AUTO_TEST_SUITE_END()
