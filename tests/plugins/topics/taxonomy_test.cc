// The Media Topics that ship, and tables that are not one.
#include "plugins/topics/taxonomy.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

using namespace copytaster::topics;

namespace {

const std::string kShipped = COPYTASTER_SOURCE_DIR "/plugins/topics/mediatopics.tsv";

}  // namespace

BOOST_AUTO_TEST_SUITE(taxonomy)

BOOST_AUTO_TEST_CASE(a_topic_knows_its_label_and_all_above_it) {
  Taxonomy shipped(kShipped);
  shipped.seal();
  const auto tennis = shipped.find("medtop:20001085");
  BOOST_TEST_REQUIRE(tennis != kNoConcept);
  BOOST_TEST(tennis == shipped.find("20001085"));
  BOOST_TEST_REQUIRE(shipped.parents(tennis).size() == 2);
  BOOST_TEST(shipped.parents(tennis)[0] == "medtop:20000822");
  BOOST_TEST(shipped.at(shipped.top(tennis)).label == "sport");
}

BOOST_AUTO_TEST_CASE(seventeen_topics_are_on_the_first_level_and_the_release_is_told) {
  const Taxonomy shipped(kShipped);
  std::size_t first = 0;
  for (std::uint32_t t = 0; t < shipped.size(); ++t) first += shipped.at(t).level == 1;
  BOOST_TEST(first == 17);
  BOOST_TEST(shipped.released() == "2026-07-02");
}

BOOST_AUTO_TEST_CASE(a_table_without_release_or_columns_is_refused_with_its_line) {
  const std::string path = COPYTASTER_BINARY_DIR "/taxonomy_wrong.tsv";
  std::ofstream(path) << "# release 2026-07-02\n01000000\t\tarts\t1\t\nnonsense\n";
  BOOST_CHECK_EXCEPTION(Taxonomy{path}, std::runtime_error, [&](const std::runtime_error& e) {
    return std::string(e.what()).starts_with(path + ":3:");
  });
  std::ofstream(path) << "01000000\t\tarts\t1\t\n";
  BOOST_CHECK_THROW(Taxonomy{path}, std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
