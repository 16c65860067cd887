// The scores: more in common never makes two articles less alike.
#include "plugins/dedup/scores.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace copytaster::dedup;

BOOST_AUTO_TEST_CASE(more_in_common_never_lowers_a_score) {
  std::mt19937 random(8);
  std::uniform_real_distribution<float> share(0, 1);
  float Likeness::*const shares[] = {
      &Likeness::contained, &Likeness::contains,   &Likeness::terms_in,
      &Likeness::terms_out, &Likeness::numbers_in, &Likeness::numbers_out,
      &Likeness::title_in,  &Likeness::title_out,  &Likeness::frame};
  for (int i = 0; i < 1000; ++i) {
    Likeness l{};
    for (const auto member : shares) l.*member = share(random);
    l.shared = static_cast<std::uint32_t>(random() % 64);
    l.run_words = static_cast<std::uint32_t>(random() % 120);
    l.hours = share(random) * 200;
    for (const auto member : shares) {
      Likeness more = l;
      more.*member = std::min(1.0F, l.*member + 0.2F);
      BOOST_REQUIRE(sameScore(more, 200) >= sameScore(l, 200));
      BOOST_REQUIRE(rewriteScore(more, 0) >= rewriteScore(l, 0));
    }
    BOOST_REQUIRE(rewriteScore(l, 2) > rewriteScore(l, 1));
  }
}
