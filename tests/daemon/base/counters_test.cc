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

}  // namespace
}  // namespace copytaster
