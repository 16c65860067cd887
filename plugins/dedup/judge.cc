// The decision. Candidates are ranked by a cheap count, the best eight compared in full; then, in
// this order: the same id, the same text, the same article edited, the same article in other words,
// shared passages.
#include "judge.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "scores.h"

namespace copytaster::dedup {

namespace {

constexpr float kSurely = 0.6F;
constexpr float kCopied = 0.9F;
constexpr float kSharedMin = 0.3F;
constexpr std::size_t kCompared = 8;
constexpr std::ptrdiff_t kComparedOfChain = 4;
constexpr std::uint32_t kRewriteWords = 60;  // shorter texts share their words by chance
constexpr std::uint32_t kPassageWords = 20;
constexpr float kGoodPart = 0.35F;
constexpr std::uint32_t kCopiedRun = 80;  // words: no form leaves so many between its blanks
constexpr float kDayHours =
    20.0F;  // "another day": the next morning's notice comes a little earlier

bool sameText(const Signature& a, const Slot& b) {
  return a.text[0] == b.text[0] && a.text[1] == b.text[1];
}

// Nearly all of one text stands in the other, its figures too, in runs longer than what forms leave
// between their blanks: the same, whatever is above it, as each outlet writes its own headline. (Of
// the labelled pairs 254 of 410 versions are so, and one of 1,223 forms.)
bool isCopied(const Likeness& l) {
  return std::max(l.contained, l.contains) >= 0.85F && l.run_words >= 60 &&
         (l.shared >= 8 || l.sentences >= 3) && std::max(l.numbers_in, l.numbers_out) >= 0.9F;
}

// A good part of one text that no form could leave between its blanks. A smaller part may be what
// pages have in common: "Sign up for our newsletter".
bool isLongPassage(const Likeness& l) {
  return l.run_words >= kCopiedRun && std::max(l.contained, l.contains) >= kGoodPart;
}

bool isPassage(const Likeness& l) {
  return l.run_words >= kPassageWords || l.sentences >= 2;
}

}  // namespace

Judge::Judge(const Thresholds& thresholds) : thresholds_(thresholds) {
  compared_.reserve(kCompared);
  ranked_.reserve(Shortlist::kMost + 1);
}

// Whom to compare with, most promising first: what shares words as they stand, then the one that
// shares most of the rare ones.
void Judge::rank(const Window& window) {
  ranked_.clear();
  for (const Candidate* c : window.shortlist().sharing()) {
    window.prefetch(c->sequence);
    ranked_.push_back({0, c, nullptr});
  }
  for (const Candidate* c : window.shortlist().alike()) {
    if (c->shared >= kSharedShingle || c->terms < kTermsWorthIt) continue;
    window.prefetch(c->sequence);
    ranked_.push_back({0, c, nullptr});
    break;
  }
  std::uint32_t left = Shortlist::kMost + 1;
  for (Ranked& r : ranked_) {
    r.slot = window.slot(r.candidate->sequence);
    if (r.slot == nullptr) continue;  // a chance match of stamps
    // Of articles that share as much, the shortest is the one that stands here most wholly.
    const bool words_alone = r.candidate->shared < kSharedShingle;
    r.order = static_cast<std::uint64_t>(r.candidate->shared) << 32 |
              (words_alone ? 0U : 65535U - r.slot->words) << 8 | --left;
  }
  std::erase_if(ranked_, [](const Ranked& r) { return r.slot == nullptr; });
  std::sort(ranked_.begin(), ranked_.end(),
            [](const Ranked& a, const Ranked& b) { return a.order > b.order; });
}

void Judge::gather(const Window& window, const Signature& article, std::uint64_t id,
                   std::uint32_t seconds) {
  compared_.clear();
  rank(window);
  for (const Ranked& r : ranked_) {
    if (compared_.size() == kCompared) break;
    // Copies of one article must not keep the others from being seen.
    const auto of_chain =
        std::count_if(compared_.begin(), compared_.end(),
                      [&](const Compared& other) { return other.slot->head == r.slot->head; });
    if (of_chain >= kComparedOfChain) continue;
    compared_.push_back(compareWith(window, *r.candidate, *r.slot, article, seconds));
    if (r.slot->id != id) compared_.back().same_id = false;  // a chance match of tags
  }
}

Compared Judge::compareWith(const Window& window, const Candidate& c, const Slot& slot,
                            const Signature& article, std::uint32_t seconds) const {
  const auto sentences = static_cast<std::uint32_t>(std::popcount(c.sentences));
  Compared x{&c, &slot, compare(article, slot, c.shingles, sentences, seconds), 0, 0, c.same_id};
  if (std::max(x.likeness.contained, x.likeness.contains) >= kSharedMin) {
    compareTerms(window.terms(), slot, window.weights(), x.likeness);
    x.same = sameScore(x.likeness, article.words);
    if (isCopied(x.likeness)) x.same = std::max(x.same, kCopied);
  }
  if (article.words >= kRewriteWords && slot.words >= kRewriteWords) {
    x.rewrite = rewriteScore(x.likeness, static_cast<std::uint32_t>(std::popcount(c.quotations)));
  }
  return x;
}

// The same text is the same article only under the same subject, or where it is long and fresh:
// "Qtly div 10 cts" is said of a hundred companies, and a central bank's notice comes back each
// morning.
bool Judge::exact(const Signature& article, Link& link) const {
  for (const Compared& c : compared_) {
    if (!sameText(article, *c.slot)) continue;
    const Likeness& l = c.likeness;
    const bool subject = article.headline_only != 0 || std::max(l.title_in, l.title_out) >= 0.5F ||
                         article.title_count + c.slot->title_count == 0;
    const bool fresh = l.hours < kDayHours;
    // A short notice whose headline differs by its date alone ("River levels, March 10").
    const bool dated = subject && !fresh && article.headline_only == 0 &&
                       article.words < kNoticeWords && std::min(l.title_in, l.title_out) < 0.99F;
    if (dated) {
      link.recurring = c.candidate->sequence;
      link.dated = true;
    } else if (subject ? (fresh || article.headline_only == 0 || l.hours < 72.0F)
                       : (fresh && article.words >= 40)) {
      if (link.partner != 0) continue;  // the earliest of several stands
      link.relation = CT_EXACT;
      link.partner = c.candidate->sequence;
      link.likeness = l;
      link.likeness.contained = link.likeness.contains = link.likeness.resemblance = 1.0F;
      link.probability = 1.0F;
    } else {
      link.recurring = c.candidate->sequence;
    }
  }
  return link.partner != 0;
}

namespace {

ct_relation relationOf(const Likeness& l, bool notice, bool same_provider) {
  if (notice) return CT_VERSION_OF;
  if (l.contained >= 0.8F && l.contains >= 0.8F) return CT_NEAR;
  if (l.contained >= 0.6F && l.longer < -0.3F) return CT_CONTAINED;
  if (l.contains >= 0.6F && l.longer > 0.3F) return CT_CONTAINS;
  return same_provider && l.hours < 72.0F ? CT_VERSION_OF : CT_NEAR;
}

}  // namespace

Link Judge::judge(const Window& window, const Signature& article, std::uint64_t id,
                  std::uint16_t provider, std::uint32_t seconds) {
  Link link;
  gather(window, article, id, seconds);
  const Compared* own = nullptr;
  const Compared* same = nullptr;
  const Compared* other = nullptr;
  for (const Compared& c : compared_) {
    if (c.same_id && (own == nullptr || c.candidate->sequence > own->candidate->sequence)) own = &c;
    const auto better = [&](float a, float b, const Compared* than) {
      return than == nullptr || a > b + 0.02F ||
             (a > b - 0.02F && c.likeness.resemblance > than->likeness.resemblance);
    };
    if (better(c.same, same == nullptr ? 0 : same->same, same)) same = &c;
    if (better(c.rewrite, other == nullptr ? 0 : other->rewrite, other)) other = &c;
  }
  const bool notice = article.notice != Notice::kNone;
  const auto counts = [&](const Compared* c) {
    return c != nullptr && !(link.dated && c->candidate->sequence == link.recurring);
  };
  const auto take = [&](const Compared& c, ct_relation relation, float probability) {
    link.relation = relation;
    link.partner = c.candidate->sequence;
    link.likeness = c.likeness;
    link.probability = probability;
    link.joins = true;
  };
  if (own != nullptr) {
    const bool unchanged = sameText(article, *own->slot) && !notice;
    take(*own, unchanged ? CT_EXACT : CT_VERSION_OF, 1.0F);
    link.same_id = true;
  } else if (exact(article, link)) {
    link.joins = true;
    if (notice) link.relation = CT_VERSION_OF;
  } else if (digest(window, article, same, other, link)) {
    link.joins = false;
  } else if (counts(same) && same->same >= (notice ? thresholds_.same * 0.6F : thresholds_.same)) {
    take(*same, relationOf(same->likeness, notice, same->slot->provider == provider), same->same);
  } else if (counts(other) && other->rewrite >= (isPickUp() ? kSurely : thresholds_.rewrite)) {
    take(*other, notice ? CT_VERSION_OF : CT_REWRITE, other->rewrite);
    compareTerms(window.terms(), *other->slot, window.weights(), link.likeness);
  } else {
    passages(window, article, link);
  }
  if (link.joins) toHead(window, article, provider, seconds, link);
  return link;
}

// What goes out names the head of the chain, so the relation is to the head wherever the two
// compare; unless the article is a copy of its partner, which is what the desk wants to know of it.
void Judge::toHead(const Window& window, const Signature& article, std::uint16_t provider,
                   std::uint32_t seconds, Link& link) const {
  const Slot* partner = window.slot(link.partner);
  const std::uint64_t head = Window::widen(partner->head, link.partner);
  const Slot* slot = window.slot(head);
  link.head = slot == nullptr ? link.partner : head;
  if (slot == nullptr || head == link.partner || link.relation == CT_EXACT ||
      link.relation == CT_NEAR || link.same_id || article.notice != Notice::kNone) {
    return;
  }
  const Candidate* at = window.candidate(head);
  if (at == nullptr) return;
  const Compared c = compareWith(window, *at, *slot, article, seconds);
  if (c.same >= thresholds_.same) {
    link.relation = relationOf(c.likeness, false, slot->provider == provider);
    link.likeness = c.likeness;
  }
}

// What stands there word for word is no rewrite.
bool Judge::isPickUp() const {
  return std::ranges::any_of(compared_,
                             [](const Compared& c) { return isLongPassage(c.likeness); });
}

// Passages of two articles or more, where no one of them is most of it.
bool Judge::digest(const Window& window, const Signature& article, const Compared* same,
                   const Compared* rewrite, Link& link) const {
  if (rewrite != nullptr && rewrite->rewrite >= kSurely) return false;
  if (same != nullptr && same->same >= thresholds_.same) {
    const Likeness& l = same->likeness;
    const bool titled = l.same_title > 0 && article.title_count >= 2;
    if (titled || l.contained >= 0.6F || l.contains >= 0.6F) return false;
  }
  passages(window, article, link);
  if (link.passage_count >= 2) return true;
  link = Link{.recurring = link.recurring, .dated = link.dated};
  return false;
}

// A digest is made of passages of several articles; a pick-up takes one long passage and leaves the
// rest. Forms share passages too, but most of their text with them: a passage must be a small part.
void Judge::passages(const Window& window, const Signature& article, Link& link) const {
  const Compared* first = nullptr;
  std::uint32_t single = 0;
  for (const Compared& c : compared_) {
    const Likeness& l = c.likeness;
    if (!isPassage(l) || l.shared < 2) continue;
    const bool copied = isLongPassage(l);
    if (l.contained > 0.6F && !copied) continue;
    bool fresh = true;  // another place of the article than those before
    for (std::size_t i = 0; i < link.passage_count; ++i) {
      const Passage& p = link.passages[i];
      const std::uint32_t middle = l.run_begin + l.run_words / 2;
      if (middle >= p.begin && middle < p.begin + p.words) fresh = false;
    }
    if (!fresh || link.passage_count == link.passages.size()) continue;
    link.passages[link.passage_count++] = {c.candidate->sequence, l.run_begin, l.run_words};
    if (copied || (l.contained < kGoodPart && l.run_words >= 30 && l.sentences >= 2)) ++single;
    if (first == nullptr || l.contains > first->likeness.contains) first = &c;
  }
  if (first == nullptr || article.words < kRewriteWords ||
      (link.passage_count < 2 && single == 0)) {
    link.passage_count = 0;
    return;
  }
  link.relation = CT_CONTAINS;
  link.partner = first->candidate->sequence;
  link.likeness = first->likeness;
  link.probability = 1.0F;
  const std::uint64_t head = Window::widen(first->slot->head, link.partner);
  link.head = window.slot(head) == nullptr ? link.partner : head;
}

}  // namespace copytaster::dedup
