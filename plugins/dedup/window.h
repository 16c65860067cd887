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

#include "late_postings.h"
#include "posting_table.h"
#include "signature.h"
#include "slot.h"
#include "term_weights.h"
#include "weighed_terms.h"

namespace copytaster::dedup {

// An article of the window that shares something with the one in hand.
struct Candidate {
  std::uint64_t sequence;
  std::uint64_t shingles;   // which of the article's shingles it shares
  float terms;              // summed weight of shared rare words
  std::uint32_t shared;     // all else, counted: see kSharedText
  std::uint16_t sentences;  // which of its sentences
  std::uint8_t quotations;  // which of its quotations
  bool same_text, same_id;
};

// What each thing shared counts for in Candidate::shared: rare words alone are below one shingle.
inline constexpr std::uint32_t kSharedShingle = 20, kSharedSentence = 60, kSharedText = 10000,
                               kSharedId = 20000;

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
  void prefetch(std::uint64_t sequence) const {
    const auto* s = reinterpret_cast<const char*>(&slots_[sequence % size_]);
    for (std::size_t i = 0; i < sizeof(Slot); i += 64) __builtin_prefetch(s + i);
  }
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

  // All that share a key with the article, in no particular order. Valid until the next call.
  std::span<const Candidate> candidates(const Signature& s, std::uint64_t id);
  std::span<const Candidate> candidates() const {  // of the last call
    return {candidates_.data(), candidate_count_};
  }
  const Candidate* candidate(std::uint64_t sequence) const;  // of the last call; null: none
  const WeighedTerms& terms() const { return terms_; }       // of the last call's article
  // The newest article of this id; 0: none.
  std::uint64_t latest(std::uint64_t id) const;

  // The slot of an article that repeats nothing and begins a story.
  static Slot slotOf(std::uint64_t sequence, std::uint32_t seconds, const Signature& s,
                     std::uint64_t id);
  // The article enters, newest of all: `sequence` is next() or later. Its slot as it is kept.
  const Slot& enter(std::uint64_t sequence, const Slot& slot, const std::uint32_t* keys,
                    std::size_t count);
  // The same for very many at once: what looks for them finds them after the next enterAll, and
  // nothing else enters between. A second thread helps.
  void enterLater(std::uint64_t sequence, const Slot& slot, const std::uint32_t* keys,
                  std::size_t count);
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
  // Bits of a candidate's index, and how many there are: more share only what everybody shares.
  static constexpr int kCandidateBits = 11;
  static constexpr std::size_t kCandidates = std::size_t{1} << kCandidateBits;
  static constexpr std::uint64_t kArticlesMax = (1 << 24) - 1;  // that a window may hold
  // How many entered since; from 1 to kArticlesMax.
  std::uint64_t age(std::uint64_t sequence) const { return next_ - sequence; }
  static constexpr std::size_t kKeys =
      Signature::kShingles + Signature::kSentences + Signature::kQuotations + 24 + 2;

  const TermWeights& weights() const { return weights_; }
  std::uint64_t next() const { return next_; }
  std::uint64_t oldest() const { return oldest_; }
  std::size_t count() const { return count_; }
  std::size_t bytes() const;

 private:
  static constexpr std::size_t kIndexedTerms = 24;
  static constexpr std::size_t kFound = 1 << 12;  // slots of the table of candidates

  static std::size_t place(std::uint64_t sequence) {
    return (sequence * 0x9E3779B97F4A7C15ULL) >> (64 - 12);
  }
  Candidate* found(std::uint64_t sequence);
  Slot& remember(std::uint64_t sequence, const Slot& slot);
  std::uint64_t foundMark(std::uint64_t sequence) const { return sequence << 32 | epoch_; }

  std::uint64_t size_, oldest_ = 0, next_ = 0;
  std::uint32_t seconds_, now_ = 0;
  std::size_t count_ = 0;
  Pages<Slot> slots_;
  PostingTable postings_;
  std::unique_ptr<LatePostings> late_;
  const Slot* late_slot_ = nullptr;  // entered last, its terms not yet counted
  TermWeights weights_;
  WeighedTerms terms_;
  std::vector<Candidate> candidates_;
  std::size_t candidate_count_ = 0;
  // Where in candidates_ an article is: low half of its sequence (of the window no two are alike),
  // epoch, index.
  std::vector<std::uint64_t> found_;
  std::uint64_t epoch_ = 0;  // 1 to 65,535, shifted to its place
};

}  // namespace copytaster::dedup
