#include "daemon/tool/newsml.h"

#include <boost/test/unit_test.hpp>

#include "copytaster/v1/article.pb.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(newsml)

constexpr std::string_view kItem = R"(<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="2" xml:lang="en">
  <itemMeta>
    <provider qcode="nprov:NWP"><name>Northwind Press</name></provider>
    <versionCreated>2026-03-11T10:00:00+01:00</versionCreated>
    <pubStatus qcode="stat:usable"/>
    <signal qcode="sig:correction"/>
    <edNote>Corrects the
       third paragraph</edNote>
    <link rel="irel:corrects" residref="urn:x:0"/>
  </itemMeta>
  <contentMeta>
    <urgency>3</urgency>
    <subject qcode="medtop:03000000"/>
    <headline>Ferry runs
      aground</headline>
    <slugline>FERRY</slugline>
  </contentMeta>
  <contentSet><inlineXML contenttype="application/xhtml+xml">
    <html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head><body>
      <p>A ferry ran <em>aground</em> on Laes&#248;.</p>
      <script>track()</script>
      <p>All were rescued.</p></body></html>
  </inlineXML></contentSet>
</newsItem>)";

constexpr std::string_view kNitf = R"(<nitf><head><title>t</title>
  <tobject><tobject.subject tobject.subject.refnum="03000000"/></tobject>
  <docdata management-status="withheld"><doc-id id-string="n-1" regsrc="MER"/>
    <urgency ed-urg="4"/><date.issue norm="20260311T090000Z"/></docdata></head>
  <body><body.head><hedline><hl1>Gale eases</hl1></hedline><byline>By A. Writer</byline>
    <dateline><location>OSLO</location></dateline></body.head>
  <body.content><p>One.</p><p>Two<br/>three.</p>
    <table><tr><td>Ostermouth</td><td>388</td></tr></table></body.content></body></nitf>)";

v1::Article parsed(const std::string& bytes) {
  v1::Article article;
  BOOST_REQUIRE(article.ParseFromString(bytes));
  return article;
}

BOOST_AUTO_TEST_CASE(a_news_item_becomes_an_article) {
  const auto articles = articlesFromXml(kItem, "file");
  BOOST_REQUIRE(articles.has_value());
  BOOST_REQUIRE(articles->size() == 1);
  const auto article = parsed(articles->front());
  BOOST_TEST(article.id() == "urn:x:1");
  BOOST_TEST(article.version() == 2);
  BOOST_TEST(article.provider() == "Northwind Press");
  BOOST_TEST(article.headline() == "Ferry runs aground");
  BOOST_TEST(article.body() == "A ferry ran aground on Laesø.\nAll were rescued.\n");
  BOOST_TEST(article.language() == "en");
  BOOST_TEST(article.advisory() == v1::Article::CORRECTION);
  BOOST_TEST(article.refers_to() == "urn:x:0");
  BOOST_TEST(article.editor_note() == "Corrects the third paragraph");
  BOOST_TEST(article.urgency() == 3);
  BOOST_TEST(article.published_at().seconds() == 1'773'219'600);
}

BOOST_AUTO_TEST_CASE(a_news_message_gives_each_of_its_items) {
  std::string item(kItem.substr(kItem.find("<newsItem")));
  const auto articles =
      articlesFromXml("<newsMessage><itemSet>" + item + item + "</itemSet></newsMessage>", "file");
  BOOST_REQUIRE(articles.has_value());
  BOOST_TEST(articles->size() == 2);
}

BOOST_AUTO_TEST_CASE(a_nitf_document_becomes_an_article) {
  const auto articles = articlesFromXml(kNitf, "file");
  BOOST_REQUIRE(articles.has_value());
  const auto article = parsed(articles->front());
  BOOST_TEST(article.id() == "n-1");
  BOOST_TEST(article.provider() == "MER");
  BOOST_TEST(article.status() == v1::Article::WITHHELD);
  BOOST_TEST(article.headline() == "Gale eases");
  BOOST_TEST(article.byline() == "By A. Writer");
  BOOST_TEST(article.dateline() == "OSLO");
  BOOST_TEST(article.body() == "One.\nTwo\nthree.\nOstermouth 388\n");
  BOOST_TEST(article.subjects(0) == "subj:03000000");
}

BOOST_AUTO_TEST_CASE(what_is_not_xml_is_told_with_its_line) {
  const auto articles = articlesFromXml("<newsItem>\n<a>\n</b></newsItem>", "file");
  BOOST_REQUIRE(!articles.has_value());
  BOOST_TEST(articles.error().what.starts_with("line 3"));
}

BOOST_AUTO_TEST_CASE(xml_without_a_news_item_says_what_is_read) {
  const auto articles = articlesFromXml("<rss/>", "file");
  BOOST_REQUIRE(!articles.has_value());
  BOOST_TEST(articles.error().what.find("<rss>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_external_entity_is_not_read) {
  const auto articles = articlesFromXml(
      "<!DOCTYPE nitf [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
      "<nitf><body><body.content><p>a &x; b</p></body.content></body></nitf>",
      "file");
  BOOST_REQUIRE(articles.has_value());
  BOOST_TEST(parsed(articles->front()).body().find("root") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(depth_is_the_senders_choice_and_costs_no_stack) {
  std::string deep = "<nitf><body><body.content>";
  for (int i = 0; i < 100'000; ++i) deep += "<q>";
  deep += "x";
  for (int i = 0; i < 100'000; ++i) deep += "</q>";
  deep += "</body.content></body></nitf>";
  const auto articles = articlesFromXml(deep, "file");
  BOOST_REQUIRE(articles.has_value());
  BOOST_TEST(parsed(articles->front()).body() == "x\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
