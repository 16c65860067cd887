// Who and where in articles written for these tests: namesakes, surnames, possessives, datelines.
#include "plugins/topics/entities.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "copytaster/abi.h"
#include "daemon/article/reading.h"

using namespace copytaster;
using namespace copytaster::topics;

namespace {

const std::string kFolder = COPYTASTER_SOURCE_DIR "/plugins/topics/";

struct Finder {
  Names names{kFolder + "names.tsv", kFolder + "places.tsv"};
  EntityFinder finder{names};
  EntityRoom room{names};
  Arena arena;

  const Found* find(std::string_view body, std::string_view id, std::size_t from = 0) {
    arena.reset();
    const auto read = readText(body, arena);
    const auto found = finder.find(read.text, read.tokens, from, 0, room);
    const auto it =
        std::find_if(found.begin(), found.end(), [&](const Found& f) { return f.id == id; });
    return it == found.end() ? nullptr : &*it;
  }
};

Finder& shipped() {
  static Finder finder;
  return finder;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(entities)

BOOST_AUTO_TEST_CASE(a_country_is_counted_by_its_name_and_its_people) {
  const std::string body =
      "France and the French agreed; the German side did not. Paris, said France's envoy, waits.";
  const Found* france = shipped().find(body, "iso3166:FR");
  BOOST_TEST_REQUIRE(france != nullptr);
  BOOST_TEST(france->count == 3);
  BOOST_TEST(france->type == CT_COUNTRY);
  for (const auto offset : france->offsets) BOOST_TEST(body.substr(offset, 2) == "Fr");
  BOOST_TEST(shipped().find(body, "geonames:2988507") != nullptr);
}

BOOST_AUTO_TEST_CASE(the_words_beside_a_place_decide_between_namesakes) {
  BOOST_TEST(shipped().find("They met in Paris, Texas, on Sunday.", "geonames:4717560") != nullptr);
  BOOST_TEST(shipped().find("They met in Paris on Sunday.", "geonames:2988507") != nullptr);
  BOOST_TEST(shipped().find("They met in London, Ontario, on Sunday.", "geonames:6058560") !=
             nullptr);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_mostly_a_word_or_a_person_is_no_place) {
  const std::string_view body =
      "Reading is fun. Clinton spoke. Mobile phones rang. It was Nice to see.";
  shipped().find(body, "");
  for (const auto& f : std::span(shipped().room.found).first(shipped().room.count))
    BOOST_TEST(f.type != CT_PLACE, f.text);
}

BOOST_AUTO_TEST_CASE(a_surname_alone_counts_for_the_full_name_before_it) {
  const Found* person = shipped().find(
      "Harriet Vane spoke first. Vane said no. \"No,\" said Ms. Vane.", "person:harriet-vane");
  BOOST_TEST_REQUIRE(person != nullptr);
  BOOST_TEST(person->count == 3);
  BOOST_TEST(person->type == CT_PERSON);
}

BOOST_AUTO_TEST_CASE(a_leader_is_one_person_however_called) {
  const Found* person = shipped().find(
      "President Vladimir Putin arrived. Putin's aides waited for Putin.", "person:vladimir-putin");
  BOOST_TEST_REQUIRE(person != nullptr);
  BOOST_TEST(person->count == 3);
}

BOOST_AUTO_TEST_CASE(an_organisation_is_known_by_the_lists_or_by_its_last_word) {
  BOOST_TEST(shipped().find("The IMF lent more.", "org:international-monetary-fund") != nullptr);
  const Found* firm =
      shipped().find("Shares of Blue Harbour Holdings fell.", "org:blue-harbour-holdings");
  BOOST_TEST_REQUIRE(firm != nullptr);
  BOOST_TEST(firm->type == CT_ORGANISATION);
}

BOOST_AUTO_TEST_CASE(a_bridge_is_no_person) {
  shipped().find("Traffic on the George Washington Bridge stopped.", "");
  for (const auto& f : std::span(shipped().room.found).first(shipped().room.count))
    BOOST_TEST(f.type != CT_PERSON, f.text);
}

BOOST_AUTO_TEST_CASE(small_words_are_no_names) {
  shipped().find("they told us who would reading turkey nice", "");
  BOOST_TEST(shipped().room.count == 0);
}

BOOST_AUTO_TEST_CASE(the_dateline_is_kept_apart) {
  const std::string_view body = "LONDON (Reuters) - Rain fell.";
  BOOST_TEST(shipped().find(body, "geonames:2643743", 18) == nullptr);
  BOOST_TEST(shipped().finder.place("LONDON", "")->id == "geonames:2643743");
  BOOST_TEST(shipped().finder.place("LONDON", "Ontario")->id == "geonames:6058560");
  BOOST_TEST(shipped().finder.place("PORTLAND", "Ore.")->id == "geonames:5746545");
  BOOST_TEST(shipped().finder.place("NOWHERE AT ALL", "") == nullptr);
  BOOST_TEST(shipped().finder.agency("Reuters")->id == "agency:reuters");
}

BOOST_AUTO_TEST_CASE(an_article_does_not_inherit_from_the_one_before) {
  shipped().find("Harriet Vane met Peter Wimsey in Oxford, England.", "");
  BOOST_TEST(shipped().find("Vane turned in the wind.", "person:harriet-vane") == nullptr);
}

BOOST_AUTO_TEST_CASE(ids_are_small_letters_without_accents) {
  std::string id = "x:";
  appendSlug("Médecins Sans Frontières' U.S. – Café", id);
  BOOST_TEST(id == "x:medecins-sans-frontieres-us-cafe");
}

BOOST_AUTO_TEST_SUITE_END()
