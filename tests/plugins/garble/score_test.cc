// Overlaps, the score, the severity, and the restored body.
#include "plugins/garble/score.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

std::string restored(const std::string& text, DamageList& list) {
  const Sample sample(text);
  settleOverlaps(list);
  std::string out;
  restore(sample.view(), list, out);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(score)

BOOST_AUTO_TEST_CASE(nothing_found_is_nothing_wrong) {
  const Sample sample(kPlainCopy);
  const Assessment a = assess({}, sample.view(), {});
  BOOST_TEST(a.score == 0);
  BOOST_TEST(a.severity == 0);
}

BOOST_AUTO_TEST_CASE(one_repair_in_a_long_text_is_a_small_matter) {
  const Sample sample(kPlainCopy);
  DamageList list;
  list.add(Kind::kEncoding, Field::kBody, 4, 8, "town", .9);
  const Assessment a = assess({}, sample.view(), list);
  BOOST_TEST(a.score < .5);
  BOOST_TEST(a.severity > 0);
}

BOOST_AUTO_TEST_CASE(what_lies_in_a_cut_goes_with_it) {
  DamageList list;
  list.add(Kind::kNoise, Field::kBody, 12, 15, "x", .9);
  list.cut(Kind::kFurniture, Field::kBody, 10, 20, .9);
  settleOverlaps(list);
  BOOST_REQUIRE(list.items().size() == 1);
  BOOST_TEST(list.items()[0].cut);
}

BOOST_AUTO_TEST_CASE(a_line_cut_takes_its_line_feed_along) {
  const std::string text = "One.\nADVERTISEMENT\n" + kPlainCopy;
  DamageList list;
  list.cut(Kind::kFurniture, Field::kBody, 5, 18, .9);
  BOOST_TEST(restored(text, list) == "One.\n" + kPlainCopy);
}

BOOST_AUTO_TEST_CASE(a_text_of_nothing_but_furniture_is_not_emptied) {
  const std::string text = "Sign up for our newsletter today.";
  DamageList list;
  list.cut(Kind::kFurniture, Field::kBody, 0, text.size(), .9);
  BOOST_TEST(restored(text, list) == "");
}

BOOST_AUTO_TEST_CASE(what_is_only_noted_stays_in_the_body) {
  DamageList list;
  list.note(Kind::kFurniture, Field::kBody, 0, 8, .6);
  BOOST_TEST(restored(kPlainCopy, list) == "");
}

BOOST_AUTO_TEST_CASE(the_reason_names_what_is_wrong) {
  const Sample sample(kPlainCopy);
  Signs signs;
  signs.structure.truncated = true;
  std::string why;
  reason(signs, sample.view(), {}, why);
  BOOST_TEST(why == "breaks off in the middle of a sentence");
}

BOOST_AUTO_TEST_SUITE_END()
