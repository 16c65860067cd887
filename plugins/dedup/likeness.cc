// Comparing under sampling. Each side kept the shingles with the smallest orders; below the lower
// of the two thresholds both samples are complete, so shares are counted there and are unbiased
// (Broder's bottom sketch).
#include "likeness.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "term_weights.h"

namespace copytaster::dedup {

namespace {

// How many of the distinct values of one list stand in another. All are compared with all, in two
// registers: nothing is guessed.
template <std::size_t N>
std::size_t shared16(const std::uint16_t (&a)[N], std::size_t na, const std::uint16_t (&b)[N],
                     std::size_t nb) {
  using Lanes = std::uint16_t __attribute__((vector_size(16)));
  static_assert(N <= sizeof(Lanes));
  Lanes in[2] = {}, found[2] = {};
  std::memcpy(in, b, sizeof b);
  for (std::size_t i = 0; i < na; ++i) {
    const Lanes wanted = Lanes{} + a[i];
    found[0] -= in[0] == wanted;
    found[1] -= in[1] == wanted;
  }
  std::uint16_t of[N];
  std::memcpy(of, found, sizeof of);
  std::size_t n = 0;
  for (std::size_t i = 0; i < nb; ++i) n += of[i];
  return n;
}

float share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0F : static_cast<float>(part) / static_cast<float>(whole);
}

// Resemblance of two bottom samples: of the smallest of their union, the share that is in both.
float frameResemblance(const Signature& a, const Slot& b) {
  const std::size_t seen = std::min<std::size_t>(a.frame_count, b.frame_count);
  std::size_t i = 0, j = 0, both = 0;
  for (std::size_t n = 0; n < seen; ++n) {  // neither is at its end before: each step takes one
    // By the sign of the difference: comparisons would be compiled to jumps.
    const int more = a.frame[i] - b.frame[j];
    i += static_cast<std::uint32_t>(more - 1) >> 31;
    j += static_cast<std::uint32_t>(-more - 1) >> 31;
    both += more == 0 ? 1 : 0;
  }
  return share(both, seen);
}

// The longest stretch between two shared shingles with none unshared between. Sampled shingles are
// few words apart, so a stretch of unshared text of any length would show one. Compared are the
// first `n`; `mask`: those shared.
void longestRun(const Signature& a, std::size_t n, std::uint64_t mask, Likeness& out) {
  std::uint64_t compared = ~std::uint64_t{0}, shared = 0;  // in the order of the text
  std::array<std::uint8_t, Signature::kShingles> at;
  for (std::size_t i = n; i < a.shingle_count; ++i) compared ^= std::uint64_t{1} << a.ranks[i];
  for (; mask != 0; mask &= mask - 1) {
    const auto i = static_cast<std::uint8_t>(std::countr_zero(mask));
    at[a.ranks[i]] = i;
    shared |= std::uint64_t{1} << a.ranks[i];
  }
  int last = -1;  // shared one before
  std::uint32_t begin = 0;
  for (; shared != 0; shared &= shared - 1) {
    const int place = std::countr_zero(shared);
    const std::uint64_t before = compared & ((std::uint64_t{1} << place) - 1);
    const std::uint32_t position = a.positions[at[static_cast<std::size_t>(place)]];
    if (last < 0 || before >> last != 1) begin = position;  // one unshared lies between
    last = place;
    const std::uint32_t words = position - begin + Signature::kShingleWords;
    if (words > out.run_words) out.run_words = words, out.run_begin = begin;
  }
}

// Both sides kept the smallest hashes: compared is what lies below where either was cut. One is
// added to both counts, so that a single number, found or not, decides little.
void compareNumbers(const Signature& a, const Slot& b, Likeness& out) {
  const auto limit = [](const std::uint16_t* n, std::size_t count) {
    return count == Signature::kNumbers ? n[count - 1] : std::uint16_t{65535};
  };
  const std::uint16_t most =
      std::min(limit(a.numbers, a.number_count), limit(b.numbers, b.number_count));
  std::size_t in_a = 0, in_b = 0;
  for (std::size_t i = 0; i < a.number_count; ++i) in_a += a.numbers[i] <= most ? 1 : 0;
  for (std::size_t i = 0; i < b.number_count; ++i) in_b += b.numbers[i] <= most ? 1 : 0;
  // What both have lies below: it is in either list, so not above its limit.
  const std::size_t both = shared16(a.numbers, a.number_count, b.numbers, b.number_count);
  out.numbers_in = share(both + 1, in_a + 1);
  out.numbers_out = share(both + 1, in_b + 1);
}

}  // namespace

void compareTerms(const WeighedTerms& a, const Slot& b, const TermWeights& weights, Likeness& out) {
  float in = 0, in_b = 0, all_b = 0;
  for (std::size_t j = 0; j < b.term_count; ++j) {
    const float w = weights.weight(b.terms[j]);
    all_b += w;
    const std::size_t i = a.find(b.terms[j].hash());
    if (i == WeighedTerms::kNone) continue;
    in += a.weight(i);
    in_b += w;
  }
  out.terms_in = a.sum() > 0 ? in / a.sum() : 0;
  out.terms_out = all_b > 0 ? in_b / all_b : 0;
}

Likeness compare(const Signature& a, const Slot& b, std::uint64_t mask, std::uint32_t sentences,
                 std::uint32_t now) {
  Likeness out{};
  // The article's shingles under the lower threshold come first: orders ascend.
  const auto* end = a.shingles + a.shingle_count;
  const auto* above =
      b.threshold >= a.threshold
          ? end
          : std::upper_bound(a.shingles, end, b.threshold,
                             [](std::uint32_t t, const Shingle& s) { return t < s.order; });
  const auto common = static_cast<std::size_t>(above - a.shingles);
  if (common < 64) mask &= (std::uint64_t{1} << common) - 1;
  const auto hits = static_cast<std::size_t>(std::popcount(mask));
  out.shared = static_cast<std::uint32_t>(hits);
  out.sentences = sentences;
  std::size_t others = b.shingle_count;
  if (a.threshold < b.threshold) {
    const double rate = static_cast<double>(a.threshold) / static_cast<double>(b.threshold);
    others = static_cast<std::size_t>(std::lround(static_cast<double>(b.shingle_count) * rate));
  }
  others = std::max(others, hits);
  out.contained = share(hits, common);
  out.contains = share(hits, others);
  out.resemblance = share(hits, common + others - hits);
  if (hits != 0) longestRun(a, common, mask, out);
  compareNumbers(a, b, out);
  const std::size_t titles = shared16(a.titles, a.title_count, b.titles, b.title_count);
  out.title_in = share(titles, a.title_count);
  out.title_out = share(titles, b.title_count);
  out.same_title = a.title == b.title ? 1.0F : 0.0F;
  out.frame = frameResemblance(a, b);
  out.hours = now > b.seconds ? static_cast<float>(now - b.seconds) / 3600.0F
                              : static_cast<float>(b.seconds - now) / 3600.0F;
  out.longer =
      std::log2((static_cast<float>(a.words) + 1.0F) / (static_cast<float>(b.words) + 1.0F));
  return out;
}

}  // namespace copytaster::dedup
