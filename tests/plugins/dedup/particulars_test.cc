// Figures and names as lists, and changes between editions in words a person reads.
#include "plugins/dedup/particulars.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/plugins/dedup/read.h"

using namespace copytaster::dedup;

namespace {

Particulars particularsOf(const std::string& body) {
  const ReadWords read("", body);
  Sieve<std::uint32_t> picked;
  Particulars out;
  readParticulars(read.words, picked, out);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(particulars)

BOOST_AUTO_TEST_CASE(figures_and_names_stand_once_in_order_of_appearance) {
  const Particulars p = particularsOf(
      "The ferry left Norby with 40 people. It met Hale off Norby, and 12 of the 40 went over.");
  BOOST_TEST(p.figures.view() ==
             "40\x1f"
             "12");
  BOOST_TEST(p.names.view() ==
             "Norby\x1f"
             "Hale");
  BOOST_TEST(particularsOf("").figures.view() == "");
}

BOOST_AUTO_TEST_CASE(a_list_ends_where_it_is_full) {
  std::string many, longer = "at";
  for (int i = 100; i < 200; ++i) many += std::to_string(i) + " ";
  const Particulars all = particularsOf(many);
  const std::string_view figures = all.figures.view();
  BOOST_TEST(std::count(figures.begin(), figures.end(), '\x1f') == 47);
  BOOST_TEST(figures.ends_with("147"));
  for (char c = 'a'; c < 'f'; ++c) longer += " " + std::string("A") + std::string(120, c);
  const Particulars p = particularsOf(longer + " Ann");
  BOOST_TEST(p.names.size == 3 * 121 + 2);  // a fourth does not fit, and what follows is left out
}

BOOST_AUTO_TEST_CASE(changes_are_paired_where_as_many_came_as_went) {
  BOOST_TEST(changes("figures",
                     "12\x1f"
                     "40",
                     "12\x1f"
                     "40") == "");
  BOOST_TEST(changes("figures",
                     "12\x1f"
                     "40",
                     "12\x1f"
                     "41") == "figures: 40 becomes 41");
  BOOST_TEST(changes("names", "Ann",
                     "Ann\x1f"
                     "Bob") == "names new: Bob");
  BOOST_TEST(changes("names",
                     "Ann\x1f"
                     "Bob",
                     "Bob") == "names gone: Ann");
}

BOOST_AUTO_TEST_SUITE_END()
