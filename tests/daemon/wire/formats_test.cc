// Protobuf JSON at the edge: names, bytes that are no UTF-8, complaints that keep a secret.
#include "daemon/wire/formats.h"

#include <boost/test/unit_test.hpp>

#include "copytaster/v1/article.pb.h"

using namespace copytaster;

namespace {

v1::Article json(std::string_view frame) {
  std::string out;
  BOOST_REQUIRE_EQUAL(convertJson(frame, out), "");
  v1::Article article;
  BOOST_REQUIRE(article.ParseFromString(out));
  return article;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(protobuf_json_is_read_with_either_form_of_its_names) {
  const auto article = json(R"({"id": "a", "editorNote": "n", "provider_sequence": 7, "later": [1],
                               "publishedAt": "2026-11-22T07:00:00Z", "advisory": "KILL"})");
  BOOST_TEST(article.id() == "a");
  BOOST_TEST(article.editor_note() == "n");
  BOOST_TEST(article.provider_sequence() == 7);
  BOOST_TEST(article.published_at().seconds() == 1795330800);
  BOOST_TEST(article.advisory() == v1::Article::KILL);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_come_through_json_as_they_were) {
  std::string out;
  BOOST_REQUIRE_EQUAL(convertJson("{\"id\": \"a\", \"body\": \"caf\xe9 \xff \xc3\xa9\"}", out), "");
  BOOST_TEST(out.find("caf\xe9 \xff \xc3\xa9") != std::string::npos);
  BOOST_REQUIRE_EQUAL(convertNinjs("{\"uri\": \"a\", \"body_text\": \"caf\xe9\"}", out), "");
  BOOST_TEST(out.find("caf\xe9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_complaint_about_json_does_not_quote_the_article) {
  std::string out;
  const std::string why = convertJson(R"({"id": "a", "body": "secret until noon" oops})", out);
  BOOST_TEST(!why.empty());
  BOOST_TEST(why.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
