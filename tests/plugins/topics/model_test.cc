// The model file: mapped, checked, and the same score whatever the order of the words' features.
#include "plugins/topics/model.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "daemon/article/reading.h"

using namespace copytaster;
using namespace copytaster::topics;

namespace {

const std::string kShipped = COPYTASTER_SOURCE_DIR "/plugins/topics/topics.model";

std::string shippedBytes() {
  std::ostringstream bytes;
  bytes << std::ifstream(kShipped, std::ios::binary).rdbuf();
  return bytes.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(model)

BOOST_AUTO_TEST_CASE(words_of_a_topic_raise_its_odds_above_the_others) {
  const Model shipped(kShipped);
  Arena arena;
  Bag bag(shipped.bits());
  const auto read = readText("The striker scored twice and the goalkeeper saved a penalty", arena);
  bag.read({CT_HEADLINE, read.text, read.tokens}, {}, shipped.scale());
  const Scores scores = shipped.score(bag, true);
  for (std::size_t c = 0; c < 17; ++c) {
    if (shipped.code(c) != "15000000") BOOST_TEST(scores.odds[c] < scores.odds[14]);
  }
  BOOST_TEST(shipped.code(14) == "15000000");
}

BOOST_AUTO_TEST_CASE(a_bag_forgets_the_article_before) {
  const Model shipped(kShipped);
  Arena arena;
  Bag fresh(shipped.bits()), used(shipped.bits());
  const auto other = readText("Parliament passed the budget after a long debate", arena);
  const auto read = readText("Rain and gales are forecast for the coast", arena);
  used.read({CT_HEADLINE, other.text, other.tokens}, {CT_BODY, other.text, other.tokens},
            shipped.scale());
  used.read({CT_HEADLINE, read.text, read.tokens}, {}, shipped.scale());
  fresh.read({CT_HEADLINE, read.text, read.tokens}, {}, shipped.scale());
  BOOST_TEST(shipped.score(used, true).odds == shipped.score(fresh, true).odds,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_is_found_by_the_checksum) {
  std::string bytes = shippedBytes();
  bytes[bytes.size() / 2] ^= 1;
  const std::string path = COPYTASTER_BINARY_DIR "/topics_flipped.model";
  std::ofstream(path, std::ios::binary) << bytes;
  BOOST_CHECK_THROW(Model{path}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(the_committed_model_keeps_to_ten_megabytes) {
  BOOST_TEST(shippedBytes().size() <= 10'000'000);
}

BOOST_AUTO_TEST_SUITE_END()
