#include "daemon/tool/excerpt.h"

#include <boost/test/unit_test.hpp>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(excerpts)

std::string plain(const Styled& text) {
  std::string out;
  for (const auto& [part, style] : text.spans()) {
    out += style == Style::kRemoved    ? "-" + part + "-"
           : style == Style::kInserted ? "+" + part + "+"
                                       : part;
  }
  return out;
}

void add(v1::Garble& garble, std::uint32_t begin, std::uint32_t end, const std::string& reading) {
  auto* finding = garble.add_findings();
  finding->set_field("body");
  finding->set_begin(begin);
  finding->set_end(end);
  finding->set_reading(reading);
}

BOOST_AUTO_TEST_CASE(a_finding_stands_beside_its_reading) {
  v1::Garble garble;
  add(garble, 4, 10, "he");
  BOOST_TEST(plain(marked("and helium said", "body", garble, Style::kPlain)) ==
             "and -helium- +he+ said");
  BOOST_TEST(plain(excerpt("and helium said", garble)) == "and -helium- +he+ said");
  BOOST_TEST(plain(marked("and helium said", "headline", garble, Style::kPlain)) ==
             "and helium said");
}

BOOST_AUTO_TEST_CASE(offsets_past_the_text_and_findings_within_findings_are_left_out) {
  v1::Garble garble;
  add(garble, 0, 99, "x");
  add(garble, 3, 2, "x");
  add(garble, 0, 6, "he");
  add(garble, 2, 4, "y");
  BOOST_TEST(plain(marked("helium said", "body", garble, Style::kPlain)) == "-helium- +he+ said");
}

BOOST_AUTO_TEST_CASE(a_long_body_is_shown_around_its_findings) {
  std::string body;
  for (int i = 0; i < 200; ++i) body += "word ";
  const auto at = static_cast<std::uint32_t>(body.size());
  body += "helium ";
  for (int i = 0; i < 200; ++i) body += "word ";
  v1::Garble garble;
  add(garble, at, at + 6, "he");
  const std::string out = plain(excerpt(body, garble));
  BOOST_TEST(out.size() < 250);
  BOOST_TEST(out.find("word -helium- +he+ word") != std::string::npos);
  BOOST_TEST(out.starts_with("… "));
  BOOST_TEST(out.ends_with("…"));
}

BOOST_AUTO_TEST_CASE(many_findings_are_counted_past_the_first_stretches) {
  std::string body;
  v1::Garble garble;
  for (int i = 0; i < 20; ++i) {
    add(garble, static_cast<std::uint32_t>(body.size()),
        static_cast<std::uint32_t>(body.size() + 6), "he");
    body += "helium " + std::string(400, '.') + " ";
  }
  BOOST_TEST(plain(excerpt(body, garble)).find("14 more findings") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_clean_body_shows_its_opening_on_one_line) {
  const v1::Garble garble;
  BOOST_TEST(plain(excerpt("One.\nTwo.", garble)) == "One. Two.");
  BOOST_TEST(opening(std::string(2000, 'x')).size() < 260);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
