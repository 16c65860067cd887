// The filter through the real boundary: what it holds, what it lets pass, what it restores.
#include <copytaster/testing.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "sample.h"

using copytaster::kPlainCopy;
using copytaster::testing::Desk;

namespace {

using Chain = std::vector<copytaster::testing::FilterUnderTest>;
const std::string kLibrary = COPYTASTER_BINARY_DIR "/filters/garble/garble.so";

Desk& desk() {
  static Desk d(Chain{{.name = "garble", .library = kLibrary}});
  return d;
}

bool has(const copytaster::testing::Tasted& t, ct_garble_kind kind) {
  return std::any_of(t.findings.begin(), t.findings.end(),
                     [&](const auto& f) { return f.kind == kind; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(garble)

BOOST_AUTO_TEST_CASE(plain_copy_passes_with_nothing_found) {
  const auto t = desk().taste({.headline = "Council raises bus fares", .body = kPlainCopy});
  BOOST_TEST(t.verdict == CT_PASS);
  BOOST_TEST(t.findings.empty());
  BOOST_TEST(t.garble_score < .1F);
  BOOST_TEST(t.restored == "");
}

BOOST_AUTO_TEST_CASE(mojibake_is_a_finding_with_pass_and_a_restored_body) {
  const auto t = desk().taste({.body = kPlainCopy + " It wasnâ€™t enough."});
  BOOST_TEST(t.verdict == CT_PASS);
  BOOST_TEST(has(t, CT_ENCODING));
  BOOST_TEST(t.restored == kPlainCopy + " It wasn’t enough.");
}

BOOST_AUTO_TEST_CASE(offsets_are_bytes_of_the_field_as_it_goes_out) {
  const auto t = desk().taste({.headline = "Itâ€™s late", .body = kPlainCopy});
  BOOST_REQUIRE(t.findings.size() == 1);
  BOOST_TEST(t.findings[0].field == CT_HEADLINE);
  BOOST_TEST(t.findings[0].begin == 2U);
  BOOST_TEST(t.findings[0].found == "â€™");
  BOOST_TEST(t.findings[0].reading == "’");
}

BOOST_AUTO_TEST_CASE(an_advertisement_is_cut_from_the_restored_body) {
  const auto t =
      desk().taste({.body = kPlainCopy + "\nADVERTISEMENT\n" + kPlainCopy.substr(0, 114)});
  BOOST_TEST(t.verdict == CT_PASS);
  BOOST_TEST(t.restored.find("ADVERTISEMENT") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refusal_of_a_language_model_is_held) {
  const auto t = desk().taste(
      {.body = "I'm sorry, but as an AI language model I cannot write about this. " + kPlainCopy});
  BOOST_TEST(t.verdict == CT_HOLD);
  BOOST_TEST(has(t, CT_RESIDUE));
}

BOOST_AUTO_TEST_CASE(an_empty_body_is_no_trouble) {
  BOOST_TEST(desk().taste({.headline = "Alert"}).verdict == CT_PASS);
}

BOOST_AUTO_TEST_CASE(the_same_article_gives_the_same_bytes_again) {
  const std::string body = kPlainCopy + " It wasnâ€™t enough.\nADVERTISEMENT\nMore.";
  const auto a = desk().taste({.body = body}), b = desk().taste({.body = body});
  BOOST_TEST(a.restored == b.restored);
  BOOST_TEST(a.findings.size() == b.findings.size());
  BOOST_TEST(a.garble_score == b.garble_score);
}

BOOST_AUTO_TEST_CASE(a_missing_model_is_a_reason_not_to_start) {
  const Chain chain{{.name = "garble",
                     .settings = {{"model", std::string("nowhere.model")}},
                     .library = kLibrary}};
  BOOST_CHECK_THROW(Desk{chain}, std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
