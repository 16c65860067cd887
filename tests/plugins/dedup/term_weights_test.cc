// What a word weighs: less the more of the window's articles have it, and as before when they have
// left.
#include "plugins/dedup/term_weights.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace copytaster::dedup;

BOOST_AUTO_TEST_SUITE(term_weights)

BOOST_AUTO_TEST_CASE(a_frequent_word_is_less_rare_and_leaving_undoes_entering) {
  TermWeights weights(10000);
  const Term common{4711u << 4}, rare{1234567u << 4};
  const float before = weights.rarity(common);
  for (int i = 0; i < 500; ++i) weights.add(&common, 1);
  BOOST_TEST(weights.rarity(common) < weights.rarity(rare) - 5);
  for (int i = 0; i < 500; ++i) weights.remove(&common, 1);
  BOOST_TEST(weights.rarity(common) == before);
}

BOOST_AUTO_TEST_CASE(the_quick_logarithm_is_near_the_slow_one) {
  TermWeights weights(10000);
  const Term term{99u << 4};
  for (int i = 1; i < 3000; ++i) {
    weights.add(&term, 1);
    const float slow = std::log2((static_cast<float>(i) + 1024) / (static_cast<float>(i) + 1));
    BOOST_TEST(std::abs(weights.rarity(term) - slow) < 0.01F);
  }
}

BOOST_AUTO_TEST_SUITE_END()
