// The rules of a token, a sentence and a quotation, as abi.h promises them to filters.
#include "daemon/article/reading.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace copytaster {
namespace {

std::vector<std::string> words(std::string_view text) {
  Arena arena;
  std::vector<std::string> out;
  for (const ct_token& t : readText(text, arena).tokens)
    out.emplace_back(text.substr(t.begin, t.size));
  return out;
}
template <class Spans>
std::vector<std::string> pieces(std::string_view text, const Spans& spans) {
  std::vector<std::string> out;
  for (const ct_span& s : spans) out.emplace_back(text.substr(s.begin, s.end - s.begin));
  return out;
}
std::vector<std::string> sentences(std::string_view text) {
  Arena arena;
  return pieces(text, readText(text, arena).sentences);
}
std::vector<std::string> quotations(std::string_view text) {
  Arena arena;
  return pieces(text, readText(text, arena).quotations);
}
using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(reading)

BOOST_AUTO_TEST_CASE(words_keep_inner_apostrophes_and_end_at_hyphens) {
  BOOST_TEST(
      words("They don't, 'do' well-known things’ ends; Côte d’Ivoire") ==
          (Words{"They", "don't", "do", "well", "known", "things", "ends", "Côte", "d’Ivoire"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_keep_their_points_commas_and_colons) {
  BOOST_TEST(
      words("$15,237.64, 3:30 p.m. on 2025-02-04. U.S. 1980s") ==
          (Words{"15,237.64", "3:30", "p", "m", "on", "2025", "02", "04", "U", "S", "1980s"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(other_scripts_are_words_too) {
  BOOST_TEST(
      words("Москва — столица. Αθήνα, القاهرة") == (Words{"Москва", "столица", "Αθήνα", "القاهرة"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_hash_is_xxh3_of_the_folded_word) {
  Arena arena;
  const auto read = readText("Don’T ÉCOLE plain", arena);
  const auto hash = [](std::string_view s) { return XXH3_64bits(s.data(), s.size()); };
  BOOST_TEST(read.tokens[0].hash == hash("don't"));
  BOOST_TEST(read.tokens[1].hash == hash("école"));
  BOOST_TEST(read.tokens[2].hash == hash("plain"));
}

BOOST_AUTO_TEST_CASE(flags_tell_case_digits_and_place) {
  Arena arena;
  const auto t = readText("NATO met. \"The 3rd time,\" he said.\nÉlan", arena).tokens;
  BOOST_TEST(t[0].flags == (CT_TOKEN_CAPITAL | CT_TOKEN_ALL_CAPITALS | CT_TOKEN_SENTENCE_START |
                            CT_TOKEN_LINE_START));
  BOOST_TEST(t[1].flags == 0);
  BOOST_TEST(t[2].flags == (CT_TOKEN_CAPITAL | CT_TOKEN_SENTENCE_START | CT_TOKEN_QUOTED));
  BOOST_TEST(t[3].flags == (CT_TOKEN_NUMBER | CT_TOKEN_DIGIT | CT_TOKEN_QUOTED));
  BOOST_TEST(t[7].flags == (CT_TOKEN_CAPITAL | CT_TOKEN_NON_ASCII | CT_TOKEN_SENTENCE_START |
                            CT_TOKEN_LINE_START));
}

BOOST_AUTO_TEST_CASE(sentences_do_not_end_at_abbreviations_initials_or_decimals) {
  BOOST_TEST(
      sentences("Mr. Smith met Gov. J. R. Brown on Jan. 5. They paid 3.5 million. Then U.S. troops "
                "left.") == (Words{"Mr. Smith met Gov. J. R. Brown on Jan. 5.",
                                   "They paid 3.5 million.", "Then U.S. troops left."}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(closing_marks_belong_to_the_sentence_that_ends) {
  BOOST_TEST(
      sentences("“It is over.” He left. \"Why?\" she asked. (Nobody knew.) End") ==
          (Words{"“It is over.”", "He left.", "\"Why?\" she asked.", "(Nobody knew.)", "End"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_line_ends_a_sentence_and_a_wrapped_line_does_not) {
  BOOST_TEST(
      sentences("Council votes\n\nThe council of the town voted on Monday evening to close\nthe "
                "old bridge for good.") == (Words{"Council votes",
                                                  "The council of the town voted on Monday evening "
                                                  "to close\nthe old bridge for good."}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(quotations_are_found_in_both_kinds_of_marks_and_end_with_their_paragraph) {
  BOOST_TEST(quotations("He said \"no deal\" and “never again”. \"Left open\n\nNext one.") ==
                 (Words{"no deal", "never again"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_token_lies_in_order_within_the_text_whatever_the_bytes) {
  std::uint32_t seed = 20261122;
  for (int round = 0; round < 400; ++round) {
    std::string text;
    for (int i = 0; i < 300; ++i) {
      seed = seed * 1664525U + 1013904223U;
      static constexpr std::string_view kPieces[] = {"a", "B", "7", "'",  "’", ".", ",", "\n",
                                                     " ", "“", "”", "\"", "é", "-", "(", "Ж"};
      text += kPieces[seed >> 28];
    }
    Arena arena;
    const auto read = readText(text, arena);
    std::uint32_t at = 0;
    for (const ct_token& t : read.tokens) {
      BOOST_REQUIRE_MESSAGE(t.begin >= at && t.size > 0 && t.begin + t.size <= text.size(),
                            "round " << round);
      at = t.begin + t.size;
    }
    for (const auto& spans : {read.sentences, read.quotations, read.lines}) {
      for (const ct_span& s : spans) {
        BOOST_REQUIRE(s.begin <= s.end && s.end <= text.size() && s.token_begin <= s.token_end &&
                      s.token_end <= read.tokens.size());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_fast_path_and_the_byte_loop_read_the_same_words) {
  // A word within 16 bytes of the end goes through the byte loop; the same word with room behind it
  // does not.
  for (const char* word :
       {"a", "The", "USA", "rates", "Café", "don't", "x7", "iPhone", "abcdefghijklmno",
        "abcdefghijklmnop", "Abcdefghijklmnopqrstuvwxyz", "McCain"}) {
    for (const char* after : {" ", ".", "-", "’s ", ",", "\n", "\"", "é "}) {
      const std::string alone = std::string(word) + after;
      const std::string roomy = alone + std::string(40, ' ');
      Arena arena;
      const auto slow = readText(alone, arena).tokens, fast = readText(roomy, arena).tokens;
      BOOST_TEST_CONTEXT(alone) {
        BOOST_REQUIRE_EQUAL(slow.size(), fast.size());
        for (std::size_t i = 0; i < slow.size(); ++i) {
          BOOST_TEST(slow[i].hash == fast[i].hash);
          BOOST_TEST(slow[i].begin == fast[i].begin);
          BOOST_TEST(slow[i].size == fast[i].size);
          BOOST_TEST(slow[i].flags == fast[i].flags);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
