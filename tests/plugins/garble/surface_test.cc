// What is counted over columns is what counting word by word gives.
#include "plugins/garble/surface.h"

#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

constexpr int kLogTotal = 194;

struct Counted {
  Surface surface;
  std::vector<std::int16_t> surprise;
};

Counted counted(const FieldView& view, const FieldWords& known) {
  Counted c;
  std::vector<std::uint8_t> column;
  std::vector<std::uint32_t> places;
  c.surface.words = static_cast<int>(view.tokens.size());
  c.surface.countFlags(known);
  c.surface.countPairs(known, kLogTotal, c.surprise);
  c.surface.countClipped(view, known);
  c.surface.countWatched(view, known, places);
  c.surface.countLoneCapitals(view, known, column, places);
  c.surface.countMisfits(view, known, c.surprise, column, places);
  return c;
}

// Long enough for several blocks of every counter, with all that is counted in it.
std::string longCopy() {
  std::string text;
  while (text.size() < 40'000) {
    text +=
        kPlainCopy +
        "\nThou hast an bread, an' butter: 12 Apples cost a orange the the 3 NATO men. "
        "\"Helium aforesaid 5 Tins of arsenic,\" quoth Qxzvwk agelong, \"beryllium volition.\"\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(surface)

BOOST_AUTO_TEST_CASE(flags_are_counted_as_one_by_one) {
  const Sample sample(longCopy());
  const FieldView view = sample.view();
  const FieldWords known = knownOf(view);
  const Surface s = counted(view, known).surface;
  Surface plain;
  for (std::size_t i = 0; i < view.tokens.size(); ++i) {
    const Token& t = view.tokens[i];
    const WordFacts w = known.words[i];
    const auto has = [&](unsigned flag) { return (t.flags & flag) != 0; };
    const bool inside = i > 0 && !has(CT_TOKEN_SENTENCE_START);
    plain.quoted += has(CT_TOKEN_QUOTED);
    plain.lines += has(CT_TOKEN_LINE_START);
    plain.numbers += has(CT_TOKEN_NUMBER);
    if (has(CT_TOKEN_NUMBER)) continue;
    plain.top += w.log_count >= 137;
    plain.unknown += !has(CT_TOKEN_CAPITAL) && !w.known();
    plain.rare += !has(CT_TOKEN_CAPITAL) && w.known() && w.log_count < kPairedLog;
    plain.all_capitals += has(CT_TOKEN_CAPITAL) && has(CT_TOKEN_ALL_CAPITALS);
    plain.capitals += has(CT_TOKEN_CAPITAL) && inside;
    plain.doubled += inside && view.tokens[i - 1].hash == t.hash;
  }
  BOOST_TEST(view.tokens.size() > 5'000U);
  BOOST_TEST(s.quoted == plain.quoted);
  BOOST_TEST(s.lines == plain.lines);
  BOOST_TEST(s.numbers == plain.numbers);
  BOOST_TEST(s.top == plain.top);
  BOOST_TEST(s.unknown == plain.unknown);
  BOOST_TEST(s.rare == plain.rare);
  BOOST_TEST(s.all_capitals == plain.all_capitals);
  BOOST_TEST(s.capitals == plain.capitals);
  BOOST_TEST(s.doubled == plain.doubled);
  BOOST_TEST(plain.doubled > 10);
}

BOOST_AUTO_TEST_CASE(pairs_are_counted_as_one_by_one) {
  const Sample sample(longCopy());
  const FieldView view = sample.view();
  const FieldWords known = knownOf(view);
  const Counted c = counted(view, known);
  Surface plain;
  for (std::size_t i = 0; i < view.tokens.size(); ++i) {
    if (known.paired[i] == 0) {
      BOOST_TEST(c.surprise[i] == 0);
      continue;
    }
    const int expected = known.log_counts[i] + known.log_counts[i - 1] - 2 - kLogTotal;
    const bool seen = known.pairs[i] != 0;
    const int surplus = (seen ? known.pairs[i] - 1 : kUnseenLog) - expected;
    BOOST_TEST(c.surprise[i] == surplus);
    ++plain.pairs;
    plain.fit += surplus;
    std::size_t range = 0;
    if (seen) {
      for (int bound : kSeenBounds) range += surplus >= bound;
      ++plain.seen_by[range];
    } else {
      for (int bound : kUnseenBounds) range += expected >= bound;
      ++plain.unseen_by[range];
    }
  }
  BOOST_TEST(c.surface.pairs == plain.pairs);
  BOOST_TEST(c.surface.fit == plain.fit);
  BOOST_TEST(c.surface.seen_by == plain.seen_by, boost::test_tools::per_element());
  BOOST_TEST(c.surface.unseen_by == plain.unseen_by, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(words_of_their_own_are_seen) {
  const Sample sample(
      "Thou hast an bread, an' butter, an orange and a apple; the the Bread of qxzvwk was 'ere.");
  const FieldView view = sample.view();
  const Surface s = counted(view, knownOf(view)).surface;
  BOOST_TEST(s.old == 2);
  BOOST_TEST(s.articles == 3);
  BOOST_TEST(s.clipped == 2);
  BOOST_TEST(s.doubled == 1);
  BOOST_TEST(s.lone_capital == 1);
}

BOOST_AUTO_TEST_CASE(misfits_count_once_each) {
  const std::string once = "It was beryllium and volition helium", again = " was beryllium, helium";
  Surface s[2];
  for (const int k : {0, 1}) {
    const Sample sample(once + (k == 1 ? again : ""));
    s[k] = counted(sample.view(), knownOf(sample.view())).surface;
  }
  BOOST_TEST(s[0].spun == 3);
  BOOST_TEST(s[1].spun == 3);
  BOOST_TEST(s[0].misfits > 0);
  BOOST_TEST(s[0].spun_misfits <= s[0].spun);
  BOOST_TEST(s[1].misfits <= 3);
}

BOOST_AUTO_TEST_SUITE_END()
