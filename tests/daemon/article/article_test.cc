// The walk over an article's wire form: what is read, what is refused, and that hostile bytes end
// in a refusal.
#include "daemon/article/article.h"

#include <boost/test/unit_test.hpp>
#include <protozero/pbf_writer.hpp>
#include <string>

#include "daemon/article/fields.h"

namespace copytaster {
namespace {

std::string minimal() {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_string(fields::kId, "id-1");
  w.add_string(fields::kBody, "Body.");
  return out;
}
Refusal refusalOf(std::string_view bytes) {
  Article out;
  return readArticle(bytes, out);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(article)

BOOST_AUTO_TEST_CASE(every_field_is_read) {
  std::string bytes = minimal();
  protozero::pbf_writer w(bytes);
  w.add_string(fields::kHeadline, "Head");
  w.add_uint32(fields::kVersion, 3);
  w.add_enum(fields::kAdvisory, CT_KILL);
  w.add_string(fields::kSubjects, "first");
  w.add_string(fields::kSubjects, "second");
  {
    protozero::pbf_writer time(w, fields::kPublishedAt);
    time.add_int64(1, 1'700'000'000);
    time.add_int32(2, 250'000'000);
  }
  for (const auto& [key, value] : {std::pair{"desk", "night"}, {"desk", "day"}}) {
    protozero::pbf_writer entry(w, fields::kMetadata);
    entry.add_string(1, key);
    entry.add_string(2, value);
  }
  Article a;
  BOOST_REQUIRE(readArticle(bytes, a) == Refusal::kNone);
  BOOST_TEST(a.id == "id-1");
  BOOST_TEST(a.headline == "Head");
  BOOST_TEST(a.version == 3U);
  BOOST_TEST(a.advisory == static_cast<std::uint32_t>(CT_KILL));
  BOOST_TEST(a.published_at == 1'700'000'000'250'000);
  BOOST_TEST(a.subject(1) == "second");
  BOOST_TEST((a.subject(2).data() == nullptr));
  BOOST_TEST(a.metadata("desk") == "day");
  BOOST_TEST(a.metadata("floor").empty());
  BOOST_TEST(a.utf8);
}

// Found by fuzzing: text that is not UTF-8 kept the entries after it from being looked at, and what
// read them later threw.
BOOST_AUTO_TEST_CASE(metadata_that_is_none_is_refused_whatever_stands_before_it) {
  const std::string not_utf8 = "\x0a\x01\xff", no_field = "\x0f";
  for (const std::string& entry : {no_field, not_utf8 + no_field}) {
    std::string frame = minimal();
    protozero::pbf_writer w(frame);
    w.add_string(fields::kHeadline, "caf\xe9");
    w.add_string(fields::kMetadata, entry);
    BOOST_TEST((refusalOf(frame) == Refusal::kNotAnArticle));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_article_is_refused_with_its_reason) {
  BOOST_TEST((refusalOf("hello, not protobuf") == Refusal::kNotAnArticle));
  BOOST_TEST((refusalOf("") == Refusal::kNoId));
  std::string no_text;
  protozero::pbf_writer(no_text).add_string(fields::kId, "x");
  BOOST_TEST((refusalOf(no_text) == Refusal::kNoText));
  std::string no_id;
  protozero::pbf_writer(no_id).add_string(fields::kBody, "x");
  BOOST_TEST((refusalOf(no_id) == Refusal::kNoId));
  std::string wrong = minimal();
  protozero::pbf_writer(wrong).add_uint64(fields::kHeadline, 7);
  BOOST_TEST((refusalOf(wrong) == Refusal::kNotAnArticle));
  std::string many = minimal();
  protozero::pbf_writer w(many);
  for (int i = 0; i < 5000; ++i) w.add_string(fields::kSubjects, "s");
  BOOST_TEST((refusalOf(many) == Refusal::kTooManyFields));
}

BOOST_AUTO_TEST_CASE(a_frame_cut_anywhere_is_an_article_or_a_refusal_and_never_reads_past_its_end) {
  std::string whole = minimal();
  protozero::pbf_writer w(whole);
  w.add_string(fields::kHeadline, "A headline of some length");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut(whole, 0,
                          size);  // its own memory, so that a sanitizer sees a read past it
    static_cast<void>(refusalOf(cut));
  }
  BOOST_TEST((refusalOf(whole) == Refusal::kNone));
}

BOOST_AUTO_TEST_CASE(a_time_past_the_bounds_of_a_timestamp_is_no_time) {
  std::string bytes = minimal();
  protozero::pbf_writer w(bytes);
  {
    protozero::pbf_writer time(w, fields::kPublishedAt);
    time.add_int64(1, INT64_MAX);
  }
  Article a;
  BOOST_REQUIRE(readArticle(bytes, a) == Refusal::kNone);
  BOOST_TEST(a.published_at == 0);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
