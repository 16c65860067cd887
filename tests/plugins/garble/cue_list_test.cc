// Every cue of the list is well formed.
#include <boost/test/unit_test.hpp>
#include <string>

#include "plugins/garble/cues.h"

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(cue_list)

BOOST_AUTO_TEST_CASE(every_cue_begins_with_a_word_and_is_folded) {
  for (const Cue& cue : kCues) {
    std::string_view p = cue.pattern;
    if (p.starts_with("^ ")) p.remove_prefix(2);
    BOOST_TEST(p.find_first_of("^*_#$") != 0U, cue.pattern);
    for (char c : p) BOOST_TEST((c < 'A' || c > 'Z'), cue.pattern);
    BOOST_TEST((cue.confidence > 0 && cue.confidence < 1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
