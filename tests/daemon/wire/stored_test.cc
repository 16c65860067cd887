// A message put together from the journal is the message that was published.
#include "daemon/wire/stored.h"

#include <boost/test/unit_test.hpp>

#include "copytaster/v1/enriched.pb.h"

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(stored)

BOOST_AUTO_TEST_CASE(an_article_and_its_notes_make_one_message) {
  v1::EnrichedArticle whole;
  whole.mutable_article()->set_id("a");
  const std::string article = whole.article().SerializeAsString();
  v1::EnrichedArticle notes;
  notes.set_sequence(7);
  notes.add_reasons("seen before");
  const std::string rest = notes.SerializeAsString();
  std::string out = "what was there before";
  writeStored({7, 0, 0, "wire", {}, article}, {7, 0, "PASS.en.none", rest}, out);
  whole.MergeFrom(notes);
  BOOST_TEST(out == whole.SerializeAsString());
}

BOOST_AUTO_TEST_CASE(notes_that_are_the_whole_message_stand_alone) {
  std::string out;
  writeStored({7, 0, 0, "wire", {}, "as received"}, {7, kWholeMessage, "PASS.en.none", "all"}, out);
  BOOST_TEST(out == "all");
}

BOOST_AUTO_TEST_SUITE_END()
