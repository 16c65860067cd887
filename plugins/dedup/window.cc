// Looking up: all buckets of an article are asked for first and read after, so that their cache
// misses overlap.
#include "window.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "hashing.h"

namespace copytaster::dedup {

namespace {
constexpr std::size_t kPostingsAnArticle = 67;
constexpr std::size_t kFewShingles = 8;
constexpr std::size_t kFew = 4096;  // articles: sooner in than a thread and its room are made
}  // namespace

Window::Window(std::size_t articles, std::uint32_t seconds)
    : size_(articles),
      seconds_(seconds),
      slots_(articles),
      postings_(articles, articles * kPostingsAnArticle),
      weights_(articles) {}

std::size_t Window::bytes() const {
  return slots_.bytes() + postings_.bytes() + weights_.bytes() + candidates_.bytes();
}

std::size_t Window::keys(const Signature& s, std::uint64_t id, std::uint32_t* out) {
  std::size_t n = 0;
  out[n++] = keyOf(KeyKind::kText, s.text[0]);
  out[n++] = keyOf(KeyKind::kId, id);
  for (std::size_t i = 0; i < s.shingle_count; ++i) out[n++] = s.shingles[i].key;
  for (std::size_t i = 0; i < s.sentence_count; ++i) out[n++] = s.sentences[i];
  for (std::size_t i = 0; i < s.quotation_count; ++i) out[n++] = s.quotations[i];
  const std::size_t terms = std::min<std::size_t>(s.term_count, kIndexedTerms);
  for (std::size_t i = 0; i < terms; ++i) out[n++] = keyOf(KeyKind::kTerm, s.terms[i].hash());
  return n;
}

std::span<const Candidate> Window::lookUp(const Signature& s, std::uint64_t id) {
  candidates_.clear();
  key_count_ = keys(s, id, keys_.data());
  weights_.prefetch(s.terms, s.term_count);  // needed first
  for (const std::uint32_t key : keys()) postings_.prefetch(key);
  terms_.set(s, weights_);
  if (const Slot* leaving = slot(oldest_); count_ + 1 >= size_ && leaving != nullptr)
    weights_.prefetch(leaving->terms, leaving->term_count);
  std::size_t at = 0;
  const auto each = [&](auto mark) {
    const std::uint32_t key = keys_[at++];
    if (candidates_.room() < PostingTable::kBucket) return;
    postings_.find(key, oldest_, next_,
                   [&](std::uint64_t sequence) { mark(candidates_.of(sequence)); });
  };
  each([](Candidate& c) { c.same_text = true, c.shared += kSharedText; });
  each([](Candidate& c) { c.same_id = true, c.shared += kSharedId; });
  for (std::size_t i = 0; i < s.shingle_count; ++i)
    each([i](Candidate& c) { c.shingles |= std::uint64_t{1} << i, c.shared += kSharedShingle; });
  for (std::size_t i = 0; i < s.sentence_count; ++i)
    each([i](Candidate& c) {
      c.sentences = static_cast<std::uint16_t>(c.sentences | 1U << i);
      c.shared += kSharedSentence;
    });
  for (std::size_t i = 0; i < s.quotation_count; ++i)
    each([i](Candidate& c) { c.quotations = static_cast<std::uint8_t>(c.quotations | 1U << i); });
  for (std::size_t i = 0, indexed = key_count_ - at; i < indexed; ++i) {
    const float w = terms_.weight(i);
    each([w](Candidate& c) { c.terms += w * w; });
  }
  shortlist_.choose(candidates_.all(), next_, s.shingle_count < kFewShingles);
  return candidates_.all();
}

std::uint64_t Window::latest(std::uint64_t id) const {
  std::uint64_t latest = 0;
  postings_.find(keyOf(KeyKind::kId, id), oldest_, next_, [&](std::uint64_t sequence) {
    const Slot* s = slot(sequence);
    if (s != nullptr && s->id == id) latest = std::max(latest, sequence);
  });
  return latest;
}

Slot Window::slotOf(std::uint64_t sequence, std::uint32_t seconds, const Signature& s,
                    std::uint64_t id) {
  Slot slot;
  std::memset(&slot, 0, sizeof slot);  // records are compared as bytes: padding too
  slot.text[0] = s.text[0];
  slot.text[1] = s.text[1];
  slot.id = id;
  slot.stamp = static_cast<std::uint32_t>(sequence);
  slot.live = 1;
  slot.seconds = seconds;
  slot.head = slot.story = static_cast<std::uint32_t>(sequence);
  slot.title = s.title;
  slot.threshold = s.threshold;
  slot.words = static_cast<std::uint16_t>(std::min<std::uint32_t>(s.words, 65535));
  slot.shingle_count = s.shingle_count;
  slot.sentence_count = s.sentence_count;
  slot.term_count = s.term_count;
  slot.number_count = s.number_count;
  slot.title_count = s.title_count;
  slot.frame_count = s.frame_count;
  slot.notice = s.notice;
  std::memcpy(slot.numbers, s.numbers, sizeof slot.numbers);
  std::memcpy(slot.titles, s.titles, sizeof slot.titles);
  std::memcpy(slot.frame, s.frame, sizeof slot.frame);
  std::memcpy(slot.terms, s.terms, sizeof slot.terms);
  return slot;
}

Slot& Window::remember(std::uint64_t sequence, const Slot& slot) {
  if (next_ == 0) oldest_ = sequence;
  Slot& s = slots_[sequence % size_];
  s = slot;
  s.stamp = static_cast<std::uint32_t>(sequence);
  s.live = 1;
  now_ = std::max(now_, slot.seconds);
  next_ = sequence + 1;
  ++count_;
  return s;
}

const Slot& Window::enter(std::uint64_t sequence, const Slot& slot,
                          std::span<const std::uint32_t> keys) {
  for (const std::uint32_t key : keys) postings_.insert(key, sequence);
  Slot& s = remember(sequence, slot);
  weights_.add(s.terms, s.term_count);
  s.norm = weights_.norm(s.terms, s.term_count);
  return s;
}

void Window::enterLater(std::uint64_t sequence, const Slot& slot,
                        std::span<const std::uint32_t> keys) {
  if (count_ < kFew && !late_) {
    for (const std::uint32_t key : keys) postings_.insert(key, sequence);
  } else {
    if (!late_) late_ = std::make_unique<LatePostings>(postings_);
    for (const std::uint32_t key : keys) late_->add(key, sequence);
  }
  // Counters are far apart: by the next article they have come.
  if (late_slot_ != nullptr) weights_.add(late_slot_->terms, late_slot_->term_count);
  late_slot_ = &remember(sequence, slot);
  weights_.prefetch(late_slot_->terms, late_slot_->term_count);
}

void Window::enterAll() {
  if (late_slot_ != nullptr) weights_.add(late_slot_->terms, late_slot_->term_count);
  late_slot_ = nullptr;
  late_.reset();
}

}  // namespace copytaster::dedup
