// The wide tests against the plain ones, on words made up.
#include "plugins/topics/sieve.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <vector>

using namespace copytaster::topics;

namespace {

constexpr std::uint32_t kSeed = 20000763;
constexpr unsigned kKnownBits = 12;
const std::vector<std::size_t> kCounts{0, 1, 7, 8, 9, 15, 16, 17, 18, 40, 80, 623, 700};

struct Words {
  explicit Words(std::size_t count) : tokens(count) {
    for (auto& t : tokens) {
      t = {random(), static_cast<std::uint32_t>(random()),
           static_cast<std::uint16_t>(1 + random() % 20),
           static_cast<std::uint16_t>(random() % 256)};
    }
  }
  std::vector<std::uint64_t> bits(std::size_t words) {
    std::vector<std::uint64_t> out(words);
    for (auto& w : out) w = random() & random();
    return out;
  }
  std::mt19937_64 random{kSeed};
  std::vector<ct_token> tokens;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sieve)

BOOST_AUTO_TEST_CASE(the_same_words_are_known_eight_at_once_and_one_by_one) {
  for (const std::size_t count : kCounts) {
    Words words(count);
    const auto bits = words.bits((1U << kKnownBits) / 64);
    const HashBits known{bits.data(), 64 - kKnownBits};
    for (const std::uint64_t before : {std::uint64_t{0}, words.random()}) {
      for (const std::uint32_t place : {1U, 80U, kPlaceHeadline + 1}) {
        const auto met = [&](auto&& meet) {
          std::vector<Met> out(2 * count + kBehind);
          out.resize(static_cast<std::size_t>(meet(words.tokens, place, before, known, out.data()) -
                                              out.data()));
          return out;
        };
        BOOST_TEST(met(meetKnown) == met(meetKnownPlain), boost::test_tools::per_element());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(phrases_begin_at_the_same_words_eight_at_once_and_one_by_one) {
  for (const std::size_t count : kCounts) {
    Words words(count);
    const auto bits = words.bits(64);
    const auto begins = [&](auto&& find) {
      std::vector<std::uint32_t> out(2 * count + kBehind);
      out.resize(find(words.tokens, bits, out.data()));
      return out;
    };
    BOOST_TEST(begins(findBegins) == begins(findBeginsPlain), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(the_same_words_have_a_flag_eight_at_once_and_one_by_one) {
  for (const std::size_t count : kCounts) {
    Words words(count);
    for (const std::uint16_t flag : {CT_TOKEN_CAPITAL, CT_TOKEN_NUMBER, CT_TOKEN_LINE_START}) {
      const auto flagged = [&](auto&& find) {
        std::vector<std::uint32_t> out(count + kBehind);
        out.resize(find(words.tokens, flag, out.data()));
        return out;
      };
      const auto plain = flagged(findFlaggedPlain);
      BOOST_TEST(flagged(findFlagged) == plain, boost::test_tools::per_element());
      BOOST_TEST(countFlagged(words.tokens, flag) == plain.size());
      BOOST_TEST(countFlaggedPlain(words.tokens, flag) == plain.size());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
