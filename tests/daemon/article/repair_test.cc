// Text that is not UTF-8: repaired by rule, in place, with everything else kept.
#include <boost/test/unit_test.hpp>
#include <protozero/pbf_writer.hpp>
#include <string>

#include "daemon/article/article.h"
#include "daemon/article/fields.h"

namespace copytaster {
namespace {

struct Repaired {
  Arena arena;
  ArenaList<Repair> repairs;
  std::string_view bytes;
  Article article;

  explicit Repaired(const std::string& body, const std::string& extra = "") {
    std::string in;
    protozero::pbf_writer w(in);
    w.add_string(fields::kId, "id");
    w.add_string(fields::kBody, body);
    w.add_string(900, "a field of tomorrow");
    in += extra;
    BOOST_REQUIRE(readArticle(in, article) == Refusal::kNone);
    BOOST_TEST(!article.utf8);
    bytes = repairText(in, arena, repairs);
    BOOST_REQUIRE(readArticle(bytes, article) == Refusal::kNone);
    BOOST_TEST(article.utf8);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(repair)

BOOST_AUTO_TEST_CASE(single_bytes_are_windows_1252) {
  const Repaired r(
      "He said \x93no\x94 in the caf\xe9 \x96 for \x80"
      "5.");
  BOOST_TEST(r.article.body == "He said “no” in the café – for €5.");
  BOOST_REQUIRE_EQUAL(r.repairs.size(), 1U);
  BOOST_TEST(r.article.body.substr(r.repairs[0].begin, r.repairs[0].end - r.repairs[0].begin) ==
             "“no” in the café – for €");
}

BOOST_AUTO_TEST_CASE(broken_utf8_keeps_what_is_whole_and_loses_only_what_is_not) {
  BOOST_TEST(Repaired("Zürich caf\xc3 and \xff end").article.body ==
             "Zürich caf\uFFFD and \uFFFD end");
  BOOST_TEST(Repaired("cut in the middle of “\xe2\x80").article.body ==
             "cut in the middle of “\uFFFD\uFFFD");
}

BOOST_AUTO_TEST_CASE(bytes_that_windows_1252_does_not_define_are_replaced) {
  BOOST_TEST(Repaired("a \x81 b").article.body == "a \uFFFD b");
}

// Found by fuzzing: the range of the first lay outside the second, and a note of it ended the
// daemon.
BOOST_AUTO_TEST_CASE(of_a_body_that_comes_twice_the_last_stands_and_its_repairs_alone) {
  std::string again;
  protozero::pbf_writer(again).add_string(fields::kBody, "short");
  const Repaired r("a long body that ends in \xe9t\xe9", again);
  BOOST_TEST(r.article.body == "short");
  BOOST_TEST(r.repairs.size() == 0U);
}

BOOST_AUTO_TEST_CASE(unknown_fields_and_map_entries_survive) {
  std::string extra;
  protozero::pbf_writer w(extra);
  {
    protozero::pbf_writer entry(w, fields::kMetadata);
    entry.add_string(1, "place");
    entry.add_string(2, "M\xfcnchen");
  }
  const Repaired r(
      "fran\xe7"
      "ais",
      extra);
  BOOST_TEST(r.article.body == "français");
  BOOST_TEST(r.article.metadata("place") == "München");
  BOOST_TEST(r.bytes.find("a field of tomorrow") != std::string_view::npos);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
