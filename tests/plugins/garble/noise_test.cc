// OCR noise is measured, marked and corrected; names and numbers are not noise.
#include "plugins/garble/noise.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

double noiseOf(const std::string& text, std::string* what = nullptr) {
  const Sample sample(text);
  DamageList list;
  const NoiseReader reader(shippedModel());
  std::vector<float> suspicion;
  const double share = reader.estimate(sample.view(), knownOf(sample.view()), suspicion);
  reader.mark(sample.view(), share, suspicion, list);
  if (what != nullptr) *what = told(text, list);
  return share;
}

const std::string kNoisy =
    "Tbe city couucil voted ou Tuesday to raise tbe pr1ce of a bus ticket by teu cents, the flrst "
    "iucrease in four ycars. Officials sajd the rnoney wonld pay for new bnses and for repa1rs to "
    "two statious. We have put tbis off for as long as we conld, the mayor told reporters after "
    "the meetiug. Several menbers of tbe conncil voted against tbe plan, saying that it wonld hurt "
    "peop1e who have no other way to get to work.";

}  // namespace

BOOST_AUTO_TEST_SUITE(noise)

BOOST_AUTO_TEST_CASE(plain_copy_has_none) {
  BOOST_TEST(noiseOf(kPlainCopy) < .02);
}

BOOST_AUTO_TEST_CASE(misread_copy_has_much_and_its_words_are_corrected) {
  std::string what;
  BOOST_TEST(noiseOf(kNoisy, &what) > .04);
  for (const std::string word : {"reporters>", "Tuesday>"}) {
    BOOST_TEST(what.find(word) == std::string::npos);
  }
  BOOST_TEST(what.find("peop1e>people") != std::string::npos, what);
  BOOST_TEST(what.find("meetiug>meeting") != std::string::npos, what);
}

BOOST_AUTO_TEST_CASE(more_noise_gives_a_higher_share) {
  BOOST_TEST(noiseOf(kNoisy) > noiseOf(kPlainCopy + " " + kNoisy));
}

BOOST_AUTO_TEST_CASE(names_and_forms_with_digits_are_not_noise) {
  BOOST_TEST(
      noiseOf("Mr Okonkwo-Szczepanski of McAllister and LeBron DeVos met in Ouagadougou on the "
              "4th with an F16, a B2B firm and 20m euros in the 1990s, when COVID19 was "
              "unknown; OpenSSH and MySQL answered 0xFFFF at wirefoo.com; LuvMyStory said; iPhone "
              "sales at YouTube rose by 3pm to "
              "5bn. " +
              kPlainCopy) < .02);
}

BOOST_AUTO_TEST_SUITE_END()
