// The filter as the daemon sees it: the library, through the boundary, on articles written for
// these tests.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <string>

#include <copytaster/testing.h>

using namespace copytaster::testing;

namespace {

const std::string kLibrary = COPYTASTER_BINARY_DIR "/filters/topics/topics.so";

Desk deskWith(std::map<std::string, Value> settings = {}) {
  std::vector<FilterUnderTest> chain;
  chain.push_back({.name = "topics", .settings = std::move(settings), .library = kLibrary});
  return Desk(std::move(chain));
}

// Written for these tests.
const Article kStrike = {
    .headline = "Dockers walk out in dispute over pay",
    .body =
        "HARBOUR TOWN (Wire) - Some 2,000 dockers went on strike on Tuesday after talks between "
        "their trade union "
        "and the port operator over wages broke down.\n\nThe union said its members had not had a "
        "pay raise in three "
        "years. Picket lines went up at dawn, and ships waited off the harbour. The employers said "
        "the strike would "
        "cost the company millions a day, and called for arbitration of the labor dispute.\n"};
const Article kMatch = {
    .headline = "Late goal sends Rovers into the cup final",
    .body =
        "A goal by striker Tom Hale in the last minute of extra time took Rovers past United in "
        "the semifinal on "
        "Saturday. The goalkeeper could only watch as the midfielder's pass found him. The coach "
        "praised his "
        "players after the match; the final will be played at the national stadium next month. "
        "Fans of the "
        "soccer club sang long after the referee had blown the final whistle.\n"};

const Topic* topicOf(const Tasted& tasted, const std::string& code) {
  const auto it = std::find_if(tasted.topics.begin(), tasted.topics.end(),
                               [&](const Topic& t) { return t.code == code; });
  return it == tasted.topics.end() ? nullptr : &*it;
}

std::string fileWith(const std::string& name, const std::string& text) {
  const std::string path = COPYTASTER_BINARY_DIR "/" + name;
  std::ofstream(path) << text;
  return path;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(topics_filter)

BOOST_AUTO_TEST_CASE(a_strike_is_labour_and_its_parts_name_their_parents) {
  auto desk = deskWith();
  const auto tasted = desk.taste(kStrike);
  BOOST_TEST_REQUIRE(!tasted.topics.empty());
  BOOST_TEST(tasted.topics[0].code == "medtop:09000000");
  BOOST_TEST(tasted.topics[0].label == "labour");
  BOOST_TEST(tasted.topics[0].parents.empty());
  const auto deeper = std::find_if(tasted.topics.begin(), tasted.topics.end(),
                                   [](const Topic& t) { return !t.parents.empty(); });
  BOOST_TEST_REQUIRE((deeper != tasted.topics.end()));
  BOOST_TEST(deeper->parents.back() == "medtop:09000000");
  BOOST_TEST(tasted.wire_topic == "PASS.en.09000000");
}

BOOST_AUTO_TEST_CASE(a_match_is_sport) {
  auto desk = deskWith();
  const auto tasted = desk.taste(kMatch);
  BOOST_TEST_REQUIRE(!tasted.topics.empty());
  BOOST_TEST(tasted.topics[0].code == "medtop:15000000");
  BOOST_TEST(tasted.topics[0].confidence > 0.8);
}

BOOST_AUTO_TEST_CASE(the_evidence_is_words_of_the_article_at_their_place) {
  auto desk = deskWith();
  for (const Article& article : {kStrike, kMatch}) {
    for (const Topic& topic : desk.taste(article).topics) {
      BOOST_TEST(!topic.evidence.empty(), topic.code);
      for (const Evidence& e : topic.evidence) {
        const std::string& field = e.field == CT_HEADLINE ? article.headline : article.body;
        BOOST_TEST(field.substr(e.begin, e.end - e.begin) == e.text);
        BOOST_TEST(e.text.find_first_of(" ") != 0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_run_names_the_release_of_the_taxonomy) {
  auto desk = deskWith();
  BOOST_TEST(desk.taste(kMatch).runs[0].message.starts_with("IPTC Media Topics 2026-07-02"));
}

BOOST_AUTO_TEST_CASE(a_table_has_no_topic) {
  auto desk = deskWith();
  std::string table;
  for (int i = 1; i < 40; ++i)
    table += "Rovers " + std::to_string(i) + " United " + std::to_string(i % 5) + "\n";
  BOOST_TEST(desk.taste({.headline = "Results", .body = table}).topics.empty());
  BOOST_TEST(desk.taste({.headline = "Soccer standings", .body = kMatch.body}).topics.empty());
}

BOOST_AUTO_TEST_CASE(a_note_to_the_editor_is_not_tagged) {
  auto desk = deskWith();
  Article noted = kStrike;
  noted.editor_note =
      "Soccer: the final, the goalkeeper and the striker follow. Football, tennis, rugby.";
  const auto plain = desk.taste(kStrike), with_note = desk.taste(noted);
  BOOST_TEST(plain.topics.size() == with_note.topics.size());
  BOOST_TEST(topicOf(with_note, "medtop:15000000") == nullptr);
}

BOOST_AUTO_TEST_CASE(another_language_is_tagged_by_rules_and_marked) {
  auto desk = deskWith(
      {{"rules", fileWith("topics_own_de.tsv", "15000000\tFußball\t3\n15000000\tTorwart\t3\n")}});
  const auto tasted = desk.taste(
      {.headline = "Fußball: Torwart verletzt",
       .body = "Der Torwart hat sich am Samstag beim Fußball verletzt und wird dem Verein "
               "für mehrere Wochen fehlen, wie der Trainer am Sonntag sagte.\n",
       .language = "de"});
  BOOST_TEST(topicOf(tasted, "medtop:15000000") != nullptr);
  BOOST_TEST(tasted.runs[0].message.ends_with("language de: by rules only"));
}

BOOST_AUTO_TEST_CASE(a_newsroom_adds_its_own_topics_and_vetoes) {
  auto desk = deskWith({{"rules", fileWith("topics_own.tsv",
                                           "@ours:port\tThe port\nours:port\tdockers\t4\n"
                                           "09000000\tharbour\tveto\n")}});
  const auto tasted = desk.taste(kStrike);
  BOOST_TEST_REQUIRE(topicOf(tasted, "ours:port") != nullptr);
  BOOST_TEST(topicOf(tasted, "ours:port")->label == "The port");
  BOOST_TEST(topicOf(tasted, "medtop:09000000") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_wrong_rule_stops_the_start_with_its_place) {
  const auto path = fileWith("topics_wrong.tsv", "15000000\tgoal\n15000000\tgoal\tloudly\n");
  BOOST_CHECK_EXCEPTION(
      deskWith({{"rules", path}}), std::runtime_error, [&](const std::runtime_error& e) {
        return std::string(e.what()).find(path + ":2:15: unknown option 'loudly'") !=
               std::string::npos;
      });
}

BOOST_AUTO_TEST_CASE(a_model_that_is_cut_off_is_refused) {
  std::ostringstream shipped;
  shipped << std::ifstream(COPYTASTER_SOURCE_DIR "/plugins/topics/topics.model").rdbuf();
  const auto path = fileWith("topics_cut.model", shipped.str().substr(0, 100'000));
  BOOST_CHECK_EXCEPTION(deskWith({{"model", path}}), std::runtime_error,
                        [&](const std::runtime_error& e) {
                          return std::string(e.what()).find("wrong size") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(a_dateline_gives_place_date_and_agency) {
  auto desk = deskWith();
  const auto tasted =
      desk.taste({.headline = "Rain on the coast",
                  .body = "PORTLAND, Ore., March 2 (Reuters) - Rain fell on the coast on Monday.\n",
                  .published_at = 541'700'000'000'000});
  const auto has = [&](ct_entity_type type, const std::string& text, const std::string& id) {
    return std::any_of(tasted.entities.begin(), tasted.entities.end(), [&](const Entity& e) {
      return e.type == type && e.text == text && e.id == id;
    });
  };
  BOOST_TEST(has(CT_DATELINE_PLACE, "PORTLAND, Ore.", "geonames:5746545"));
  BOOST_TEST(has(CT_DATELINE_PLACE, "March 2", "date:1987-03-02"));
  BOOST_TEST(has(CT_AGENCY, "Reuters", "agency:reuters"));
  BOOST_TEST(!std::any_of(tasted.entities.begin(), tasted.entities.end(),
                          [](const Entity& e) { return e.type == CT_PLACE; }));
}

BOOST_AUTO_TEST_CASE(the_datelines_own_field_comes_first) {
  auto desk = deskWith();
  Article article = kMatch;
  article.dateline = "MANCHESTER, England";
  const auto tasted = desk.taste(article);
  BOOST_TEST_REQUIRE(!tasted.entities.empty());
  BOOST_TEST(tasted.entities[0].type == CT_DATELINE_PLACE);
  BOOST_TEST(tasted.entities[0].text == "MANCHESTER, England");
  BOOST_TEST(tasted.entities[0].id == "geonames:2643123");
}

BOOST_AUTO_TEST_CASE(an_article_without_a_word_passes_in_silence) {
  auto desk = deskWith();
  const auto tasted = desk.taste({.headline = "...", .body = "* * *\n"});
  BOOST_TEST(tasted.topics.empty());
  BOOST_TEST(tasted.runs[0].ok);
}

BOOST_AUTO_TEST_SUITE_END()
