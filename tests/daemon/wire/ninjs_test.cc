// IPTC ninjs, second and third generation, and JSON that only looks like it.
#include <boost/test/unit_test.hpp>

#include "copytaster/v1/article.pb.h"
#include "daemon/wire/formats.h"

using namespace copytaster;

namespace {

v1::Article ninjs(std::string_view frame) {
  std::string out;
  BOOST_REQUIRE_EQUAL(convertNinjs(frame, out), "");
  v1::Article article;
  BOOST_REQUIRE(article.ParseFromString(out));
  return article;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ninjs_)

BOOST_AUTO_TEST_CASE(ninjs_2_is_read) {
  const auto article = ninjs(R"({
    "uri": "urn:x:1", "version": "3", "type": "text", "language": "en-GB", "urgency": 2,
    "firstcreated": "2026-11-22T06:00:00Z", "versioncreated": "2026-11-22T07:00:00+0100",
    "pubstatus": "usable", "by": "Ann Writer", "located": "LEEDS, England", "ednote": "Adds quote",
    "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Bridge opens"}],
    "bodies": [{"contenttype": "text/html", "value": "<p>No</p>"},
               {"contenttype": "text/plain", "value": "The bridge is open."}],
    "subjects": [{"uri": "medtop:20000763", "name": "x"}, {"name": "bridges"}],
    "infosources": [{"name": "Northern Wire"}], "altids": [{"role": "cms", "value": "77"}]})");
  BOOST_TEST(article.id() == "urn:x:1");
  BOOST_TEST(article.version() == 3);
  BOOST_TEST(article.headline() == "Bridge opens");
  BOOST_TEST(article.body() == "The bridge is open.");
  BOOST_TEST(article.provider() == "Northern Wire");
  BOOST_TEST(article.published_at().seconds() == 1795327200);
  BOOST_TEST(article.updated_at().seconds() == 1795327200);
  BOOST_TEST(article.urgency() == 2);
  BOOST_TEST(article.byline() == "Ann Writer");
  BOOST_TEST(article.dateline() == "LEEDS, England");
  BOOST_TEST(article.editor_note() == "Adds quote");
  BOOST_TEST(article.subjects(0) == "medtop:20000763");
  BOOST_TEST(article.subjects(1) == "bridges");
  BOOST_TEST(article.metadata().at("altid.cms") == "77");
}

BOOST_AUTO_TEST_CASE(ninjs_3_is_read_with_its_camel_case_and_html_made_plain) {
  const auto article = ninjs(R"({
    "uri": "urn:x:2", "versionCreated": "2026-11-22T07:00:00Z", "pubStatus": "canceled",
    "headlines": [{"value": "Mayor resigns"}], "infoSources": [{"literal": "Harbour News"}],
    "bodies": [{"contentType": "application/xhtml+xml", "value":
                "<p>The mayor &amp; her deputy<br/>left.</p><p>Nobody was&nbsp;told.</p>"}]})");
  BOOST_TEST(article.headline() == "Mayor resigns");
  BOOST_TEST(article.body() == "The mayor & her deputy\nleft.\nNobody was told.\n");
  BOOST_TEST(article.provider() == "Harbour News");
  BOOST_TEST(article.status() == v1::Article::CANCELED);
  BOOST_TEST(article.advisory() == v1::Article::KILL);
  BOOST_TEST(article.published_at().seconds() == 1795330800);
}

BOOST_AUTO_TEST_CASE(ninjs_of_wrong_kinds_is_read_as_far_as_it_goes) {
  const auto article =
      ninjs(R"({"uri": "a", "headlines": "x", "bodies": {"a": 1}, "subjects": [1, null], "urgency":
               "high", "version": -3, "headline": "Still a headline", "versioncreated": "soon"})");
  BOOST_TEST(article.headline() == "Still a headline");
  BOOST_TEST(article.urgency() == 0);
  BOOST_TEST(article.version() == 0);
  BOOST_TEST(!article.has_published_at());
}

BOOST_AUTO_TEST_SUITE_END()
