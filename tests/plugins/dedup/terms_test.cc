// Terms: names and title weigh more, numbers are apart.
#include "plugins/dedup/terms.h"

#include <boost/test/unit_test.hpp>

#include "plugins/dedup/stem.h"
#include "tests/plugins/dedup/read.h"

using namespace copytaster::dedup;

BOOST_AUTO_TEST_SUITE(terms)

BOOST_AUTO_TEST_CASE(a_name_in_the_title_leads) {
  const auto s = sign("Plosser sees slower taper",
                      "The head of the bank, Charles Plosser, spoke of a tapering regime.");
  const ReadWords read("", "Plosser");
  BOOST_REQUIRE(s.term_count > 0);
  BOOST_TEST(s.terms[0].hash() == termHash(read.words.body_tokens[0], read.body) >> 36);
}

BOOST_AUTO_TEST_CASE(numbers_are_sampled_ascending_and_once) {
  const auto s = sign("", "It paid 12.5, 13 and 12.5 dollars, then three, then 7,000.");
  BOOST_TEST(s.number_count == 4);
  for (std::size_t i = 1; i < s.number_count; ++i) BOOST_TEST(s.numbers[i - 1] < s.numbers[i]);
}

BOOST_AUTO_TEST_SUITE_END()
