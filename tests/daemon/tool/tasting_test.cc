#include "daemon/tool/tasting.h"

#include <boost/test/unit_test.hpp>

#include "copytaster/v1/enriched.pb.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(tastings)

struct Out {
  std::vector<v1::EnrichedArticle> articles;
  std::vector<std::string> problems;
  std::string bytes;
};

// Through a chain without filters.
Out taste(const std::vector<std::string>& files, std::uint32_t workers) {
  Log log("error");
  auto chain = Chain::open({}, {}, log);
  BOOST_REQUIRE(chain.has_value());
  Tasting tasting(**chain, workers);
  Inputs inputs(files);
  Out out;
  const auto done = tasting.run(
      inputs,
      [&](const Copy& copy) {
        BOOST_REQUIRE(out.articles.emplace_back().ParseFromString(copy.enriched));
        out.bytes += copy.enriched;
      },
      [&](const std::string& place, const std::string& problem) {
        out.problems.push_back(place.substr(place.rfind('/') + 1) + ": " + problem);
      });
  BOOST_REQUIRE(done.has_value());
  return out;
}

BOOST_AUTO_TEST_CASE(an_article_is_received_when_it_was_published_or_with_the_one_before) {
  const TestFolder folder;
  const auto out =
      taste({folder.write("w.jsonl",
                          "{\"id\":\"a\",\"body\":\"x\",\"publishedAt\":"
                          "\"2026-03-11T00:00:00Z\"}\n{\"id\":\"b\",\"body\":\"x\"}\n")},
            1);
  BOOST_REQUIRE(out.articles.size() == 2);
  BOOST_TEST(out.articles[0].received_at().seconds() == 1'773'187'200);
  BOOST_TEST(out.articles[1].received_at().seconds() == 1'773'187'200);
  BOOST_TEST(out.articles[1].sequence() == 2);
  BOOST_TEST(out.articles[1].previous_on_topic() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_article_is_told_and_the_rest_goes_on) {
  const TestFolder folder;
  const auto out = taste({folder.write("w.jsonl",
                                       "{\"body\":\"x\"}\n{\"id\":\"b\"}\n{\"id\":3}\n"
                                       "{\"id\":\"d\",\"body\":\"x\"}\n")},
                         2);
  BOOST_REQUIRE(out.articles.size() == 1);
  BOOST_TEST(out.articles[0].article().id() == "d");
  BOOST_REQUIRE(out.problems.size() == 3);
  BOOST_TEST(out.problems[0] == "w.jsonl:1: article has no id");
  BOOST_TEST(out.problems[1] == "w.jsonl:2: article has neither headline nor body");
}

BOOST_AUTO_TEST_CASE(many_more_than_fit_the_belt_come_out_the_same_with_1_and_8_workers) {
  const TestFolder folder;
  std::string lines;
  for (int i = 0; i < 5'000; ++i) {
    lines += "{\"id\":\"" + std::to_string(i) + "\",\"headline\":\"number " + std::to_string(i) +
             "\"}\n";
  }
  const auto file = folder.write("w.jsonl", lines);
  const auto one = taste({file}, 1);
  BOOST_TEST(one.articles.size() == 5'000);
  BOOST_TEST(one.articles.back().article().id() == "4999");
  BOOST_TEST(one.bytes == taste({file}, 8).bytes);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
