// Cut off, twice, mixed.
#include "plugins/garble/structure.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

StructureSigns signsOf(const std::string& text, std::string* what = nullptr) {
  const Sample sample(text);
  DamageList list;
  const StructureSigns s = readStructure(sample.view(), list);
  if (what != nullptr) *what = told(text, list);
  return s;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(structure)

BOOST_AUTO_TEST_CASE(plain_copy_is_whole) {
  const StructureSigns s = signsOf(kPlainCopy);
  BOOST_TEST(!s.truncated);
  BOOST_TEST(s.repeated == 0);
  BOOST_TEST(s.interleaved == 0);
}

BOOST_AUTO_TEST_CASE(copy_that_stops_in_a_sentence_is_cut_off) {
  BOOST_TEST(signsOf(kPlainCopy.substr(0, kPlainCopy.size() - 20)).truncated);
}

BOOST_AUTO_TEST_CASE(a_signature_or_a_short_last_line_is_no_cut) {
  BOOST_TEST(!signsOf(kPlainCopy + "\nWriting by Ann Lee").truncated);
  BOOST_TEST(!signsOf(kPlainCopy + "\nENDS").truncated);
}

BOOST_AUTO_TEST_CASE(an_aggregators_cut_mark_is_found) {
  std::string what;
  BOOST_TEST(signsOf(kPlainCopy + " The board\u2026 [+2214 chars]", &what).truncated);
  BOOST_TEST(what == "[+2214 chars]>");
}

BOOST_AUTO_TEST_CASE(a_block_that_stands_twice_is_cut_once) {
  std::string what;
  const StructureSigns s = signsOf(kPlainCopy + "\n" + kPlainCopy, &what);
  BOOST_TEST(s.repeated > .45);
  BOOST_TEST(what == kPlainCopy + ">");
}

BOOST_AUTO_TEST_CASE(a_short_sentence_may_come_again) {
  BOOST_TEST(signsOf("Never again. " + kPlainCopy + " Never again.").repeated == 0);
}

BOOST_AUTO_TEST_CASE(two_articles_in_turns_are_interleaved) {
  const std::string one =
      "Engineers replaced turbine bearings inside the northern powerstation reservoir while "
      "electricity customers waited for voltage regulators, transformers and switchgear to come "
      "back; engineers blamed bearings, transformers and switchgear for outages at the "
      "powerstation, where turbine voltage had fallen and electricity customers complained about "
      "the reservoir and about regulators of electricity in the northern province.\n";
  const std::string other =
      "Midfielder scored penalties against visiting champions before halftime as goalkeeper and "
      "defenders argued with referee about offside decisions; champions protested penalties, the "
      "midfielder celebrated before supporters in stadium, goalkeeper praised defenders and the "
      "referee explained offside decisions to supporters of champions after halftime in the "
      "stadium, where midfielder and goalkeeper embraced defenders.\n";
  BOOST_TEST(signsOf(one + other + one + other + one + other + one + other).interleaved > 0);
  BOOST_TEST(signsOf(one + one + one + one + other + other + other + other).interleaved == 0);
}

BOOST_AUTO_TEST_SUITE_END()
