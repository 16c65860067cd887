// Conservation over a belt that the test drives: what adds up is silent, what does not is an alarm.
#include "daemon/article/conservation.h"

#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>
#include <sstream>

namespace copytaster {
namespace {

const std::string kWire = "wire", kPost = "post";

struct Books {
  std::ostringstream out;
  Log log{std::make_shared<spdlog::logger>("test",
                                           std::make_shared<spdlog::sinks::ostream_sink_mt>(out))};
  Belt belt{std::size_t{1} << 30, 1};
  Counters counters;
  Conservation conservation{{kWire, kPost}, belt, counters, log};

  Books() {
    counters.beforeEach([this] { conservation.look(); });
  }
  std::int64_t count(const std::string& name, const std::string& feed) {
    std::int64_t value = -1;
    counters.each([&](const Counter& c) {
      if (c.name() == name && c.labels().front().second == feed) value = c.value();
    });
    return value;
  }
  bool submit(const std::string& feed) {
    Copy* copy = belt.claim(1);
    if (copy == nullptr) return false;
    copy->feed = feed;
    copy->frame = "x";
    belt.submit(*copy);
    return true;
  }
  void settleAll() {
    while (Copy* copy = belt.load().articles > examined_ ? belt.nextToExamine() : nullptr) {
      belt.examined(*copy);
      ++examined_;
    }
    while (belt.nextToSettle(0) != nullptr) {
    }
    belt.committed();
  }
  bool publish(End end) {
    Copy* copy = belt.nextToPublish();
    if (copy != nullptr) belt.published(*copy, end);
    return copy != nullptr;
  }
  void answerAll() {
    while (Copy* copy = belt.nextDone()) {
      belt.done(*copy);
      --examined_;
    }
  }
  [[nodiscard]] std::ptrdiff_t lines() const { return std::ranges::count(out.str(), '\n'); }

 private:
  std::size_t examined_ = 0;  // and still on the belt
};

}  // namespace

BOOST_AUTO_TEST_SUITE(conservation)

BOOST_AUTO_TEST_CASE(each_feed_adds_up_at_every_step_of_a_random_wire) {
  const unsigned seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 chance(seed);
  Books books;
  bool held = false;
  std::string held_feed;
  for (int step = 0; step < 5'000; ++step) {
    switch (chance() % 4) {
      case 0:
        if (!held) {
          held_feed = chance() % 3 == 0 ? kPost : kWire;
          books.belt.took(held_feed);
        }
        held = !books.submit(held_feed == kPost ? kPost : kWire);
        break;
      case 1:
        books.settleAll();
        break;
      case 2:
        books.publish(static_cast<End>(chance() % 3));
        break;
      default:
        books.answerAll();
    }
    for (const auto& feed : {kWire, kPost}) {
      BOOST_REQUIRE(books.count("unaccounted_frames", feed) == 0);
    }
    BOOST_REQUIRE(books.conservation.complaint().empty());
  }
  std::int64_t all = 0;
  for (const auto& feed : {kWire, kPost}) {
    const std::int64_t parts =
        books.count("published_articles", feed) + books.count("rejected_frames", feed) +
        books.count("repeated_articles", feed) + books.count("in_flight_articles", feed);
    BOOST_TEST(books.count("received_frames", feed) == parts);
    all += parts;
  }
  BOOST_TEST(all > 1'000);
  BOOST_TEST(books.lines() == 0);
}

BOOST_AUTO_TEST_CASE(a_frame_that_waits_for_room_is_in_flight) {
  Books books;
  books.belt.took(kWire);
  BOOST_TEST(books.count("in_flight_articles", kWire) == 1);
  BOOST_TEST(books.count("unaccounted_frames", kWire) == 0);
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_lost_is_an_alarm_said_once) {
  Books books;
  books.belt.took(kWire);  // and nobody submits it
  books.belt.took(kWire);
  BOOST_REQUIRE(books.submit(kWire));
  BOOST_TEST(books.count("unaccounted_frames", kWire) == 1);
  BOOST_TEST(books.count("unaccounted_frames", kPost) == 0);
  BOOST_TEST(books.conservation.complaint().find("feed wire: 2 frames received") !=
             std::string::npos);
  for (int i = 0; i < 10; ++i) books.counters.refresh();
  BOOST_TEST(books.lines() == 1);
}

BOOST_AUTO_TEST_CASE(a_frame_out_of_nowhere_is_an_alarm_too) {
  Books books;
  books.belt.took(kPost);
  BOOST_REQUIRE(books.submit(kPost));
  BOOST_REQUIRE(books.submit(kPost));  // nobody took it
  BOOST_TEST(books.count("unaccounted_frames", kPost) == -1);
  BOOST_TEST(books.lines() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace copytaster
