// The message out, read back with the generated classes: every note in its field, the article's
// bytes untouched.
#include "daemon/article/notes_writer.h"

#include <boost/test/unit_test.hpp>
#include <protozero/pbf_writer.hpp>

#include "copytaster/v1/enriched.pb.h"
#include "daemon/article/fields.h"

namespace copytaster {
namespace {

ct_text text(std::string_view s) {
  return {s.data(), s.size()};
}

struct Written {
  Copy copy;
  v1::EnrichedArticle out;

  Written() {
    protozero::pbf_writer w(copy.frame);
    w.add_string(fields::kId, "id-1");
    w.add_string(fields::kBody, "helium said no");
    w.add_string(900, "a field of tomorrow");
    BOOST_REQUIRE(readArticle(copy.frame, copy.document.article) == Refusal::kNone);
    copy.document.language = "en";
    copy.sequence = 12;
    copy.feed = "wire";
    copy.received_at = 1'700'000'000'000'001;
    copy.notes.reset(copy.arena);
  }
  void write() {
    writeTopic(copy);
    const FilterName filter{"garble", "1.2.3"};
    writeEnriched(copy, {&filter, 1}, 99);
    BOOST_REQUIRE(out.ParseFromString(copy.enriched));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(notes_writer)

BOOST_AUTO_TEST_CASE(the_numbers_in_fields_h_are_the_descriptors) {
  const auto* article = v1::Article::descriptor();
  const std::pair<const char*, std::uint32_t> numbers[] = {
      {"id", fields::kId},
      {"version", fields::kVersion},
      {"provider", fields::kProvider},
      {"headline", fields::kHeadline},
      {"body", fields::kBody},
      {"language", fields::kLanguage},
      {"published_at", fields::kPublishedAt},
      {"updated_at", fields::kUpdatedAt},
      {"byline", fields::kByline},
      {"dateline", fields::kDateline},
      {"slug", fields::kSlug},
      {"service", fields::kService},
      {"provider_sequence", fields::kProviderSequence},
      {"uri", fields::kUri},
      {"status", fields::kStatus},
      {"advisory", fields::kAdvisory},
      {"refers_to", fields::kRefersTo},
      {"urgency", fields::kUrgency},
      {"subjects", fields::kSubjects},
      {"editor_note", fields::kEditorNote},
      {"embargoed_until", fields::kEmbargoedUntil},
      {"metadata", fields::kMetadata}};
  BOOST_TEST(article->field_count() == static_cast<int>(std::size(numbers)));
  for (const auto& [name, number] : numbers) {
    BOOST_TEST_CONTEXT(name)
    BOOST_TEST(article->FindFieldByName(name)->number() == static_cast<int>(number));
  }
}

BOOST_AUTO_TEST_CASE(the_article_goes_out_byte_for_byte_and_first) {
  Written w;
  w.write();
  const std::string& frame = w.copy.frame;
  BOOST_TEST(w.copy.enriched.compare(2, frame.size(), frame) == 0);
  BOOST_TEST(w.copy.enriched[0] == '\x0a');
  BOOST_TEST(w.copy.enriched.substr(0, w.copy.notes_begin).size() == frame.size() + 2);
  BOOST_TEST(v1::Article::GetReflection()->GetUnknownFields(w.out.article()).field_count() == 1);
}

BOOST_AUTO_TEST_CASE(every_note_stands_in_its_field) {
  Written w;
  NoteSheet& n = w.copy.notes;
  n.runs[0].outcome = Outcome::kOk;
  n.runs[0].verdict = CT_HOLD;
  n.runs[0].micros = 5;
  n.reasons.push(w.copy.arena, {0, "words are wrong"});
  n.findings.push(w.copy.arena, {0, ct_finding{sizeof(ct_finding), CT_SPUN, CT_BODY, 0, 6, 0, 0.5F,
                                               0, text("he")}});
  n.garbles.push(w.copy.arena,
                 {0, ct_garble{sizeof(ct_garble), 0.75F, 0.25F, 0, text("he said no")}});
  const ct_text evidence[] = {text("0.9 of its words")};
  n.duplicates.push(w.copy.arena, {0, ct_duplicate{sizeof(ct_duplicate), CT_NEAR, 3, text("id-0"),
                                                   text("wire"), 0.5F, 0.75F, evidence, 1}});
  n.stories.push(w.copy.arena, {0, ct_story{sizeof(ct_story), 2, 2, 0.5F, text("s1"), nullptr, 0}});
  const ct_text parents[] = {text("medtop:20000344"), text("medtop:04000000")};
  n.topics.push(w.copy.arena, {0, writtenTopic({sizeof(ct_topic), 0.9F, text("medtop:20000385"),
                                                text("market"), parents, 2, nullptr, 0},
                                               "", "", w.copy.arena)});
  n.entities.push(w.copy.arena, {0, writtenEntity({sizeof(ct_entity), CT_PERSON, 2, 0,
                                                   text("Helium"), text("x:1"), nullptr, 0},
                                                  w.copy.arena)});
  n.annotations.push(w.copy.arena, {0, {"type.googleapis.com/acme.Mood", "\x08\x01"}});
  w.write();
  const auto& out = w.out;
  BOOST_TEST(w.copy.topic == "HOLD.en.04000000");
  BOOST_TEST(out.epoch() == 99U);
  BOOST_TEST(out.sequence() == 12U);
  BOOST_TEST(out.received_at().nanos() == 1000);
  BOOST_TEST((out.verdict() == v1::EnrichedArticle::HOLD));
  BOOST_TEST(out.reasons(0) == "words are wrong");
  BOOST_TEST((out.garble().kinds(0) == v1::Garble::SPUN));
  BOOST_TEST(out.garble().findings(0).found() == "helium");
  BOOST_TEST(out.garble().findings(0).reading() == "he");
  BOOST_TEST(out.garble().findings(0).field() == "body");
  BOOST_TEST(out.garble().restored() == "he said no");
  BOOST_TEST((out.duplicate().relation() == v1::Duplicate::NEAR));
  BOOST_TEST(out.duplicate().of().id() == "id-0");
  BOOST_TEST(out.duplicate().evidence(0) == "0.9 of its words");
  BOOST_TEST(out.story().id() == "s1");
  BOOST_TEST(out.topics(0).parents(1) == "medtop:04000000");
  BOOST_TEST((out.entities(0).type() == v1::Entity::PERSON));
  BOOST_TEST((out.runs(0).outcome() == v1::Run::OK));
  BOOST_TEST(out.runs(0).version() == "1.2.3");
  BOOST_TEST(out.annotations(0).note().type_url() == "type.googleapis.com/acme.Mood");
}

BOOST_AUTO_TEST_CASE(a_claimed_language_that_is_none_does_not_reach_the_topic) {
  Written w;
  w.copy.document.language = "PASS.x";
  w.write();
  BOOST_TEST(w.copy.topic == "PASS.und.none");
  Written british;
  british.copy.document.language = "en-GB";
  british.write();
  BOOST_TEST(british.copy.topic == "PASS.en.none");
}

BOOST_AUTO_TEST_CASE(a_range_that_cuts_characters_goes_out_with_whole_ones) {
  Written w;
  w.copy.document.article.body = "Zürich – Bern";  // bytes 1 to 2, and 8 to 10, are one character
  w.copy.notes.findings.push(w.copy.arena, {0, ct_finding{sizeof(ct_finding), CT_SPUN, CT_BODY, 2,
                                                          9, 0, 0.5F, 0, text("?")}});
  w.write();
  const auto& finding = w.out.garble().findings(0);
  BOOST_TEST(finding.begin() == 1);
  BOOST_TEST(finding.end() == 11);
  BOOST_TEST(finding.found() == "ürich –");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
