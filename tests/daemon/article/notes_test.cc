// Notes by filter: one filter's can be taken back, and the strongest verdict stands.
#include "daemon/article/notes.h"

#include <boost/test/unit_test.hpp>

namespace copytaster {

BOOST_AUTO_TEST_SUITE(notes)

BOOST_AUTO_TEST_CASE(taking_back_one_filters_notes_leaves_the_others) {
  Arena arena;
  NoteSheet n;
  n.reset(arena);
  for (FilterIndex by : {FilterIndex{0}, FilterIndex{1}, FilterIndex{0}, kHost})
    n.reasons.push(arena, {by, "reason"});
  n.runs[0].verdict = CT_SPIKE;
  n.runs[1].verdict = CT_HOLD;
  BOOST_TEST((n.verdict() == CT_SPIKE));
  n.dropNotesOf(0);
  BOOST_TEST(n.reasons.size() == 2U);
  BOOST_TEST(static_cast<int>(n.reasons[0].by) == 1);
  BOOST_TEST((n.verdict() == CT_HOLD));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
