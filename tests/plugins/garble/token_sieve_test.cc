// Eight tokens at once are asked as one by one.
#include "plugins/garble/token_sieve.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

#include "plugins/garble/wide.h"
#include "tests/plugins/garble/sample.h"

using namespace copytaster;

namespace {

using Places = std::vector<std::uint32_t>;

// What `find` writes of some tokens.
template <class Find>
Places found(std::size_t tokens, Find find) {
  Places to(tokens + kSievedBehind);
  to.resize(find(to.data()));
  return to;
}

// Of all sizes up to 60 words; of few words, so that many come twice.
std::vector<std::string> texts() {
  std::mt19937 random(5);
  std::vector<std::string> all;
  for (std::size_t words = 0; words < 60; ++words) {
    for (int round = 0; round < 20; ++round) {
      static constexpr std::string_view kWords[] = {
          "the ", "a ", "an ", "thou ", "thou,", "read ", "more ", "I ",
          "2.5 ", "-",  ". ",  "\n",    "share", "“",     "’s ",   "click "};
      std::string text;
      for (std::size_t i = 0; i < words; ++i) text += kWords[random() % std::size(kWords)];
      all.push_back(text);
    }
  }
  return all;
}

std::uint64_t hashOf(std::string_view word) {
  return Sample(word).view().tokens[0].hash;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_sieve)

BOOST_AUTO_TEST_CASE(first_words_are_told_at_the_start_of_a_line_and_inside) {
  FirstWords firsts;
  firsts.of(hashOf("read")) = 3;
  firsts.of(hashOf("the")) = 2;
  std::size_t all = 0;
  for (const std::string& text : texts()) {
    const Sample sample(text);
    const auto tokens = sample.view().tokens;
    const auto asked = [&](bool at_once) {
      return found(tokens.size(),
                   [&](std::uint32_t* to) { return findFirsts(tokens, firsts, to, at_once); });
    };
    const Places plain = asked(false), wide = asked(isWide());
    BOOST_TEST(wide == plain, boost::test_tools::per_element());
    all += plain.size();
  }
  BOOST_TEST(all > 100U);
  const Sample sample("the read the\nthe read");
  BOOST_TEST(found(5,
                   [&](std::uint32_t* to) {
                     return findFirsts(sample.view().tokens, firsts, to, isWide());
                   }) == (Places{0, 1, 3, 4}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(watched_words_those_after_them_and_doubled_ones_are_found) {
  FewWords words;
  for (const char* word : {"a", "an", "thou"}) words.add(hashOf(word));
  for (const std::string& text : texts()) {
    const Sample sample(text);
    const auto tokens = sample.view().tokens;
    const auto asked = [&](bool at_once) {
      return found(tokens.size(),
                   [&](std::uint32_t* to) { return findWatched(tokens, words, to, at_once); });
    };
    const Places plain = asked(false), wide = asked(isWide());
    BOOST_TEST(wide == plain, boost::test_tools::per_element());
  }
  const Sample sample("read more more share a read thou click read the");
  BOOST_TEST(found(10,
                   [&](std::uint32_t* to) {
                     return findWatched(sample.view().tokens, words, to, isWide());
                   }) == (Places{2, 4, 5, 6, 7}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(words_apart_are_found_to_the_end_of_the_text) {
  for (const std::string& text : texts()) {
    const Sample sample(text);
    const auto tokens = sample.view().tokens;
    std::uint32_t plain_bytes = 0, bytes = 0;
    const Places plain = found(tokens.size(), [&](std::uint32_t* to) {
      return findApart(tokens, text, to, plain_bytes, false);
    });
    const Places wide = found(tokens.size(), [&](std::uint32_t* to) {
      return findApart(tokens, text, to, bytes, isWide());
    });
    BOOST_TEST(wide == plain, boost::test_tools::per_element());
    BOOST_TEST(bytes == plain_bytes);
  }
}

BOOST_AUTO_TEST_SUITE_END()
