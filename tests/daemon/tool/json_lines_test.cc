#include "daemon/tool/json_lines.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(json_lines)

v1::EnrichedArticle example() {
  v1::EnrichedArticle enriched;
  enriched.mutable_article()->set_id("a");
  enriched.mutable_article()->set_body("text");
  enriched.mutable_garble()->set_restored("text restored");
  enriched.mutable_garble()->add_kinds(v1::Garble::SPUN);
  enriched.set_raw("raw");
  enriched.set_sequence(7);
  enriched.set_verdict(v1::EnrichedArticle::HOLD);
  enriched.add_runs()->set_microseconds(12);
  return enriched;
}

BOOST_AUTO_TEST_CASE(names_are_those_of_proto3_json_and_bodies_are_left_out) {
  auto enriched = example();
  const auto json = nlohmann::json::parse(jsonLine(enriched, {}));
  BOOST_TEST(json["article"]["id"] == "a");
  BOOST_TEST(json["sequence"] == "7");
  BOOST_TEST(json["verdict"] == "HOLD");
  BOOST_TEST(json["garble"]["kinds"][0] == "SPUN");
  BOOST_TEST(!json["article"].contains("body"));
  BOOST_TEST(!json["garble"].contains("restored"));
  BOOST_TEST(!json.contains("raw"));
  BOOST_TEST(!json["runs"][0].contains("microseconds"));
}

BOOST_AUTO_TEST_CASE(bodies_and_timings_are_there_when_asked_for) {
  auto enriched = example();
  const auto json = nlohmann::json::parse(jsonLine(enriched, {true, true}));
  BOOST_TEST(json["article"]["body"] == "text");
  BOOST_TEST(json["garble"]["restored"] == "text restored");
  BOOST_TEST(json["runs"][0]["microseconds"] == 12);
}

BOOST_AUTO_TEST_CASE(metadata_is_in_the_order_of_its_keys) {
  std::string entered_forwards, entered_backwards;
  for (const bool backwards : {false, true}) {
    v1::EnrichedArticle enriched;
    for (int i = 0; i < 20; ++i) {
      const char key = static_cast<char>('a' + (backwards ? 19 - i : i));
      (*enriched.mutable_article()->mutable_metadata())[std::string(1, key)] = "value";
    }
    (backwards ? entered_backwards : entered_forwards) = jsonLine(enriched, {});
  }
  BOOST_TEST(entered_forwards == entered_backwards);
  for (char key = 'b'; key < 'u'; ++key)
    BOOST_TEST(entered_forwards.find(std::string{'"', static_cast<char>(key - 1), '"'}) <
               entered_forwards.find(std::string{'"', key, '"'}));
}

BOOST_AUTO_TEST_CASE(a_note_of_an_unknown_type_does_not_cost_the_line) {
  auto enriched = example();
  enriched.add_annotations()->mutable_note()->set_type_url("example.com/unknown.Type");
  const auto json = nlohmann::json::parse(jsonLine(enriched, {}));
  BOOST_TEST(json["article"]["id"] == "a");
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_refused) {
  v1::EnrichedArticle enriched;
  BOOST_TEST(!parseEnriched("\xFF\xFF", enriched).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
