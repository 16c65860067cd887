// Embedded posts and the leading date.
#include <boost/test/unit_test.hpp>

#include "plugins/garble/furniture.h"
#include "sample.h"

using namespace copytaster;

namespace {

std::string marked(const std::string& text) {
  const Sample sample(text);
  DamageList list;
  readEmbeds(sample.view(), list);
  return told(text, list);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(embeds)

BOOST_AUTO_TEST_CASE(a_posts_signature_is_cut) {
  BOOST_TEST(marked("Great day! — Ann Lee (@annlee) February 4, 2025\nMore.") ==
             "— Ann Lee (@annlee) February 4, 2025>");
}

BOOST_AUTO_TEST_CASE(a_post_with_a_picture_is_cut_whole) {
  const std::string post = "So proud! pic.twitter.com/AbCd123 — Ann Lee (@annlee) 4 Feb 2025";
  BOOST_TEST(marked("Text.\n" + post + "\nMore.").starts_with(post + ">"));
}

BOOST_AUTO_TEST_CASE(a_leading_date_is_cut) {
  BOOST_TEST(marked(" date 2025-02-04 The mayor said it was late.") == " date 2025-02-04 >");
}

BOOST_AUTO_TEST_CASE(handles_and_dates_in_prose_stand) {
  BOOST_TEST(marked("Ann Lee (@annlee) wrote that on February 4, 2025 — a Tuesday — it rained.") ==
             "");
  BOOST_TEST(marked("The date 2025-02-04 is set for it all.") == "");
}

BOOST_AUTO_TEST_SUITE_END()
