// The lists of names that ship, and lines that are none.
#include "plugins/topics/names.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

using namespace copytaster::topics;

namespace {

const std::string kFolder = COPYTASTER_SOURCE_DIR "/plugins/topics/";

std::string fileWith(const std::string& name, const std::string& text) {
  const std::string path = COPYTASTER_BINARY_DIR "/" + name;
  std::ofstream(path) << text;
  return path;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(all_ways_to_write_a_name_lead_to_one_thing) {
  const Names shipped(kFolder + "names.tsv", kFolder + "places.tsv");
  std::vector<std::uint64_t> words;
  const auto idOf = [&](const char* name) {
    const auto meanings = shipped.table().exact(name, words);
    return meanings.empty() ? std::string() : std::string(shipped.meant(meanings[0]).id);
  };
  BOOST_TEST(idOf("Britain") == "iso3166:GB");
  BOOST_TEST(idOf("British") == "iso3166:GB");
  BOOST_TEST(idOf("Zurich") == idOf("Zürich"));
  BOOST_TEST(idOf("Bombay") == "geonames:1275339");
  BOOST_TEST(idOf("no such name") == "");
}

BOOST_AUTO_TEST_CASE(a_spelling_may_be_wanted_to_the_letter) {
  const Names own(fileWith("names_own.tsv", "C\tiso3166:US\tUnited States\tUS!\n"),
                  fileWith("places_own.tsv", ""));
  std::vector<std::uint64_t> words;
  const auto meanings = own.table().exact("US", words);
  BOOST_TEST_REQUIRE(meanings.size() == 1);
  BOOST_TEST(own.fits(meanings[0], "US"));
  BOOST_TEST(!own.fits(meanings[0], "us"));
}

BOOST_AUTO_TEST_CASE(a_wrong_line_is_told_with_its_number) {
  const auto names = fileWith("names_wrong.tsv", "# ours\nX\tid\tname\t\n");
  BOOST_CHECK_EXCEPTION(Names(names, kFolder + "places.tsv"), std::runtime_error,
                        [&](const std::runtime_error& e) {
                          return std::string(e.what()).starts_with(names + ":2:");
                        });
}

BOOST_AUTO_TEST_SUITE_END()
