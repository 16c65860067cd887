#include "daemon/tool/since.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace copytaster {
namespace {

constexpr Micros kNow = 1'773'187'200'000'000;  // 2026-03-11T00:00:00Z

BOOST_AUTO_TEST_SUITE(since)

BOOST_AUTO_TEST_CASE(a_number_is_a_sequence) {
  BOOST_TEST(parseSince("12345", kNow)->sequence == 12345);
  BOOST_TEST(parseSince("12345", kNow)->time == 0);
}

BOOST_AUTO_TEST_CASE(a_number_with_a_unit_is_a_time_ago) {
  BOOST_TEST(parseSince("90s", kNow)->time == kNow - 90'000'000);
  BOOST_TEST(parseSince("15m", kNow)->time == kNow - 900'000'000);
  BOOST_TEST(parseSince("2h", kNow)->time == kNow - 7'200'000'000);
  BOOST_TEST(parseSince("7d", kNow)->time == kNow - 604'800'000'000);
}

BOOST_AUTO_TEST_CASE(a_time_is_rfc_3339_or_a_day) {
  BOOST_TEST(parseSince("2026-03-11", kNow)->time == kNow);
  BOOST_TEST(parseSince("2026-03-11T00:00:01Z", kNow)->time == kNow + 1'000'000);
  BOOST_TEST(parseSince("2026-03-11T01:00:00+01:00", kNow)->time == kNow);
}

BOOST_DATA_TEST_CASE(anything_else_is_refused,
                     boost::unit_test::data::make({"", "0", "-5", "2w", "1.5h", "h", "yesterday",
                                                   "2026-13-11", "99999999999999999999",
                                                   "999999999d", "2026-03-11T25:00:00Z"}),
                     text) {
  const auto parsed = parseSince(text, kNow);
  BOOST_REQUIRE(!parsed);
  BOOST_TEST((parsed.error().code == ErrorCode::kInvalid));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
