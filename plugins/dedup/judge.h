// Which of the candidates the article repeats, and how: one decision from all the evidence.
//
// Two logistic scores do the weighing, each over the few figures of a Likeness: `same`, that the
// two are one text edited, and `rewrite`, that they are one text in other words. Every weight has
// the sign that sense gives it (more shared never speaks against), so that what the training data
// lacks cannot turn a score over. An article links to one other, and through it to the head of that
// one's chain; chains are never merged.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "copytaster/abi.h"
#include "likeness.h"
#include "window.h"

namespace copytaster::dedup {

struct Thresholds {
  float same = 0.55F;
  float rewrite = 0.25F;
};

// A stretch of the article that stands in another.
struct Passage {
  std::uint64_t sequence;
  std::uint32_t begin, words;  // in words of the article
};

// A text of fewer words may be a form that is filled in each day.
inline constexpr std::uint32_t kNoticeWords = 80;

struct Link {
  ct_relation relation = CT_ORIGINAL;
  std::uint64_t partner = 0;  // the closest article; 0: none
  std::uint64_t head =
      0;  // of the partner's chain; the partner itself where the head has left the window
  std::uint64_t recurring = 0;  // an article of the same text on another day, under another subject
  bool dated = false;           // and under the same but for its date: a form, not a repetition
  Likeness likeness{};
  float probability = 0;
  bool same_id = false;
  bool joins = false;  // takes part in the partner's chain; a digest does not
  std::array<Passage, 8> passages{};
  std::size_t passage_count = 0;
};

// A candidate, compared.
struct Compared {
  const Candidate* candidate;
  const Slot* slot;
  Likeness likeness;
  float same, rewrite;  // 0: there is too little in common, or too little text, to ask
  bool same_id;
};

class Judge {
 public:
  explicit Judge(const Thresholds& thresholds);

  // The article is the one whose candidates the window was last asked for; `id` and `provider` are
  // hashes.
  Link judge(const Window& window, const Signature& article, std::uint64_t id,
             std::uint16_t provider, std::uint32_t seconds);

  // Those of the last article, strongest first.
  const std::vector<Compared>& compared() const { return compared_; }

 private:
  void rank(const Window& window);
  void gather(const Window& window, const Signature& article, std::uint64_t id,
              std::uint32_t seconds);
  bool exact(const Signature& article, Link& link) const;
  Compared compareWith(const Window& window, const Candidate& c, const Slot& slot,
                       const Signature& article, std::uint32_t seconds) const;
  void toHead(const Window& window, const Signature& article, std::uint16_t provider,
              std::uint32_t seconds, Link& link) const;
  bool digest(const Window& window, const Signature& article, const Compared* same,
              const Compared* rewrite, Link& link) const;
  bool isPickUp() const;
  void passages(const Window& window, const Signature& article, Link& link) const;

  Thresholds thresholds_;
  std::vector<Compared> compared_;
  struct Ranked {
    std::uint64_t order;
    const Candidate* candidate;
    const Slot* slot;
  };
  std::vector<Ranked> ranked_;
};

}  // namespace copytaster::dedup
