// What an agency puts around an article is told from the article, and an order from a word.
#include "plugins/dedup/furniture.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/plugins/dedup/read.h"

using namespace copytaster::dedup;

namespace {

struct Headline {
  const char* text;
  Notice notice;
  const char* stem;
};
std::ostream& operator<<(std::ostream& out, const Headline& h) {
  return out << h.text;
}

const Headline kHeadlines[] = {
    {"UPDATE 2-Oil rises on supply fears", Notice::kUpdate, "Oil"},
    {"RPT-UPDATE 1-Oil rises on supply fears", Notice::kRepeat, "Oil"},
    {"(CORRECTED)-Micro Corp net", Notice::kCorrection, "Micro"},
    {"CORRECTED - Oil rises", Notice::kCorrection, "Oil"},
    {"REFILE-Oil rises", Notice::kRepeat, "Oil"},
    {"MANDATORY KILL: Oil rises", Notice::kKill, "Oil"},
    {"Kill Bill tops the box office", Notice::kNone, "Kill"},
    {"Corrected figures please the bank", Notice::kNone, "Corrected"},
    {"Update your phone now, maker says", Notice::kNone, "Update"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(furniture)

BOOST_DATA_TEST_CASE(a_prefix_is_one_only_before_a_delimiter,
                     boost::unit_test::data::make(kHeadlines), h) {
  const ReadWords read(h.text, "");
  const Furniture f = readFurniture(read.words);
  BOOST_TEST((f.notice == h.notice));
  const auto& t = read.words.headline_tokens[f.headline_begin];
  BOOST_TEST(read.headline.substr(t.begin, t.size) == h.stem);
}

BOOST_AUTO_TEST_CASE(dateline_note_and_end_mark_are_left_out) {
  const ReadWords read(
      "", "(Corrects figure) LONDON, March 3 (Reuters) - Shares fell on Monday.\nENDS\n");
  const Furniture f = readFurniture(read.words);
  BOOST_TEST((f.notice == Notice::kCorrection));
  const auto& first = read.words.body_tokens[f.body_begin];
  const auto& last = read.words.body_tokens[f.body_end - 1];
  BOOST_TEST(read.body.substr(first.begin, first.size) == "Shares");
  BOOST_TEST(read.body.substr(last.begin, last.size) == "Monday");
}

BOOST_AUTO_TEST_CASE(a_body_that_orders_a_kill_is_one) {
  const ReadWords order("Notice to editors", "Please kill the story on the merger. It is wrong.");
  BOOST_TEST((readFurniture(order.words).notice == Notice::kKill));
  const ReadWords crime("Storm hits coast",
                        "The floods could kill hundreds, a report in the town said.");
  BOOST_TEST((readFurniture(crime.words).notice == Notice::kNone));
}

BOOST_AUTO_TEST_SUITE_END()
