#include "daemon/tool/draft.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "copytaster/v1/article.pb.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(draft)

struct Time {
  const char* text;
  std::int64_t micros;
};
std::ostream& operator<<(std::ostream& out, const Time& time) {
  return out << time.text;
}

const Time kTimes[] = {{"1970-01-02", 86'400'000'000},
                       {"1970-01-01T00:00:01Z", 1'000'000},
                       {"19700101T000001Z", 1'000'000},
                       {"1970-01-01T01:00:00+01:00", 0},
                       {"19700101T000000-0100", 3'600'000'000},
                       {"1970-01-01T00:00:00.25Z", 250'000},
                       {"2026-02-30", 0},
                       {"2026-03-11T25:00:00Z", 0},
                       {"yesterday", 0},
                       {"", 0}};

BOOST_DATA_TEST_CASE(reads_times_as_the_formats_write_them, kTimes) {
  BOOST_TEST(readIsoTime(sample.text) == sample.micros);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_an_article) {
  ArticleDraft from;
  from.id = "a";
  from.version = 3;
  from.headline = "h";
  from.body = "body";
  from.published_at = -1;
  from.subjects = {"medtop:1"};
  from.metadata = {{"k", "v"}};
  from.setSignal("sig:correction");
  v1::Article article;
  BOOST_REQUIRE(article.ParseFromString(from.serialise()));
  BOOST_TEST(article.id() == "a");
  BOOST_TEST(article.version() == 3);
  BOOST_TEST(article.body() == "body");
  BOOST_TEST(article.published_at().seconds() == -1);
  BOOST_TEST(article.published_at().nanos() == 999'999'000);
  BOOST_TEST(article.subjects(0) == "medtop:1");
  BOOST_TEST(article.metadata().at("k") == "v");
  BOOST_TEST(article.advisory() == v1::Article::CORRECTION);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_kept_as_it_is) {
  ArticleDraft from;
  from.body = "b\xFF";
  BOOST_TEST(from.serialise().ends_with("b\xFF"));
}

BOOST_AUTO_TEST_CASE(a_cancelled_item_kills_what_went_out_under_its_id) {
  ArticleDraft from;
  from.id = "a";
  from.setStatus("stat:canceled");
  BOOST_CHECK(from.status == DraftStatus::kCanceled);
  BOOST_CHECK(from.advisory == DraftAdvisory::kKill);
  BOOST_TEST(from.refers_to == "a");
}

BOOST_AUTO_TEST_CASE(white_space_is_squeezed_and_codes_lose_their_prefix) {
  BOOST_TEST(squeezed("  a\n\t b ") == "a b");
  BOOST_TEST(squeezed("   ").empty());
  BOOST_TEST(codeOf("stat:usable") == "usable");
  BOOST_TEST(numberOf(" 12 ") == 12);
  BOOST_TEST(numberOf("12a") == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
