// The sixteen-at-a-time scan agrees with a plain one.
#include "plugins/garble/scan.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

using namespace copytaster;

namespace {

using Brackets = OneOf<'<', '[', '\x7F'>;

std::size_t plainly(std::string_view text, std::size_t from) {
  const std::size_t at = text.find_first_of("<[\x7F", from);
  return at == std::string_view::npos ? text.size() : at;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scan)

BOOST_AUTO_TEST_CASE(every_byte_of_the_kind_is_found_wherever_it_stands) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 70, 'a');
    for (char& c : text) {
      if (random() % 12 == 0) c = "<[\x7F\xFF\x80 "[random() % 6];
    }
    const std::size_t from = random() % (text.size() + 1);
    BOOST_TEST(nextOf<Brackets>(text, from) == plainly(text, from), text << " from " << from);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_text_has_none) {
  BOOST_TEST(nextOf<Brackets>("", 0) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
