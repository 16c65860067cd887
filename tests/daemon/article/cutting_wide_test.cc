// Both twins cut every text into the same words and marks.
#include "daemon/article/cutting_wide.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

#include "tests/daemon/article/cut_text.h"

namespace copytaster {

BOOST_AUTO_TEST_SUITE(cutting_wide)

BOOST_AUTO_TEST_CASE(both_twins_give_the_same_words_and_marks) {
  static constexpr std::string_view kPieces[] = {"a",
                                                 "the ",
                                                 "Rates ",
                                                 "USA",
                                                 "Éa",
                                                 "é",
                                                 "ÀÜ",
                                                 "ß",
                                                 "÷",
                                                 "’",
                                                 "'",
                                                 "’s",
                                                 "7",
                                                 "3.5",
                                                 ",000",
                                                 ":30",
                                                 "x9",
                                                 ". ",
                                                 "? ",
                                                 "!",
                                                 "\n",
                                                 "\"",
                                                 "“",
                                                 "”",
                                                 "…",
                                                 "«",
                                                 "»",
                                                 "Ж",
                                                 "€",
                                                 "–",
                                                 "-",
                                                 " ",
                                                 "\xE2",
                                                 "\x80",
                                                 "\xC3",
                                                 "\xC2",
                                                 "\x99",
                                                 "º",
                                                 "McD ",
                                                 "abcdefghijklmnop",
                                                 "quattuordecim’s"};
  std::uint32_t seed = 20261124;
  const auto next = [&seed] { return (seed = seed * 1664525U + 1013904223U) >> 16; };
  for (int round = 0; round < 3000; ++round) {
    // Of few different pieces, so that there are all mixtures.
    const std::size_t first = next() % std::size(kPieces), kinds = 1 + next() % std::size(kPieces);
    std::string text;
    for (std::uint32_t left = next() % 200; left > 0; --left)
      text += kPieces[(first + next() % kinds) % std::size(kPieces)];
    const Cut plain = cutAll(text, cutPlain), wide = cutAll(text, cut);
    BOOST_TEST_CONTEXT("round " << round << ": " << text) {
      BOOST_REQUIRE(same(plain.words, wide.words));
      BOOST_REQUIRE(same(plain.marks, wide.marks));
      BOOST_REQUIRE(same(plain.stops, wide.stops));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
