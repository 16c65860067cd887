// The rules of a token, a sentence and a quotation, as abi.h promises them to filters.
#include "daemon/article/reading.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "daemon/article/folding.h"

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

BOOST_AUTO_TEST_CASE(the_end_of_a_line_is_no_part_of_the_sentence_after_it) {
  const std::vector<std::string> both{"One two.", "Three four."};
  for (const char* end : {"\n", "\r\n", " \r\n \r\n"}) {
    BOOST_TEST(sentences("One two." + std::string(end) + "Three four.") == both,
               boost::test_tools::per_element());
  }
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

// What abi.h says of one word of ASCII letters and digits, a byte at a time.
std::uint16_t plainFlags(std::string_view word) {
  const auto is = [](char low, char high) { return [=](char c) { return c >= low && c <= high; }; };
  const auto capitals = std::ranges::count_if(word, is('A', 'Z'));
  unsigned flags = 0;
  if (is('A', 'Z')(word[0])) flags |= CT_TOKEN_CAPITAL;
  if (is('0', '9')(word[0])) flags |= CT_TOKEN_NUMBER;
  if (std::ranges::any_of(word, is('0', '9'))) flags |= CT_TOKEN_DIGIT;
  if (capitals >= 2 && std::ranges::none_of(word, is('a', 'z'))) flags |= CT_TOKEN_ALL_CAPITALS;
  return static_cast<std::uint16_t>(flags);
}

BOOST_AUTO_TEST_CASE(words_of_every_length_and_case_have_the_flags_and_the_hash_of_their_letters) {
  std::string text;
  std::vector<std::string> wanted;
  for (std::size_t size = 1; size <= 140; ++size) {
    for (const std::string_view letters : {"a", "A", "7", "aB", "Ab", "9x", "x9", "A9"}) {
      std::string word;
      while (word.size() < size) word += letters[word.size() % letters.size()];
      text += word + (size % 3 == 0 ? "-" : " ");
      wanted.push_back(word);
    }
  }
  Arena arena;
  const auto tokens = readText(text, arena).tokens;
  BOOST_REQUIRE_EQUAL(tokens.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    BOOST_TEST_CONTEXT(wanted[i]) {
      BOOST_TEST(text.substr(tokens[i].begin, tokens[i].size) == wanted[i]);
      BOOST_TEST(tokens[i].hash == folding::hash(wanted[i]));
      BOOST_TEST((tokens[i].flags & 0x1F) == plainFlags(wanted[i]));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_text_is_read_alike_wherever_its_bytes_stand) {
  // Empty lines before a text say nothing of it, but move its words through the blocks that it is
  // read by.
  std::uint32_t seed = 20261123;
  for (int round = 0; round < 60; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      seed = seed * 1664525U + 1013904223U;
      static constexpr std::string_view kPieces[] = {
          "a ",     "The ",  "USA",        "rates ",  "Café ", "don't",
          "x7 ",    "Mr. ",  "3,000",      ". Then ", "\n",    "“No,” ",
          "\"so\"", "-",     "é",          "it’s ",   " ",     "? He ",
          "Jan. ",  "12:30", "abcdefghij", "U.S.",    "ö ",    "longerthansixteens"};
      text += kPieces[(seed >> 16) % std::size(kPieces)];
    }
    Arena arena;
    const ReadText plain = readText(text, arena);
    for (std::uint32_t moved = 1; moved < 130; moved += moved < 70 ? 1 : 13) {
      Arena other_arena;
      const std::string other = std::string(moved, '\n') + text;
      const ReadText read = readText(other, other_arena);
      BOOST_TEST_CONTEXT("moved by " << moved << ": " << text) {
        BOOST_REQUIRE_EQUAL(read.tokens.size(), plain.tokens.size());
        for (std::size_t i = 0; i < plain.tokens.size(); ++i) {
          const ct_token &a = plain.tokens[i], &b = read.tokens[i];
          BOOST_REQUIRE(a.hash == b.hash && a.begin + moved == b.begin && a.size == b.size &&
                        a.flags == b.flags);
        }
        BOOST_TEST(pieces(other, read.sentences) == pieces(text, plain.sentences));
        BOOST_TEST(pieces(other, read.quotations) == pieces(text, plain.quotations));
        BOOST_TEST(pieces(other, read.lines) == pieces(text, plain.lines));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
