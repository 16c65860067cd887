// Providers' numbers: ranges missed on counts with and without an end, at midnight, late and again.
#include "daemon/wire/numbering.h"

#include <boost/test/unit_test.hpp>

using namespace copytaster;

namespace {

constexpr Micros kDay = 86'400'000'000;

std::uint64_t missed(Numbering& gaps, std::uint64_t number, Micros at = 20'000 * kDay) {
  const auto gap = gaps.see("Wire", "sports", number, at);
  return gap ? gap->count : 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(numbering)

BOOST_AUTO_TEST_CASE(a_number_left_out_is_a_gap_with_its_range) {
  Numbering gaps({});
  BOOST_TEST(missed(gaps, 10) == 0);  // the first that is seen
  BOOST_TEST(missed(gaps, 11) == 0);
  const auto gap = gaps.see("Wire", "sports", 15, 20'000 * kDay);
  BOOST_REQUIRE(gap);
  BOOST_TEST(gap->first == 12);
  BOOST_TEST(gap->last == 14);
  BOOST_TEST(gap->count == 3);
  BOOST_TEST(missed(gaps, 16) == 0);
}

BOOST_AUTO_TEST_CASE(again_and_late_are_no_gaps) {
  Numbering gaps({});
  missed(gaps, 100);
  for (const std::uint64_t number : {100, 99, 60, 101, 100}) BOOST_TEST(missed(gaps, number) == 0);
}

BOOST_AUTO_TEST_CASE(a_count_goes_round) {
  for (const std::uint64_t last : {999U, 9'999U}) {
    Numbering gaps({last, false});
    missed(gaps, last - 1);
    BOOST_TEST(missed(gaps, last) == 0);
    BOOST_TEST(missed(gaps, 1) == 0);
    BOOST_TEST(missed(gaps, last) == 0);  // late
    const auto gap = gaps.see("Wire", "sports", 4, 20'000 * kDay);
    BOOST_TEST(gap->first == 2);
    BOOST_TEST(gap->last == 3);
    BOOST_TEST(missed(gaps, last + 1) == 0);  // not a number of this wire
  }
  Numbering gaps({999, false});
  missed(gaps, 998);
  const auto gap = gaps.see("Wire", "sports", 2, 20'000 * kDay);  // 999 and 1
  BOOST_TEST(gap->first == 999);
  BOOST_TEST(gap->last == 1);
  BOOST_TEST(gap->count == 2);
}

BOOST_AUTO_TEST_CASE(midnight_begins_at_1) {
  Numbering gaps({9'999, true});
  missed(gaps, 700, 20'000 * kDay - 1);
  BOOST_TEST(missed(gaps, 1, 20'000 * kDay) == 0);
  BOOST_TEST(missed(gaps, 2, 20'000 * kDay + 5) == 0);
  BOOST_TEST(missed(gaps, 5, 20'001 * kDay) == 2);  // goes on: the day had no reset yet
  BOOST_TEST(missed(gaps, 3, 20'002 * kDay) == 2);  // 1 and 2 of the new day
}

BOOST_AUTO_TEST_CASE(an_endless_count_that_falls_far_back_began_anew) {
  Numbering gaps({});
  missed(gaps, 5'000);
  BOOST_TEST(missed(gaps, 1) == 0);
  BOOST_TEST(missed(gaps, 4) == 2);
}

BOOST_AUTO_TEST_CASE(providers_and_services_count_apart_and_are_bounded) {
  Numbering gaps({});
  BOOST_TEST(!gaps.see("A", "x", 5, 0));
  BOOST_TEST(!gaps.see("A", "y", 50, 0));
  BOOST_TEST(!gaps.see("B", "x", 500, 0));
  BOOST_TEST(!gaps.see("A", "x", 6, 0));
  BOOST_TEST(!gaps.see("A", "x", 0, 0));  // none
  for (std::size_t i = 0; i < 2 * kCountsMax; ++i) gaps.see(std::to_string(i), "", 1, 0);
  BOOST_TEST(gaps.unfollowed() == kCountsMax + 3);
}

BOOST_AUTO_TEST_SUITE_END()
