// Counters are made once, counted from many threads, and listed in the order of making.
#include "daemon/base/counters.h"

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(asking_twice_gives_the_same_counter) {
  Counters counters;
  Counter& wire = counters.total("received", {{"feed", "wire"}}, "articles", "taken in");
  Counter& post = counters.total("received", {{"feed", "post"}}, "articles", "taken in");
  BOOST_TEST(&wire != &post);
  BOOST_TEST(&wire == &counters.total("received", {{"feed", "wire"}}, "articles", "taken in"));
}

BOOST_AUTO_TEST_CASE(no_count_is_lost_between_threads) {
  Counters counters;
  Counter& received = counters.total("received", {}, "articles", "taken in");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) received.add();
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(received.value() == 40'000);
}

BOOST_AUTO_TEST_CASE(counters_are_listed_in_order_of_making) {
  Counters counters;
  counters.total("b", {}, "articles", "");
  counters.level("a", {}, "bytes", "").set(7);
  std::vector<std::string> names;
  counters.each([&](const Counter& counter) { names.push_back(counter.name()); });
  BOOST_TEST((names == std::vector<std::string>{"b", "a"}));
}

BOOST_AUTO_TEST_CASE(a_spread_counts_each_value_under_the_next_power_of_two) {
  Counters counters;
  Spread& spread = counters.spread("walk_seconds", {}, "microseconds", "");
  for (const std::int64_t value : {-5, 0, 1, 2, 3, 4, 5}) spread.add(value);
  BOOST_TEST(spread.at(0) == 3u);
  BOOST_TEST(spread.at(1) == 1u);
  BOOST_TEST(spread.at(2) == 2u);
  BOOST_TEST(spread.at(3) == 1u);
  BOOST_TEST(spread.count() == 7u);
  BOOST_TEST(spread.sum() == 15);
  spread.add(std::int64_t{1} << 40);
  BOOST_TEST(spread.at(Spread::kSteps) == 1u);
}

BOOST_AUTO_TEST_CASE(a_quantile_is_at_most_twice_the_true_one) {
  Counters counters;
  Spread& spread = counters.spread("walk_seconds", {}, "microseconds", "");
  BOOST_TEST(spread.quantile(0.99) == 0);
  for (std::int64_t value = 1; value <= 1000; ++value) spread.add(value);
  for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
    const auto truth = static_cast<std::int64_t>(1000 * share);
    BOOST_TEST(spread.quantile(share) >= truth);
    BOOST_TEST(spread.quantile(share) < 2 * truth + 1);
  }
}

BOOST_AUTO_TEST_CASE(what_belongs_together_is_brought_to_one_moment_before_each_reading) {
  Counters counters;
  Counter& a = counters.total("a", {}, "", "");
  Counter& b = counters.total("b", {}, "", "");
  std::int64_t now = 0;
  counters.beforeEach([&] {
    a.set(now);
    b.set(now);
    ++now;
  });
  for (std::int64_t reading = 0; reading < 3; ++reading)
    counters.each([&](const Counter& c) { BOOST_TEST(c.value() == reading); });
  counters.refresh();
  BOOST_TEST(a.value() == 3);
}

}  // namespace
}  // namespace copytaster
