// Keys of both lists at once: which candidate is kept in which cannot be guessed.
#include "shortlist.h"

namespace copytaster::dedup {

namespace {

constexpr float kTermsAlike = 30.0F;  // weight of rare words that may make a story
constexpr float kQuotation = 300.0F;  // what a saying quoted by both weighs
constexpr float kOfTerms = 0.05F;     // beside what else is shared

// Of a sequence that entered so many before the next, and a candidate's index, in one tie.
std::uint64_t tie(std::uint64_t age, std::size_t index) {
  static_assert(Shortlist::kAgeBits + Candidates::kIndexBits <= Heaviest::kTieBits);
  return (age & ((1U << Shortlist::kAgeBits) - 1)) << Candidates::kIndexBits | index;
}

}  // namespace

std::size_t Shortlist::pointTo(std::span<const std::uint64_t> keys, std::span<const Candidate> all,
                               List& list) {
  for (std::size_t i = 0; i < keys.size(); ++i) list[i] = &all[keys[i] % Candidates::kMost];
  return keys.size();
}

void Shortlist::choose(std::span<const Candidate> all, std::uint64_t next, bool few) {
  auto sharing = sharing_keys_.open(all.size());
  auto alike = alike_keys_.open(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Candidate& c = all[i];
    const std::uint64_t age = next - c.sequence;
    const bool shingle = c.shared >= kSharedShingle, quoted = c.quotations != 0;
    const bool shingles = (c.shingles & (c.shingles - 1)) != 0;
    const bool more = shingles | (c.shared >= kSharedSentence) | (c.terms >= kTermsWorthIt) | few;
    sharing.pass(Heaviest::key(static_cast<float>(c.shared) + c.terms * kOfTerms, tie(age, i)),
                 shingle & more);
    alike.pass(Heaviest::key(c.terms + (quoted ? kQuotation : 0.0F), tie(~age, i)),
               (c.terms >= kTermsAlike) | quoted);
  }
  sharing_count_ = pointTo(sharing_keys_.take(sharing.kept(), kMost), all, sharing_);
  alike_count_ = pointTo(alike_keys_.take(alike.kept(), kMost), all, alike_);
}

}  // namespace copytaster::dedup
