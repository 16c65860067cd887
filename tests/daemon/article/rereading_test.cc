// Whatever was cut out or replaced, a restored body reads as it would have without the one before.
#include "daemon/article/rereading.h"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <random>
#include <string>

#include "daemon/article/reading.h"

namespace copytaster {
namespace {

template <class Values>
bool same(const Values& a, const Values& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

// Whether `text` reads the same with `before` as without.
bool readsTheSame(std::string_view text, std::string_view before) {
  Arena arena;
  const ReadText old = readText(before, arena), plain = readText(text, arena);
  const ReadText again = rereadText(text, old, arena);
  return again.text == text && same(again.tokens, plain.tokens) &&
         same(again.sentences, plain.sentences) && same(again.quotations, plain.quotations) &&
         same(again.lines, plain.lines);
}

const std::string kStory =
    "The harbour at Ness reopened on Monday, its master said.\n\"We lost two days,\" he added. "
    "\"No "
    "more than\nthat.\"\n\nShare this article\n\nBoats of 15 yards had waited outside the wall "
    "since "
    "the weekend, some with fish that would not keep.\nMr. Ross, 43, sold his in "
    "Lerwick.\nAdvertisement\n"
    "The wind was force 8.\n";

// Lines of all kinds that decide where a paragraph ends: short, wrapped, long, empty, some that
// begin small, some with a quotation left open.
std::string madeText(std::mt19937& random) {
  static const char* const kWords[] = {"the ",
                                       "Wall",
                                       "\"",
                                       "\n",
                                       "\n",
                                       "\n\n",
                                       ". ",
                                       "3.5 ",
                                       "don't ",
                                       " of ",
                                       "St",
                                       "\xE2\x80\x9C",
                                       "\xE2\x80\x9D",
                                       "\xC3\xA9t\xC3\xA9 ",
                                       " and then a longer stretch of words "};
  std::string text;
  for (std::size_t n = random() % 80; n > 0; --n) text += kWords[random() % std::size(kWords)];
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rereading)

BOOST_AUTO_TEST_CASE(a_passage_cut_out_changes_nothing_of_the_rest) {
  for (std::size_t begin = 0; begin < kStory.size(); ++begin) {
    for (std::size_t size = 1; begin + size <= kStory.size(); ++size) {
      std::string text = kStory;
      BOOST_REQUIRE_MESSAGE(readsTheSame(text.erase(begin, size), kStory),
                            "without " << size << " bytes at " << begin);
    }
  }
}

BOOST_AUTO_TEST_CASE(texts_of_the_same_pieces_read_each_as_without_the_other) {
  for (std::uint32_t seed = 1; seed <= 3'000; ++seed) {
    std::mt19937 random(seed);
    const std::string before = madeText(random);
    std::string text = before;
    for (std::size_t edits = 1 + random() % 3; edits > 0; --edits) {
      const std::size_t begin = random() % (text.size() + 1);
      // Whole pieces only, so that no character is cut.
      text = text.substr(0, text.find('\n', begin)) + madeText(random) +
             text.substr(std::min(text.size(), text.find(' ', begin)));
    }
    BOOST_REQUIRE_MESSAGE(readsTheSame(text, before), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(paragraphs_that_both_have_are_taken_over) {
  Arena arena;
  ReadText old = readText(kStory, arena);
  for (ct_token& t : old.tokens) t.hash = 1;  // to be known again
  const std::string advertised = "Advertisement\n";
  std::string text = kStory;
  text.erase(text.find(advertised), advertised.size());
  const ReadText again = rereadText(text, old, arena);
  const auto taken = std::ranges::count(again.tokens, 1U, &ct_token::hash);
  BOOST_TEST(taken == static_cast<std::ptrdiff_t>(old.tokens.size() - 1));
}

BOOST_AUTO_TEST_CASE(a_long_text_with_nothing_in_common_is_read_whole) {
  std::string before, text;
  for (int line = 0; line < 2'000; ++line) {
    before += "Nothing of number " + std::to_string(line) + " stands there.\n";
    text += "All of number " + std::to_string(line) + " stands here.\n";
  }
  BOOST_TEST(readsTheSame(text, before));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace copytaster
