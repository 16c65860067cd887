// Which event an article is about: online clustering by rare words, in time, one pass.
//
// A story of one article is that article's slot; from two on it has a centre: the sum of its
// members' weighted terms, each member of length one, its heaviest kept. An article joins the story
// whose centre is nearest, where it is near enough for the time that has passed and no second story
// is as near; else it begins one. Copies and versions join their partner's story unasked, and so
// does an article that quotes the same saying.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heaviest.h"
#include "judge.h"
#include "window.h"

namespace copytaster::dedup {

struct StoryTuning {
  float near = 0.18F;        // similarity from which an article joins
  float short_near = 0.12F;  // the same for headlines alone
  float margin = 0.0F;       // what the best must be ahead of the second
  float sigma_hours = 72.0F;
  float burst_minutes = 15.0F;  // how long a headline alone is near the one before
  float quotation = 0.15F;      // added for a saying quoted by both
};

struct Placing {
  std::uint64_t story = 0;  // sequence of its first article
  std::uint32_t size = 1;   // this article included
  float score = 0;
  std::array<std::uint8_t, 5> shared{};  // which of its terms tied it most
  std::size_t shared_count = 0;
  bool quoted = false;
};

class Stories {
 public:
  static constexpr std::size_t kTerms = 64;
  struct Centre {
    std::uint32_t size = 0;     // articles ever in it
    std::uint32_t living = 0;   // of these, in the window
    std::uint32_t seconds = 0;  // the last one's receipt
    std::uint32_t count = 0;
    float norm = 0;  // length of the vector, squared
    std::array<std::uint32_t, kTerms> hashes{};
    std::array<float, kTerms> weights{};
  };

  explicit Stories(const StoryTuning& tuning) : tuning_(tuning) {}

  // Finds the article's story and makes it a member. It is the one whose candidates the window was
  // last asked for; its slot is not yet entered.
  Placing place(const Window& window, const Signature& article, const Link& link,
                std::uint64_t sequence, std::uint32_t seconds);
  // A member left the window. True: the story went with it.
  bool leave(std::uint64_t story);
  const Centre* centre(std::uint64_t story) const;
  // Recall: a story as it was written, then each of its members that is still in the window.
  void restore(std::uint64_t story, const Centre& centre) { (centres_[story] = centre).living = 0; }
  void lives(std::uint64_t story) {
    if (const auto at = centres_.find(story); at != centres_.end()) ++at->second.living;
  }
  // And one that is not in it after all; then, gone(story) for each that has none there.
  void dies(std::uint64_t story) {
    if (const auto at = centres_.find(story); at != centres_.end()) --at->second.living;
  }
  template <class F>
  void bury(F gone) {
    std::erase_if(centres_, [&](const auto& story) {
      if (story.second.living == 0) gone(story.first);
      return story.second.living == 0;
    });
  }
  std::size_t count() const { return centres_.size(); }
  std::size_t bytes() const { return centres_.size() * (sizeof(Centre) + 48); }

 private:
  // Terms of one article, of length one.
  struct Vector {
    bool alert = false;  // of a headline alone
    std::size_t count = 0;
    std::array<std::uint32_t, Signature::kTerms> hashes;
    std::array<float, Signature::kTerms + 1> weights;  // the last of none: WeighedTerms::kNone
    void add(std::uint32_t hash, float weight);
    void scale(float norm);
  };
  struct Near {
    std::uint64_t story;
    const Slot* member;
    const Centre* centre;  // null: the member alone
    bool quoted;
  };

  static Vector vectorOf(const WeighedTerms& terms);
  static Vector vectorOf(const Slot& slot, const TermWeights& weights);
  void gather(const Window& window);
  float similarity(const WeighedTerms& terms, const Near& near, const Vector& article,
                   std::uint32_t seconds, Placing* placing) const;
  Near nearOf(const Slot& member, std::uint64_t story, bool quoted) const;
  void join(const Window& window, const Near& near, const Vector& article, std::uint32_t seconds,
            Placing& placing);
  static void add(Centre& centre, const Vector& v);

  StoryTuning tuning_;
  std::unordered_map<std::uint64_t, Centre> centres_;
  std::vector<Near> near_;
};

}  // namespace copytaster::dedup
