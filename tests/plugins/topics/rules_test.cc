// Rule files: every mistake has its place, and what ships is well formed.
#include "plugins/topics/rules.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace copytaster::topics;
namespace data = boost::unit_test::data;

namespace {

const std::string kFolder = COPYTASTER_SOURCE_DIR "/plugins/topics/";

struct Wrong {
  const char* text;
  const char* error;
};
std::ostream& operator<<(std::ostream& out, const Wrong& w) {
  return out << w.text;
}

const Wrong kWrong[] = {
    {"99999999\toil", "own.tsv:1:1: no such topic '99999999'"},
    {"# fine\n15000000\tgoal\tveto loud", "own.tsv:2:20: unknown option 'loud'"},
    {"15000000\tgoal\t12", "own.tsv:1:15: a weight lies between -9 and 9"},
    {"15000000\tgoal\tcount=0", "own.tsv:1:15: count wants a number"},
    {"15000000", "own.tsv:1:9: wanted a tab and a phrase"},
    {"15000000\t--", "own.tsv:1:10: the phrase has no word"},
    {"*\tgoal\t2", "own.tsv:1:1: * is for vetoes only"},
    {"@ours", "own.tsv:1:1: wanted @CODE"},
    {"@an-own-code-that-is-longer-than-any-subscriber-would-ever-want-to-write\tOurs",
     "own.tsv:1:1: a code has at most 64 bytes"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rules)

BOOST_DATA_TEST_CASE(a_mistake_is_told_with_line_and_column, data::make(kWrong), wrong) {
  Taxonomy taxonomy(kFolder + "mediatopics.tsv");
  Rules own;
  BOOST_CHECK_EXCEPTION(own.addText("own.tsv", wrong.text, taxonomy), RuleError,
                        [&](const RuleError& e) {
                          BOOST_TEST_MESSAGE(e.what());
                          return std::string(e.what()).starts_with(wrong.error);
                        });
}

BOOST_AUTO_TEST_CASE(options_may_stand_in_any_order) {
  Taxonomy taxonomy(kFolder + "mediatopics.tsv");
  Rules own;
  own.addText("own.tsv", "medtop:15000000\tgoal line\tcase title count=2 -2.5\r\n", taxonomy);
  const Rule& rule = own.at(0);
  BOOST_TEST(rule.capital);
  BOOST_TEST(rule.title);
  BOOST_TEST(rule.count == 2);
  BOOST_TEST(rule.weight == -2.5F);
  BOOST_TEST(!rule.veto);
}

BOOST_AUTO_TEST_CASE(a_newsroom_names_topics_of_its_own) {
  Taxonomy taxonomy(kFolder + "mediatopics.tsv");
  Rules own;
  own.addText("own.tsv", "@ours:harbour\tThe harbour\nours:harbour\tharbour master\t4\n", taxonomy);
  BOOST_TEST(taxonomy.at(own.at(0).topic).label == "The harbour");
}

BOOST_AUTO_TEST_CASE(a_retired_topic_is_refused) {
  Taxonomy taxonomy(kFolder + "mediatopics.tsv");
  Rules own;
  BOOST_CHECK_THROW(own.addText("own.tsv", "20000119\tjustice", taxonomy), RuleError);
}

BOOST_AUTO_TEST_CASE(the_rules_that_ship_are_well_formed) {
  Taxonomy taxonomy(kFolder + "mediatopics.tsv");
  Rules shipped;
  shipped.addFile(kFolder + "rules.tsv", taxonomy);
  BOOST_TEST(shipped.size() > 3000);
}

BOOST_AUTO_TEST_SUITE_END()
