// Columns answer as asking one by one does.
#include "plugins/garble/columns.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(columns)

BOOST_AUTO_TEST_CASE(a_column_holds_its_tokens_and_a_lanes_worth_more) {
  for (std::size_t count = 0; count < 100; ++count) {
    BOOST_TEST(padded(count) % kLanes == 0U);
    BOOST_TEST(padded(count) > count + kLanes);
  }
}

BOOST_AUTO_TEST_CASE(a_tally_counts_what_held) {
  std::mt19937 random(3);
  std::vector<std::uint8_t> column(Tally<Bytes>::kMax * kLanes);
  for (std::uint8_t& value : column) value = static_cast<std::uint8_t>(random());
  Tally<Bytes> high, of;
  Tally<Shorts> small;
  int high_plainly = 0, of_plainly = 0, small_plainly = 0;
  for (std::size_t i = 0; i < column.size(); i += kLanes) {
    const auto lanes = lanesAt<Bytes>(column.data() + i);
    high.add(hasAny(lanes, 0xC0));
    of.add(hasOf(lanes, 0x0F, 0x05));
    for (std::size_t k : {std::size_t{0}, kLanes / 2})
      small.add(shortsAt(column.data() + i + k) < std::int16_t{200});
  }
  for (std::uint8_t value : column) {
    high_plainly += value >= 0x40;
    of_plainly += (value & 0x0F) == 0x05;
    small_plainly += value < 200;
  }
  BOOST_TEST(high.total() == high_plainly);
  BOOST_TEST(of.total() == of_plainly);
  BOOST_TEST(small.total() == small_plainly);
}

BOOST_AUTO_TEST_CASE(places_are_those_that_held_in_order) {
  std::mt19937 random(5);
  std::vector<std::uint32_t> room, plainly;
  for (std::size_t size = 0; size < 300; size += kLanes) {
    std::vector<std::uint8_t> column(size);
    plainly.clear();
    for (std::uint32_t i = 0; i < size; ++i) {
      column[i] = random() % 5 == 0 ? 255 : 0;
      if (column[i] != 0) plainly.push_back(i);
    }
    const std::span<const std::uint32_t> places = placesIn(column, room);
    BOOST_TEST(places == plainly, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
