// The sieve of many at a time agrees with the plain question, and lets nothing through that a
// detector needs.
#include "plugins/garble/sieve.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(sieve)

BOOST_AUTO_TEST_CASE(every_byte_is_kept_or_not_wherever_it_stands) {
  std::mt19937 random(7);
  std::vector<std::uint32_t> room, plainly;
  for (int round = 0; round < 2000; ++round) {
    const unsigned many = 1 + static_cast<unsigned>(round) % 5;
    std::string text(random() % 400, 'a');
    for (char& c : text) {
      if (random() % many == 0) c = static_cast<char>(random() % 256);
    }
    plainly.clear();
    for (std::uint32_t i = 0; i < text.size(); ++i) {
      if (isKept(text[i])) plainly.push_back(i);
    }
    for (const auto sieve : {sift, siftPlain}) {
      const auto kept = sieve(text, room);
      BOOST_TEST(std::vector<std::uint32_t>(kept.begin(), kept.end()) == plainly,
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(letters_and_stops_are_not_kept_marks_are) {
  for (const char c : std::string_view("azAZ09 \n.,:!'\"()-+*/@\x80\xBF"))
    BOOST_TEST(!isKept(c), c);
  for (const char c : std::string_view("<{[%$#;=&?\\\x01\x1B\x7F\xC3\xE2\xFF"))
    BOOST_TEST(isKept(c), c);
}

BOOST_AUTO_TEST_CASE(an_empty_text_has_none) {
  std::vector<std::uint32_t> room{1};
  BOOST_TEST(sift("", room).empty());
}

BOOST_AUTO_TEST_SUITE_END()
