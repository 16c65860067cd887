#include "daemon/tool/report.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(reports)

v1::EnrichedArticle example() {
  v1::EnrichedArticle enriched;
  enriched.set_sequence(12);
  enriched.mutable_article()->set_id("b");
  enriched.mutable_article()->set_provider("Wire");
  enriched.mutable_article()->set_headline("Ferry aground");
  enriched.mutable_article()->set_body("and helium said");
  enriched.set_verdict(v1::EnrichedArticle::SPIKE);
  enriched.add_reasons("the desk has it");
  auto* finding = enriched.mutable_garble()->add_findings();
  finding->set_kind(v1::Garble::SPUN);
  finding->set_field("body");
  finding->set_begin(4);
  finding->set_end(10);
  finding->set_reading("he");
  enriched.mutable_garble()->add_kinds(v1::Garble::SPUN);
  enriched.mutable_duplicate()->set_relation(v1::Duplicate::NEAR);
  enriched.mutable_duplicate()->mutable_of()->set_id("a");
  enriched.mutable_story()->set_id("s");
  enriched.mutable_story()->set_size(2);
  auto* topic = enriched.add_topics();
  topic->set_label("disaster");
  topic->set_confidence(0.9F);
  topic->add_evidence()->set_text("aground");
  return enriched;
}

BOOST_AUTO_TEST_CASE(an_article_says_what_became_of_it_and_why) {
  std::ostringstream out;
  Page page(out, ColorChoice::kNever, 100);
  printArticle(example(), false, page);
  for (const char* part :
       {"#12 ", "SPIKE  b  Wire", "Ferry aground", "[-helium-] {+he+}", "the desk has it",
        "SPUN ×1", "NEAR of a", "story     s", "disaster 0.90", "← aground"}) {
    BOOST_TEST(out.str().find(part) != std::string::npos, part << " is not in\n" << out.str());
  }
}

BOOST_AUTO_TEST_CASE(a_line_says_the_same_in_short) {
  std::ostringstream out;
  Page page(out, ColorChoice::kNever, 160);
  printLine(example(), page);
  BOOST_TEST(out.str() ==
             "#12       SPIKE Ferry aground  Wire  NEAR of a  SPUN  story s  disaster\n");
}

BOOST_AUTO_TEST_CASE(a_summary_counts_verdicts_relations_kinds_and_stories) {
  Summary summary;
  summary.add(example());
  v1::EnrichedArticle clean;
  clean.set_verdict(v1::EnrichedArticle::PASS);
  summary.add(clean);
  std::ostringstream out;
  Page page(out, ColorChoice::kNever, 100);
  summary.print(page, 1.0);
  for (const char* part :
       {"2: 1 PASS, 1 SPIKE", "1 NEAR", "1 SPUN", "1 of two articles", "on 1 of 2 articles"})
    BOOST_TEST(out.str().find(part) != std::string::npos, part << " is not in\n" << out.str());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
