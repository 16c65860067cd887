// The lines an editor reads: what is said of a partner, of a passage, of the words of a story.
#include "plugins/dedup/evidence.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/dedup/wire.h"

using namespace copytaster::dedup;

namespace {

Record record() {
  Record r{};
  r.id = "river-7";
  r.provider = "Upland Wire";
  r.headline = "River levels, March 10";
  return r;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(partners_and_passages_are_named_with_their_provider) {
  Evidence lines;
  tellRecurring(record(), lines);
  tellPassage({.sequence = 7, .begin = 0, .words = 31}, record(), lines);
  BOOST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines[0] ==
             "recurring: the text of river-7 (River levels, March 10) on another day or under "
             "another subject");
  BOOST_TEST(lines[1] == "passage of some 31 words: river-7 of Upland Wire");
  BOOST_TEST(texts(lines)[1].size == lines[1].size());
}

BOOST_AUTO_TEST_CASE(a_story_names_the_words_that_tie_it_as_they_stand_there) {
  auto desk = copytaster::dedup::desk();
  const std::string body =
      "The Karvonen dam at Lower Tesk held through the night, engineers said. Crews from Lower "
      "Tesk and the Ministry of Rivers raised the Karvonen spillway by hand before the crest.";
  desk.taste(
      {.headline = "Karvonen dam holds", .body = body, .published_at = 1'700'000'000'000'000});
  const auto tasted = desk.taste({.headline = "Karvonen spillway raised at Lower Tesk",
                                  .body = body + " A second crest is due on Friday at Lower Tesk.",
                                  .published_at = 1'700'000'600'000'000});
  BOOST_REQUIRE(tasted.story_evidence.size() == 1U);
  BOOST_TEST(tasted.story_evidence[0].starts_with("shared: "));
  BOOST_TEST(tasted.story_evidence[0].find("Karvonen") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
