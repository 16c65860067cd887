// The small table of words with marks.
#include "plugins/dedup/word_marks.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/dedup/read.h"

using namespace copytaster::dedup;

BOOST_AUTO_TEST_CASE(a_word_in_two_groups_has_both_marks_and_others_none) {
  const WordMarks marks({{1, {"kill", "story"}}, {2, {"story"}}});
  const ReadWords read("", "Kill story other");
  const auto t = read.words.body_tokens;
  BOOST_TEST(marks.marks(t[0].hash) == 1u);
  BOOST_TEST(marks.marks(t[1].hash) == 3u);
  BOOST_TEST(marks.marks(t[2].hash) == 0u);
}
