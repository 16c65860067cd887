// Which candidates are looked at: those that share words as they stand, and those that share rare
// ones.
#include "plugins/dedup/shortlist.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace copytaster::dedup;

namespace {

constexpr std::uint64_t kNext = 1000;

std::vector<std::uint64_t> sequences(std::span<const Candidate* const> list) {
  std::vector<std::uint64_t> out;
  for (const Candidate* c : list) out.push_back(c->sequence);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shortlist)

BOOST_AUTO_TEST_CASE(one_shingle_is_worth_a_look_only_with_rare_words_or_where_there_are_few) {
  const std::vector<Candidate> all = {
      {.sequence = 1, .shingles = 4, .shared = kSharedShingle},
      {.sequence = 2, .shingles = 4, .terms = 120, .shared = kSharedShingle},
      {.sequence = 3, .shingles = 12, .shared = 2 * kSharedShingle},
      {.sequence = 4, .shared = kSharedSentence},
      {.sequence = 5, .terms = 500},
      {.sequence = 6, .quotations = 1},
      {.sequence = 7, .terms = 1},
  };
  Shortlist list;
  list.choose(all, kNext, false);
  BOOST_TEST(sequences(list.sharing()) == (std::vector<std::uint64_t>{4, 3, 2}));
  BOOST_TEST(sequences(list.alike()) == (std::vector<std::uint64_t>{5, 6, 2}));
  list.choose(all, kNext, true);
  BOOST_TEST(sequences(list.sharing()) == (std::vector<std::uint64_t>{4, 3, 2, 1}));
}

BOOST_AUTO_TEST_CASE(of_equal_ones_the_older_shares_first_and_the_younger_is_alike_first) {
  std::vector<Candidate> all;
  for (std::uint64_t s = 1; s <= 100; ++s)
    all.push_back({.sequence = s, .shingles = 3, .terms = 50, .shared = 2 * kSharedShingle});
  Shortlist list;
  list.choose(all, kNext, false);
  BOOST_TEST(list.sharing().size() == Shortlist::kMost);
  BOOST_TEST(list.sharing().front()->sequence == 1U);
  BOOST_TEST(list.alike().size() == Shortlist::kMost);
  BOOST_TEST(list.alike().front()->sequence == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
