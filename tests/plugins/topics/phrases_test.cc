// Phrases in articles: the words of both are cut alike, and no phrase is missed or made up.
#include "plugins/topics/phrases.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <string>

#include "daemon/article/reading.h"

using namespace copytaster;
using namespace copytaster::topics;

namespace {

struct Text {
  explicit Text(std::string_view text) : read(readText(text, arena)) {}
  Arena arena;
  ReadText read;
};

// Meanings found, with the words of each.
std::vector<std::pair<std::string, std::uint32_t>> find(const PhraseTable& table,
                                                        const ReadText& read) {
  std::vector<std::pair<std::string, std::uint32_t>> out;
  for (std::size_t at = 0; at < read.tokens.size(); ++at) {
    table.match(read.tokens, at, table.begins(read.tokens, at), read.text,
                [&](std::size_t words, std::span<const std::uint32_t> meanings) {
                  const auto& last = read.tokens[at + words - 1];
                  const auto begin = read.tokens[at].begin;
                  for (const auto m : meanings)
                    out.emplace_back(read.text.substr(begin, last.begin + last.size - begin), m);
                });
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(phrases)

BOOST_AUTO_TEST_CASE(a_phrase_is_cut_into_the_words_that_the_reading_makes) {
  for (const std::string text :
       {"New York", "don't panic", "don’t panic", "Côte d'Ivoire", "AT&T", "3,000.50 dollars",
        "U.S. Army", "Müller–Straße", "São Tomé and Príncipe", "10:30 a.m.", "МОСКВА"}) {
    const Text read(text);
    const auto words = phraseWords(text);
    BOOST_TEST_REQUIRE(words.size() == read.read.tokens.size(), text);
    for (std::size_t i = 0; i < words.size(); ++i)
      BOOST_TEST(words[i] == read.read.tokens[i].hash, text);
  }
}

BOOST_AUTO_TEST_CASE(a_word_has_the_same_hash_alone_as_in_a_phrase) {
  for (const std::string& word :
       {std::string("Harbour"), std::string("A1z"), std::string("Ålesund"), std::string("O’Neill"),
        std::string(32, 'X'), std::string(33, 'X'), std::string(300, 'x') + "É"}) {
    BOOST_TEST_REQUIRE(phraseWords(word).size() == 1U, word);
    BOOST_TEST(wordHash(word) == phraseWords(word)[0], word);
  }
}

BOOST_AUTO_TEST_CASE(phrases_are_found_at_word_boundaries_only) {
  PhraseTable table;
  table.add("oil", 1);
  table.add("crude oil", 2);
  table.seal();
  const Text text("Crude oil rose; the foil and the oils did not. Crude. Oil fell.");
  const auto found = find(table, text.read);
  using Found = std::vector<std::pair<std::string, std::uint32_t>>;
  BOOST_TEST((found == Found{{"Crude oil", 2}, {"oil", 1}, {"Oil", 1}}));
}

BOOST_AUTO_TEST_CASE(a_phrase_reaches_over_hyphens_line_ends_and_the_points_of_abbreviations) {
  PhraseTable table;
  table.add("St. Louis", 1);
  table.add("cease fire", 2);
  table.add("world cup", 3);
  table.seal();
  const Text text("A cease-fire near St. Louis before the World\nCup.");
  BOOST_TEST(find(table, text.read).size() == 3);
}

BOOST_AUTO_TEST_CASE(a_phrase_without_a_word_is_refused) {
  PhraseTable table;
  BOOST_TEST(!table.add(" -- ", 1));
}

BOOST_AUTO_TEST_CASE(the_table_agrees_with_a_naive_search_on_generated_text) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  const auto word = [&] { return std::string(1, static_cast<char>('a' + random() % 4)); };
  PhraseTable table;
  std::map<std::string, std::uint32_t> phrases;
  for (std::uint32_t i = 0; i < 60; ++i) {
    std::string phrase = word();
    for (auto more = random() % 4; more > 0; --more) phrase += " " + word();
    if (phrases.emplace(phrase, i).second) table.add(phrase, i);
  }
  table.seal();
  std::vector<std::string> words;
  std::string text;
  for (int i = 0; i < 500; ++i) {
    words.push_back(word());
    text += (i == 0 ? "" : " ") + words.back();
  }
  std::size_t expected = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string run;
    for (std::size_t j = i; j < words.size() && j < i + 4; ++j) {
      run += (j == i ? "" : " ") + words[j];
      expected += phrases.count(run);
    }
  }
  const Text read(text);
  BOOST_TEST(find(table, read.read).size() == expected, "seed " << kSeed);
}

BOOST_AUTO_TEST_CASE(phrases_are_the_same_sought_at_once_and_word_by_word) {
  PhraseTable table;
  for (std::uint32_t i = 0; i < 40; ++i) table.add("w" + std::to_string(i * 7) + " and", i);
  table.add("alone", 40);
  table.add("and w6 alone w7", 41);
  table.seal();
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += "w" + std::to_string(i) + (i % 3 == 0 ? " and " : " alone ");
  const Text read(text);
  PhraseTable::Room room;
  for (std::size_t count = 0; count <= read.read.tokens.size(); count += 37) {
    const auto tokens = read.read.tokens.first(count);
    std::vector<std::size_t> wanted, found;
    const auto to = [](std::vector<std::size_t>& list, std::size_t at) {
      return [&list, at](std::size_t words, std::span<const std::uint32_t> meanings) {
        list.insert(list.end(), {at, words, meanings[0]});
      };
    };
    for (std::size_t at = 0; at < count; ++at) {
      std::vector<std::size_t> here;
      table.match(tokens, at, table.begins(tokens, at), text, to(here, at));
      BOOST_TEST((here.empty() || table.mayBegin(tokens, at)));
      wanted.insert(wanted.end(), here.begin(), here.end());
    }
    for (const auto& start : table.starts(tokens, room))
      table.match(tokens, start, text, to(found, start.at));
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_phrase_may_have_more_meanings_than_sixteen_bits_count) {
  constexpr std::uint32_t kMany = 70'000;
  PhraseTable table;
  for (std::uint32_t m = 0; m < kMany; ++m) table.add("one phrase", m);
  table.seal();
  std::vector<std::uint64_t> words;
  BOOST_TEST(table.exact("one phrase", words).size() == kMany);
}

BOOST_AUTO_TEST_SUITE_END()
