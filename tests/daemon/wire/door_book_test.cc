// The book of a socket: everything counts, and a minute of it is one line in the log.
#include "daemon/wire/door_book.h"

#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>

namespace copytaster {
namespace {

struct Written {
  std::ostringstream out;
  Log log{std::make_shared<spdlog::logger>("test",
                                           std::make_shared<spdlog::sinks::ostream_sink_mt>(out))};
  Counters counters;
  DoorBook book{"feed wire", counters, log};

  [[nodiscard]] std::int64_t count(const std::string& name, const std::string& reason = "") const {
    std::int64_t value = -1;
    counters.each([&](const Counter& c) {
      if (c.name() == name && (reason.empty() || c.labels().back().second == reason))
        value = c.value();
    });
    return value;
  }
  [[nodiscard]] std::ptrdiff_t lines() const { return std::ranges::count(out.str(), '\n'); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(door_book)

BOOST_AUTO_TEST_CASE(every_refusal_counts_by_reason_and_one_a_minute_is_logged) {
  Written w;
  const Micros start = 5;
  for (int i = 0; i < 100; ++i) w.book.turnAway(TurnedAway::kUnknownKey, "a key", start + i);
  BOOST_TEST(w.count("refused_connections", "unknown_key") == 100);
  BOOST_TEST(w.count("refused_connections", "wrong_role") == 0);
  BOOST_TEST(w.lines() == 1);
  w.book.turnAway(TurnedAway::kWrongRole, "sports-desk", start);  // a reason of its own
  BOOST_TEST(w.lines() == 2);
  w.book.turnAway(TurnedAway::kUnknownKey, "the last key", start + kLogEveryMicros);
  BOOST_TEST(w.lines() == 3);
  BOOST_TEST(w.out.str().find("feed wire: 100 refused (unknown_key), the last: the last key") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(connections_are_open_until_they_end) {
  Written w;
  w.book.opened();
  w.book.opened();
  w.book.ended();
  BOOST_TEST(w.count("open_connections") == 1);
  BOOST_TEST(w.count("ended_connections") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace copytaster
