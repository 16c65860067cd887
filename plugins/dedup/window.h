// The articles that the desk may still remember: a ring of slots by sequence, and the index into
// them.
//
// A slot is found by its sequence modulo the ring's size, so that the newest article overwrites the
// one that leaves: expiry costs nothing, and a posting of one gone is seen by its stamp. What
// leaves by age is let go from the old end, in order of sequence. Everything is allocated at the
// start and nothing after.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "candidates.h"
#include "late_postings.h"
#include "posting_table.h"
#include "shortlist.h"
#include "signature.h"
#include "slot.h"
#include "term_weights.h"
#include "weighed_terms.h"

namespace copytaster::dedup {

class Window {
 public:
  // `articles`: how many are remembered, 16 to kArticlesMax. `seconds`: how long; 0: only the count
  // bounds it.
  Window(std::size_t articles, std::uint32_t seconds);

  // The slot of an article still remembered, or null.
  const Slot* slot(std::uint64_t sequence) const {
    if (sequence < oldest_ || sequence >= next_) return nullptr;
    const Slot& s = slots_[sequence % size_];
    return s.live != 0 && s.stamp == static_cast<std::uint32_t>(sequence) ? &s : nullptr;
  }
  Slot* slot(std::uint64_t sequence) {
    return const_cast<Slot*>(static_cast<const Window*>(this)->slot(sequence));
  }
  // Asks for its slot, some time before it is read: all of it, or the part before the numbers.
  void prefetch(std::uint64_t sequence) const {
    const auto* s = reinterpret_cast<const char*>(&slots_[sequence % size_]);
    for (std::size_t i = 0; i < sizeof(Slot); i += 64) __builtin_prefetch(s + i);
  }
  void prefetchHead(std::uint64_t sequence) const { __builtin_prefetch(&slots_[sequence % size_]); }
  // The sequence whose low bits a slot holds; it is not after `by`.
  static std::uint64_t widen(std::uint32_t low, std::uint64_t by) {
    return by - static_cast<std::uint32_t>(static_cast<std::uint32_t>(by) - low);
  }

  // Lets go what must leave before the article `sequence`, received at `seconds`, enters; calls
  // gone(sequence, slot) for each, oldest first. Sequences only grow.
  template <class F>
  void advance(std::uint64_t sequence, std::uint32_t seconds, F gone) {
    if (next_ == 0) oldest_ = next_ = sequence;
    now_ = std::max(now_, seconds);
    while (oldest_ < next_) {
      const Slot* s = slot(oldest_);
      if (s != nullptr) {
        const bool old = seconds_ != 0 && now_ > s->seconds && now_ - s->seconds > seconds_;
        if (!old && sequence - oldest_ < size_) break;
        gone(oldest_, *s);
        weights_.remove(s->terms, s->term_count);
        slots_[oldest_ % size_].live = 0;
        --count_;
      }
      ++oldest_;
    }
    next_ = std::max(next_, sequence);
    if (count_ + 1 >= size_) prefetch(oldest_);  // leaves before the next
  }

  // All that share a key with the article, in no particular order, and those worth a closer look.
  // Valid until the next call.
  std::span<const Candidate> lookUp(const Signature& s, std::uint64_t id);
  const Shortlist& shortlist() const { return shortlist_; }   // of the last call
  const Candidate* candidate(std::uint64_t sequence) const {  // of the last call; null: none
    return candidates_.find(sequence);
  }
  const WeighedTerms& terms() const { return terms_; }  // of the last call's article
  // Its keys.
  std::span<const std::uint32_t> keys() const { return {keys_.data(), key_count_}; }
  // The newest article of this id; 0: none.
  std::uint64_t latest(std::uint64_t id) const;

  // The slot of an article that repeats nothing and begins a story.
  static Slot slotOf(std::uint64_t sequence, std::uint32_t seconds, const Signature& s,
                     std::uint64_t id);
  // The article enters, newest of all: `sequence` is next() or later. Its slot as it is kept.
  const Slot& enter(std::uint64_t sequence, const Slot& slot, std::span<const std::uint32_t> keys);
  // The same for very many at once: what looks for them finds them after the next enterAll, and
  // nothing else enters between. A second thread helps.
  void enterLater(std::uint64_t sequence, const Slot& slot, std::span<const std::uint32_t> keys);
  void enterAll();
  // Lets go the article in whose place `sequence` enters: there is one where the window is smaller
  // than it was. Calls gone(sequence, slot) for it.
  template <class F>
  void displace(std::uint64_t sequence, F gone) {
    Slot& s = slots_[sequence % size_];
    if (s.live == 0) return;
    gone(widen(s.stamp, sequence), s);
    weights_.remove(s.terms, s.term_count);
    s.live = 0;
    --count_;
  }
  // All keys of an article: its text, its id, and what it is made of.
  static std::size_t keys(const Signature& s, std::uint64_t id, std::uint32_t* out);
  static constexpr std::uint64_t kArticlesMax = (1 << Shortlist::kAgeBits) - 1;  // it may hold
  static constexpr std::size_t kIndexedTerms = 12;                               // the heaviest
  static constexpr std::size_t kKeys =
      Signature::kShingles + Signature::kSentences + Signature::kQuotations + kIndexedTerms + 2;

  const TermWeights& weights() const { return weights_; }
  std::uint64_t next() const { return next_; }
  std::uint64_t oldest() const { return oldest_; }
  std::size_t count() const { return count_; }
  std::size_t bytes() const;

 private:
  Slot& remember(std::uint64_t sequence, const Slot& slot);

  std::uint64_t size_, oldest_ = 0, next_ = 0;
  std::uint32_t seconds_, now_ = 0;
  std::size_t count_ = 0;
  Pages<Slot> slots_;
  PostingTable postings_;
  std::unique_ptr<LatePostings> late_;
  const Slot* late_slot_ = nullptr;  // entered last, its terms not yet counted
  TermWeights weights_;
  WeighedTerms terms_;
  std::array<std::uint32_t, kKeys> keys_;
  std::size_t key_count_ = 0;
  Candidates candidates_;
  Shortlist shortlist_;
};

}  // namespace copytaster::dedup
