#include "daemon/tool/inputs.h"

#include <boost/test/unit_test.hpp>

#include "copytaster/v1/article.pb.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(inputs)

// "id@place" of each article, "place: !" of what could not be read.
std::vector<std::string> all(const std::vector<std::string>& files) {
  Inputs inputs(files);
  std::vector<std::string> out;
  while (true) {
    const Inputs::Step step = inputs.next();
    if (step == Inputs::Step::kEnd) return out;
    const std::string file = inputs.place().substr(inputs.place().rfind('/') + 1);
    v1::Article article;
    if (step == Inputs::Step::kUnread) {
      out.push_back(file + ": !");
    } else {
      BOOST_REQUIRE(article.ParseFromString(inputs.article()));
      out.push_back(article.id() + "@" + file);
    }
  }
}

using Lines = std::vector<std::string>;

void check(const Lines& got, const Lines& wanted) {
  BOOST_TEST(got == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(json_lines_are_read_one_by_one_and_a_broken_one_is_passed_over) {
  const TestFolder folder;
  const auto file = folder.write("w.jsonl",
                                 "{\"id\":\"a\",\"body\":\"x\"}\n\n"
                                 "{\"id\":\"b\",\"body\":\n"
                                 "{\"id\":\"c\",\"body\":\"{\",\"unknown\":1}\n");
  check(all({file}), {"a@w.jsonl:1", "w.jsonl:3: !", "c@w.jsonl:4"});
}

BOOST_AUTO_TEST_CASE(pretty_printed_documents_follow_one_another) {
  const TestFolder folder;
  const auto file = folder.write("w.json", "{\n \"id\": \"a\"\n}\n{\n \"id\": \"b\"\n}\n");
  check(all({file}), {"a@w.json:1", "b@w.json:4"});
}

BOOST_AUTO_TEST_CASE(an_array_gives_each_of_its_articles) {
  const TestFolder folder;
  check(all({folder.write("w.json", R"([{"id":"a"},{"id":"b"}])")}), {"a@w.json", "b@w.json"});
}

BOOST_AUTO_TEST_CASE(ninjs_and_enriched_articles_are_told_by_their_names) {
  const TestFolder folder;
  const auto file = folder.write("w.jsonl",
                                 "{\"uri\":\"n\",\"headline\":\"h\",\"body_text\":\"b\"}\n"
                                 "{\"sequence\":\"7\",\"article\":{\"id\":\"e\"}}\n");
  check(all({file}), {"n@w.jsonl:1", "e@w.jsonl:2"});
}

BOOST_AUTO_TEST_CASE(xml_text_and_a_serialised_article_are_told_by_their_beginning) {
  const TestFolder folder;
  v1::Article article;
  article.set_id("p");
  article.set_body("b");
  const Lines files = {folder.write("n.xml",
                                    "<?xml version=\"1.0\"?><nitf><body><body.content><p>x</p>"
                                    "</body.content></body></nitf>"),
                       folder.write("t.txt", "A headline\n\nAnd a body.\n"),
                       folder.write("p.bin", article.SerializeAsString()),
                       folder.write("empty", "\n \n")};
  check(all(files), {"n@n.xml", "t@t.txt", "p@p.bin"});
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_told_and_the_next_one_read) {
  const TestFolder folder;
  check(all({folder.path("none"), folder.write("w.jsonl", "\xEF\xBB\xBF{\"id\":\"a\"}")}),
        {"none: !", "a@w.jsonl:1"});
}

v1::Article text(std::string_view from) {
  v1::Article article;
  BOOST_REQUIRE(article.ParseFromString(articleFromText(from, "t")));
  return article;
}

BOOST_AUTO_TEST_CASE(the_first_line_of_a_text_is_its_headline_where_it_looks_like_one) {
  BOOST_TEST(text("Ferry aground\nIt ran aground.").headline() == "Ferry aground");
  BOOST_TEST(text("Ferry aground.\n\nIt ran.").headline() == "Ferry aground.");
  BOOST_TEST(text("It ran aground.\nAll were saved.").headline().empty());
  BOOST_TEST(text("It ran aground.\nAll were saved.").body() == "It ran aground.\nAll were saved.");
  BOOST_TEST(text(std::string(400, 'x')).headline().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
