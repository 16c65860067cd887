// Rules over the learned scores: what a phrase, its place and its count are worth.
#include "plugins/topics/tagger.h"

#include <boost/test/unit_test.hpp>
#include <optional>

#include "daemon/article/reading.h"

using namespace copytaster;
using namespace copytaster::topics;

namespace {

const std::string kFolder = COPYTASTER_SOURCE_DIR "/plugins/topics/";

// A tagger with the model that ships and the rules of one test.
struct Bench {
  explicit Bench(std::string_view text)
      : model(kFolder + "topics.model"), taxonomy(kFolder + "mediatopics.tsv") {
    rules.addText("test", text, taxonomy);
    rules.seal();
    taxonomy.seal();
    tagger.emplace(model, rules, taxonomy, 12, 5);
    room.emplace(model, rules, taxonomy);
  }
  std::span<const Tag> tag(std::string_view headline, std::string_view body, bool learned = false) {
    arena.reset();
    const auto h = readText(headline, arena), b = readText(body, arena);
    return tagger->tag({CT_HEADLINE, h.text, h.tokens}, {CT_BODY, b.text, b.tokens}, learned,
                       *room);
  }
  std::string codes(std::string_view headline, std::string_view body, bool learned = false) {
    std::string out;
    for (const Tag& t : tag(headline, body, learned))
      out += taxonomy.at(t.topic).code.substr(7) + " ";
    return out;
  }
  Model model;
  Taxonomy taxonomy;
  Rules rules;
  std::optional<Tagger> tagger;
  std::optional<TaggerRoom> room;
  Arena arena;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tagger)

BOOST_AUTO_TEST_CASE(without_a_model_a_topic_needs_its_phrases) {
  Bench bench("15000000\tgoal\t1.5\n");
  BOOST_TEST(bench.codes("A goal", "Nothing else.") == "15000000 ");
  BOOST_TEST(bench.codes("Nothing", "Nothing else.") == "");
}

BOOST_AUTO_TEST_CASE(a_deeper_topic_stands_only_under_its_first_level_topic) {
  Bench bench("15000000\tgoal\t9\n20001085\tracket\t9\n20000418\tthaw\t3\n");
  BOOST_TEST(bench.codes("A goal, a racket, a thaw", "") == "15000000 20001085 ");
}

BOOST_AUTO_TEST_CASE(no_part_is_more_certain_than_the_whole) {
  Bench bench("15000000\tgoal\t1.5\n20001085\tracket\t9\n");
  const auto tags = bench.tag("A goal and a racket", "");
  BOOST_TEST_REQUIRE(tags.size() == 2);
  BOOST_TEST(tags[1].confidence <= tags[0].confidence);
}

BOOST_AUTO_TEST_CASE(a_veto_takes_a_topic_away_and_a_star_takes_all) {
  Bench bench("15000000\tgoal\t9\n15000000\tpolicy\tveto\n*\ttest message\tveto\n");
  BOOST_TEST(bench.codes("A goal", "") == "15000000 ");
  BOOST_TEST(bench.codes("A policy goal", "") == "");
  BOOST_TEST(bench.codes("A goal", "This is a test message.") == "");
}

BOOST_AUTO_TEST_CASE(options_title_lead_count_and_case_are_kept) {
  Bench bench(
      "15000000\tgoal\ttitle 9\n12000000\tmass\tcount=2 9\n17000000\tmay\tcase "
      "9\n16000000\twar\tlead 9\n");
  std::string filler;
  for (int i = 0; i < 100; ++i) filler += "word ";
  BOOST_TEST(bench.codes("x", "A goal.") == "");
  BOOST_TEST(bench.codes("x", "One mass.") == "");
  BOOST_TEST(bench.codes("x", "One mass, one mass.") == "12000000 ");
  BOOST_TEST(bench.codes("x", "It may, it may.") == "");
  BOOST_TEST(bench.codes("x", "In May.") == "17000000 ");
  BOOST_TEST(bench.codes("x", filler + "war") == "");
  BOOST_TEST(bench.codes("x", "war " + filler) == "16000000 ");
}

BOOST_AUTO_TEST_CASE(rules_and_the_learned_score_add_up) {
  const char* const match =
      "The striker scored twice and the goalkeeper saved a penalty in the cup semifinal.";
  Bench plain("15000000\tzebra\t1\n"), against("15000000\tstriker\t-9\n15000000\tgoalkeeper\t-9\n");
  BOOST_TEST(plain.codes("Late goal", match, true).starts_with("15000000 "));
  BOOST_TEST(!against.codes("Late goal", match, true).starts_with("15000000 "));
}

BOOST_AUTO_TEST_CASE(an_article_does_not_inherit_from_the_one_before) {
  Bench bench("15000000\tgoal\t9\n*\tsilence\tveto\n");
  const auto first = bench.codes("A goal", "goal goal");
  bench.codes("silence", "silence");
  BOOST_TEST(bench.codes("A goal", "goal goal") == first);
  BOOST_TEST(bench.codes("x", "y") == "");
}

BOOST_AUTO_TEST_SUITE_END()
