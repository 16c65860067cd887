// What is cut, and where it stops.
#include "daemon/article/cutting.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/daemon/article/cut_text.h"

namespace copytaster {
namespace {

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  for (const ct_token& t : cutAll(text, cut).words)
    words.emplace_back(text.substr(t.begin, t.size));
  return words;
}
using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(cutting)

BOOST_AUTO_TEST_CASE(points_join_digits_where_the_word_begins_with_one) {
  BOOST_TEST(wordsOf("1.2.3 a1.5.6 9a.5 7's.5 1:2,3x4.5 8., 5") ==
                 (Words{"1.2.3", "a1", "5.6", "9a", "5", "7's", "5", "1:2,3x4.5", "8", "5"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_mark_knows_the_words_before_it_and_a_point_in_a_number_is_none) {
  const std::string_view text = "One 2.5, “two” three.";
  const Cut all = cutAll(text, cut);
  BOOST_REQUIRE_EQUAL(all.marks.size(), 3U);
  const std::uint32_t words[] = {2, 3, 4};
  const char* const marks[] = {"“", "”", "."};
  for (std::size_t i = 0; i < all.marks.size(); ++i) {
    BOOST_TEST(all.marks[i].words == words[i]);
    BOOST_TEST(text.substr(all.marks[i].place).starts_with(marks[i]));
  }
}

BOOST_AUTO_TEST_CASE(more_marks_than_the_list_holds_come_in_several_steps) {
  const std::string text(3 * Cutting::kMarksMax, '.');
  const Cut plain = cutAll(text, cutPlain), wide = cutAll(text, cut);
  BOOST_TEST(wide.marks.size() == text.size());
  BOOST_TEST(wide.stops.size() > 4U);
  BOOST_TEST(same(plain.marks, wide.marks));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
