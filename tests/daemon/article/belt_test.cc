// The belt: order, bounds, and that a copy goes round.
#include "daemon/article/belt.h"

#include <boost/test/unit_test.hpp>

namespace copytaster {
namespace {

Copy& submit(Belt& belt, std::string frame, Refusal refusal = Refusal::kNone) {
  Copy* copy = belt.claim(frame.size());
  BOOST_REQUIRE(copy != nullptr);
  copy->frame = std::move(frame);
  copy->refusal = refusal;
  belt.submit(*copy);
  return *copy;
}
void carryAll(Belt& belt, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) belt.examined(*belt.nextToExamine());
  for (std::size_t i = 0; i < count; ++i) BOOST_REQUIRE(belt.nextToSettle(0) != nullptr);
  belt.committed();
  for (std::size_t i = 0; i < count; ++i) belt.published(*belt.nextToPublish(), End::kPublished);
  for (std::size_t i = 0; i < count; ++i) belt.done(*belt.nextDone());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(belt)

BOOST_AUTO_TEST_CASE(settle_waits_for_the_oldest_whoever_is_examined_first) {
  Belt belt(1 << 20, 7);
  Copy& first = submit(belt, "a");
  Copy& second = submit(belt, "b");
  BOOST_TEST(first.sequence == 7U);
  BOOST_TEST(second.sequence == 8U);
  BOOST_TEST(belt.nextToExamine() == &first);
  BOOST_TEST(belt.nextToExamine() == &second);
  belt.examined(second);
  BOOST_TEST((belt.nextToSettle(0) == nullptr));
  belt.examined(first);
  BOOST_TEST(belt.nextToSettle(0) == &first);
  BOOST_TEST(belt.nextToSettle(0) == &second);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_takes_no_sequence) {
  Belt belt(1 << 20, 1);
  BOOST_TEST(submit(belt, "junk", Refusal::kNotAnArticle).sequence == 0U);
  BOOST_TEST(submit(belt, "good").sequence == 1U);
}

BOOST_AUTO_TEST_CASE(
    nothing_is_claimed_past_the_bound_in_bytes_or_articles_until_something_is_done) {
  Belt heavy(100, 1);
  submit(heavy, std::string(500, 'x'));  // one article is always let in
  BOOST_TEST((heavy.claim(1) == nullptr));
  carryAll(heavy, 1);
  BOOST_TEST((heavy.claim(1) != nullptr));

  Belt full(std::size_t{1} << 30, 1);
  for (std::size_t i = 0; i < kInFlightMax; ++i) submit(full, "x");
  BOOST_TEST((full.claim(1) == nullptr));
  carryAll(full, 10);
  BOOST_TEST(full.load().articles == kInFlightMax - 10);
}

BOOST_AUTO_TEST_CASE(copies_of_a_group_that_failed_settle_again) {
  Belt belt(1 << 20, 1);
  Copy& first = submit(belt, "a");
  submit(belt, "b");
  belt.examined(*belt.nextToExamine());
  belt.examined(*belt.nextToExamine());
  BOOST_TEST(belt.nextToSettle(0) == &first);
  belt.unsettle();
  BOOST_TEST((belt.nextToPublish() == nullptr));
  BOOST_TEST(belt.nextToSettle(0) == &first);
  belt.committed();
  BOOST_TEST(belt.nextToPublish() == &first);
}

BOOST_AUTO_TEST_CASE(a_closed_belt_ends_every_stage_when_it_is_empty) {
  Belt belt(1 << 20, 1);
  submit(belt, "a");
  belt.close();
  BOOST_TEST((belt.claim(1) == nullptr));
  BOOST_TEST(!belt.finished());
  carryAll(belt, 1);
  BOOST_TEST((belt.nextToExamine() == nullptr));
  BOOST_TEST(belt.finished());
  BOOST_TEST(belt.drained());
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
