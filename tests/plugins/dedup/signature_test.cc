// Signatures: dress and case do not change the text's hash, and samples are what bottom sampling
// says.
#include "plugins/dedup/signature.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/plugins/dedup/read.h"
#include "tests/plugins/dedup/wire.h"

using namespace copytaster::dedup;

BOOST_AUTO_TEST_SUITE(signature)

BOOST_AUTO_TEST_CASE(the_text_is_hashed_without_dress_and_case) {
  const auto a = sign("Oil rises", "Oil rose 3.5 percent on Monday, traders said in London.");
  const auto b = sign(
      "Oil", "LONDON (Reuters) -- OIL ROSE 3.5 PERCENT ON MONDAY, TRADERS SAID IN LONDON.\nENDS");
  const auto c = sign("Oil", "Oil rose 3.6 percent on Monday, traders said in London.");
  BOOST_TEST(a.text[0] == b.text[0]);
  BOOST_TEST(a.text[1] == b.text[1]);
  BOOST_TEST(a.text[0] != c.text[0]);
}

BOOST_AUTO_TEST_CASE(a_sample_is_the_smallest_of_all_and_every_smaller_one_is_in_it) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 50; ++i) {
    const auto sentences = body(random, 30);
    const auto whole = sign("", text(sentences));
    BOOST_TEST(whole.shingle_count == Signature::kShingles);
    const auto part = sign("", text({sentences.begin(), sentences.begin() + 10}));
    // What the part holds below the whole's threshold, the whole holds.
    for (std::size_t k = 0; k < part.shingle_count; ++k) {
      const Shingle& s = part.shingles[k];
      if (s.order > whole.threshold) break;
      const auto* end = whole.shingles + whole.shingle_count;
      BOOST_TEST(
          std::any_of(whole.shingles, end, [&](const Shingle& w) { return w.key == s.key; }));
    }
    for (std::size_t k = 1; k < whole.shingle_count; ++k) {
      BOOST_TEST(whole.shingles[k - 1].order <= whole.shingles[k].order);
    }
  }
}

BOOST_AUTO_TEST_CASE(empty_and_tiny_texts_have_signatures) {
  BOOST_TEST(sign("", "").shingle_count == 0);
  BOOST_TEST(sign("Oil rises sharply", "").headline_only == 1);
  BOOST_TEST(sign("", "One two three.").shingle_count == 0);
}

BOOST_AUTO_TEST_SUITE_END()
