// Topics and entities as they go out, read back with the generated classes.
#include "daemon/article/subjects.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "copytaster/v1/enriched.pb.h"

namespace copytaster {
namespace {

ct_text text(std::string_view s) {
  return {s.data(), s.size()};
}

v1::EnrichedArticle read(std::string_view bytes) {
  v1::EnrichedArticle out;
  BOOST_REQUIRE(out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(subjects)

BOOST_AUTO_TEST_CASE(a_topic_has_its_parents_and_its_words_in_their_order) {
  Arena arena;
  const ct_text parents[] = {text("medtop:20000344"), text("medtop:04000000")};
  const ct_evidence words[] = {{CT_BODY, 7, 11, 1.5F}, {CT_HEADLINE, 0, 2, 0.5F}};
  const auto note = writtenTopic(
      {sizeof(ct_topic), 0.9F, text("medtop:20000385"), text("market"), parents, 2, words, 2},
      "Oil up", "helium said no", arena);
  BOOST_TEST(note.first_level == "medtop:04000000");
  BOOST_TEST(note.confidence == 0.9F);
  const auto out = read(note.bytes);
  const auto& topic = out.topics(0);
  BOOST_TEST(topic.code() == "medtop:20000385");
  BOOST_TEST(topic.label() == "market");
  BOOST_TEST(topic.confidence() == 0.9F);
  BOOST_TEST(topic.parents(0) == "medtop:20000344");
  BOOST_TEST(topic.parents(1) == "medtop:04000000");
  BOOST_TEST(topic.evidence(0).text() == "said");
  BOOST_TEST(topic.evidence(0).field() == "body");
  BOOST_TEST(topic.evidence(0).begin() == 7U);
  BOOST_TEST(topic.evidence(0).weight() == 1.5F);
  BOOST_TEST(topic.evidence(1).text() == "Oi");
  BOOST_TEST(topic.evidence(1).field() == "headline");
  BOOST_TEST(topic.evidence(1).end() == 2U);
}

BOOST_AUTO_TEST_CASE(a_topic_of_the_first_level_is_its_own) {
  Arena arena;
  const auto note = writtenTopic(
      {sizeof(ct_topic), 0, text("medtop:15000000"), text("sport"), nullptr, 0, nullptr, 0}, "", "",
      arena);
  BOOST_TEST(note.first_level == "medtop:15000000");
}

BOOST_AUTO_TEST_CASE(an_entity_has_its_offsets) {
  Arena arena;
  const std::vector<std::uint32_t> offsets{0, 127, 128, 70'000, ~std::uint32_t{0}};
  const auto out = read(writtenEntity({sizeof(ct_entity), CT_PERSON, 5, 0, text("Helium"),
                                       text("x:1"), offsets.data(), offsets.size()},
                                      arena));
  const auto& entity = out.entities(0);
  BOOST_TEST((entity.type() == v1::Entity::PERSON));
  BOOST_TEST(entity.text() == "Helium");
  BOOST_TEST(entity.id() == "x:1");
  BOOST_TEST(entity.count() == 5U);
  BOOST_TEST(
      std::vector<std::uint32_t>(entity.offsets().begin(), entity.offsets().end()) == offsets,
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_utf8_becomes_so_and_a_cut_word_whole) {
  Arena arena;
  const auto entity = read(writtenEntity({sizeof(ct_entity), CT_PERSON, 1, 0, text("Z\xc3"),
                                          text("person:zurich-\xff-long"), nullptr, 0},
                                         arena));
  BOOST_TEST(entity.entities(0).text() == "Z?");
  BOOST_TEST(entity.entities(0).id() == "person:zurich-?-long");
  const ct_evidence half[] = {{CT_BODY, 2, 9, 1}};  // bytes 1 to 2, and 8 to 10, are a character
  const auto topic =
      read(writtenTopic({sizeof(ct_topic), 0.5F, text("x"), text(""), nullptr, 0, half, 1}, "",
                        "Zürich – Bern", arena)
               .bytes);
  BOOST_TEST(topic.topics(0).evidence(0).text() == "ürich –");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
