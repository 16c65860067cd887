// Records read back as they were written, and never from a cut or later form.
#include "daemon/record/records.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(an_article_reads_back_as_it_was_written) {
  ArticleRecord record;
  record.sequence = 77;
  record.received_at = -5;
  record.flags = kArticleIsNotUtf8;
  record.feed = "wire";
  record.identity[3] = 9;
  record.bytes = std::string_view("a\0b", 3);
  std::string value(encodedSize(record), '\0');
  encode(record, value.data());
  const auto read = decodeArticle(77, value);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->received_at == -5);
  BOOST_TEST(read->flags == kArticleIsNotUtf8);
  BOOST_TEST(read->feed == "wire");
  BOOST_TEST((read->identity == record.identity));
  BOOST_TEST(read->bytes == record.bytes);
}

BOOST_AUTO_TEST_CASE(notes_and_letters_read_back_as_they_were_written) {
  const NotesRecord notes{5, kWholeMessage, "HOLD.de.04000000", "notes"};
  std::string value(encodedSize(notes), '\0');
  encode(notes, value.data());
  const auto read = decodeNotes(5, value);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->topic == "HOLD.de.04000000");
  BOOST_TEST(read->flags == kWholeMessage);
  BOOST_TEST(read->bytes == "notes");

  const LetterRecord letter{3, 12, "wire", "empty id", "frame"};
  value.assign(encodedSize(letter), '\0');
  encode(letter, value.data());
  const auto back = decodeLetter(3, value);
  BOOST_REQUIRE(back);
  BOOST_TEST(back->received_at == 12);
  BOOST_TEST(back->reason == "empty id");
  BOOST_TEST(back->frame == "frame");
  value[1] = 4;  // a flag that a later version may have given a meaning
  BOOST_TEST(!decodeLetter(3, value));
}

BOOST_AUTO_TEST_CASE(a_value_cut_anywhere_in_its_head_is_no_record) {
  ArticleRecord record;
  record.feed = "wire";
  std::string value(encodedSize(record), '\0');
  encode(record, value.data());
  for (std::size_t size = 0; size < value.size(); ++size)
    BOOST_TEST(!decodeArticle(1, std::string_view(value).substr(0, size)));
  BOOST_TEST(!decodeNotes(1, ""));
  BOOST_TEST(!decodeNotes(1, "\x01"));
  BOOST_TEST(!decodeLetter(1, "\x01\x00\xff\xff"));
}

BOOST_AUTO_TEST_CASE(a_record_of_a_later_version_is_not_misread) {
  const NotesRecord notes{5, 0, "t", "b"};
  std::string value(encodedSize(notes), '\0');
  encode(notes, value.data());
  value[0] = 2;
  BOOST_TEST(!decodeNotes(5, value));
}

BOOST_AUTO_TEST_CASE(keys_order_as_their_numbers_do) {
  std::string before;
  for (const std::uint64_t number :
       {std::uint64_t{1}, std::uint64_t{255}, std::uint64_t{256}, std::uint64_t{1} << 40,
        std::numeric_limits<std::uint64_t>::max()}) {
    const SequenceKey key = sequenceKey(number);
    const std::string bytes(key.data(), key.size());
    BOOST_TEST((before < bytes));  // as strings: unsigned, as LMDB does
    BOOST_TEST(sequenceOf(bytes) == number);
    before = bytes;
  }
}

BOOST_AUTO_TEST_CASE(a_long_reason_is_cut_between_two_characters) {
  std::string reason(kReasonBytesMax - 1, 'x');
  reason += "é and more";
  const LetterRecord letter{1, 0, "wire", reason, "frame"};
  std::string value(encodedSize(letter), '\0');
  encode(letter, value.data());
  BOOST_TEST(decodeLetter(1, value)->reason == std::string(kReasonBytesMax - 1, 'x'));
}

}  // namespace
}  // namespace copytaster
