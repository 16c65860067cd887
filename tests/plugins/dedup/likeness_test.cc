// Likeness: estimates of containment under sampling stay near the truth.
#include "plugins/dedup/likeness.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "plugins/dedup/window.h"
#include "tests/plugins/dedup/read.h"
#include "tests/plugins/dedup/wire.h"

using namespace copytaster::dedup;

BOOST_AUTO_TEST_CASE(containment_of_a_part_is_told_from_both_sides) {
  std::mt19937_64 random(4);
  double off = 0;
  for (int i = 0; i < 100; ++i) {
    const auto sentences = body(random, 30);
    const auto whole = sign("A", text(sentences));
    const auto part = sign("B", text({sentences.begin(), sentences.begin() + 15}));
    Window window(16, 0);
    std::uint32_t keys[Window::kKeys];
    const std::size_t n = Window::keys(whole, 1, keys);
    const Slot slot = Window::slotOf(1, 1000, whole, 1);
    window.advance(1, 1000, [](std::uint64_t, const Slot&) {});
    window.enter(1, slot, {keys, n});
    window.lookUp(part, 2);
    const Candidate* c = window.candidate(1);
    BOOST_REQUIRE(c != nullptr);
    const Likeness l = compare(part, slot, c->shingles, 0, 1000);
    BOOST_TEST(l.contained > 0.9F);
    off += std::abs(l.contains - static_cast<float>(part.words) / static_cast<float>(whole.words));
    BOOST_TEST(l.numbers_in > 0.9F);
    BOOST_TEST(l.longer < -0.5F);
  }
  BOOST_TEST(off / 100 < 0.1);
}
