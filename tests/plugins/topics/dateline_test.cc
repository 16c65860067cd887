// Datelines as agencies write them, and openings that are none.
#include "plugins/topics/dateline.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <string>

using namespace copytaster::topics;
namespace data = boost::unit_test::data;

namespace {

struct Line {
  const char* text;
  const char* place;
  const char* region;
  int month, day;
  const char* agency;
};
std::ostream& operator<<(std::ostream& out, const Line& l) {
  return out << l.text;
}

const Line kOfBodies[] = {
    {"HOUSTON, March 2 (Reuters) - Oil rose.", "HOUSTON", "", 3, 2, "Reuters"},
    {"ST. LOUIS, Mo., Feb 26 - Rain fell.", "ST. LOUIS", "Mo.", 2, 26, ""},
    {"PARIS (AP) \xe2\x80\x94 The museum closed.", "PARIS", "", 0, 0, "AP"},
    {"Berlin (dpa) - Der Zug stand.", "Berlin", "", 0, 0, "dpa"},
    {"Washington (CNN) -- The bill passed.", "Washington", "", 0, 0, "CNN"},
    {"BEIJING\xe2\x80\x94The last time it rained.", "BEIJING", "", 0, 0, ""},
    {"LONDON/PARIS, 2 Sept 2021 (AFP) - Talks began.", "LONDON", "", 9, 2, "AFP"},
    {"NEW YORK March 5- Stocks fell.", "NEW YORK", "", 3, 5, ""},
    {"UNITED NATIONS -- The council met.", "UNITED NATIONS", "", 0, 0, ""},
};

const char* const kNone[] = {
    "The minister - a former teacher - resigned.",
    "It rained.",
    "Prices rose 3 percent in March - the most in a year.",
    "\"We won,\" she said - twice.",
    "Mary Smith-Jones won the vote.",
    "",
    "  \n",
    "A (b) c - d",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dateline)

BOOST_DATA_TEST_CASE(a_dateline_opens_a_body, data::make(kOfBodies), line) {
  const auto read = readDatelineOfBody(line.text);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->place == line.place);
  BOOST_TEST(read->region == line.region);
  BOOST_TEST(read->month == line.month);
  BOOST_TEST(read->day == line.day);
  BOOST_TEST(read->agency == line.agency);
  BOOST_TEST(read->end > 0);
}

BOOST_DATA_TEST_CASE(a_sentence_is_no_dateline, data::make(kNone), text) {
  BOOST_TEST(!readDatelineOfBody(text).has_value());
}

BOOST_AUTO_TEST_CASE(a_field_of_its_own_needs_no_dash) {
  const auto read = readDatelineField("VANCOUVER, British Columbia, March 24");
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->text == "VANCOUVER, British Columbia");
  BOOST_TEST(read->date == "March 24");
}

BOOST_AUTO_TEST_CASE(a_mistyped_date_is_told_as_it_stands) {
  const auto read = readDatelineField("BOSTON, March 187 -");
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->place == "BOSTON");
  BOOST_TEST(read->date == "March 187");
  BOOST_TEST(read->month == 0);
}

BOOST_AUTO_TEST_CASE(any_bytes_are_read_without_harm) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    bytes += ", - (";
    readDatelineOfBody(bytes);
    readDatelineField(std::string(bytes.rbegin(), bytes.rend()));
  }
  BOOST_TEST(!readDatelineOfBody(std::string(1000, '(')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
