// The candidates worth a closer look: of some hundreds, which mostly share a name or two with the
// article, a few dozen, told in one pass.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "candidates.h"
#include "heaviest.h"

namespace copytaster::dedup {

// Summed weight of rare words from which articles are worth comparing though they share but one
// shingle or none.
inline constexpr float kTermsWorthIt = 100.0F;

class Shortlist {
 public:
  static constexpr std::size_t kMost = 24;  // of each list
  static constexpr int kAgeBits = 24;       // of how many articles entered since, at most

  // `next`: one more than the newest sequence in the window. `few`: the article has so few shingles
  // that one shared is worth a look. `all`: of one Candidates; valid until it is cleared.
  void choose(std::span<const Candidate> all, std::uint64_t next, bool few);

  // Two shingles shared, a whole sentence, the text or the id; or one and many rare words. What
  // shares most is first, of equal ones the older.
  std::span<const Candidate* const> sharing() const { return {sharing_.data(), sharing_count_}; }
  // Rare words shared, by weight, or a quotation. The heaviest first, of equal ones the younger.
  std::span<const Candidate* const> alike() const { return {alike_.data(), alike_count_}; }

 private:
  using List = std::array<const Candidate*, kMost>;
  static std::size_t pointTo(std::span<const std::uint64_t> keys, std::span<const Candidate> all,
                             List& list);

  List sharing_{}, alike_{};
  std::size_t sharing_count_ = 0, alike_count_ = 0;
  Heaviest sharing_keys_, alike_keys_;
};

}  // namespace copytaster::dedup
