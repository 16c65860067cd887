// Stories through the boundary: one event is one story, another is another, and age parts them.
#include "plugins/dedup/stories.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/dedup/wire.h"

using copytaster::testing::Article;

namespace {

constexpr std::int64_t kStart = 1'700'000'000'000'000, kHour = 3'600'000'000;

Article report(const std::string& headline, const std::string& body, std::int64_t hours) {
  return {.headline = headline, .body = body, .published_at = kStart + hours * kHour};
}

const char kFlood[] =
    "The Tarvenna dam burst after storms in Molvania, minister Yelka Brodsky said. Rescuers from "
    "Tarvenna reached the villages of Orlitz and Sapren.";
const char kFloodAgain[] =
    "Rescuers searched Orlitz on Friday after the burst of Tarvenna dam. Brodsky, the minister, "
    "promised help for Molvania.";
const char kStrike[] =
    "Pilots of Aerodelta voted to strike over pensions. Their union, led by Conrad Whitlow, "
    "rejected an offer made in Hartsburg.";

}  // namespace

BOOST_AUTO_TEST_SUITE(stories)

BOOST_AUTO_TEST_CASE(reports_of_one_event_share_a_story_and_others_do_not) {
  auto desk = copytaster::dedup::desk();
  const auto first = desk.taste(report("Dam bursts in Molvania", kFlood, 0));
  const auto other = desk.taste(report("Aerodelta pilots to strike", kStrike, 1));
  const auto second = desk.taste(report("Tarvenna rescue goes on", kFloodAgain, 2));
  BOOST_TEST(first.story_id != other.story_id);
  BOOST_TEST(second.story_id == first.story_id);
  BOOST_TEST(second.story_size == 2u);
  BOOST_TEST(!second.story_evidence.empty());
}

BOOST_AUTO_TEST_CASE(a_headline_alone_takes_part) {
  auto desk = copytaster::dedup::desk();
  const auto first = desk.taste(report("Tarvenna dam bursts in Molvania", kFlood, 0));
  const auto alert = desk.taste(report("TARVENNA DAM: BRODSKY TO VISIT MOLVANIA", "", 1));
  BOOST_TEST(alert.story_id == first.story_id);
}

BOOST_AUTO_TEST_CASE(what_is_weeks_old_draws_no_new_article) {
  auto desk = copytaster::dedup::desk();
  const auto first = desk.taste(report("Dam bursts in Molvania", kFlood, 0));
  const auto late =
      desk.taste(report("Molvania opens a museum in Orlitz",
                        "A museum of Tarvenna glass opened, with Brodsky as guest.", 2000));
  BOOST_TEST(late.story_id != first.story_id);
}

BOOST_AUTO_TEST_SUITE_END()
