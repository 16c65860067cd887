// The articles of the window that share something with the one in hand, and what.
//
// Which article the next posting is of cannot be guessed, nor whether it was met before: entering
// one has no branch on it. A sparse set (Briggs and Torczon 1993): a place is one's own where the
// candidate it names says so too, so nothing is ever cleared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace copytaster::dedup {

struct Candidate {
  std::uint64_t sequence = 0;
  std::uint64_t shingles = 0;   // which of the article's shingles it shares
  float terms = 0;              // summed weight of shared rare words
  std::uint32_t shared = 0;     // all else, counted: see kSharedText
  std::uint16_t sentences = 0;  // which of its sentences
  std::uint16_t place = 0;      // see Candidates
  std::uint8_t quotations = 0;  // which of its quotations
  bool same_text = false, same_id = false;
};

// What each thing shared counts for in Candidate::shared: rare words alone are below one shingle.
inline constexpr std::uint32_t kSharedShingle = 20, kSharedSentence = 60, kSharedText = 10000,
                               kSharedId = 20000;

class Candidates {
 public:
  // Bits of a candidate's index, and how many there may be: what more share, everybody shares.
  static constexpr int kIndexBits = 11;
  static constexpr std::size_t kMost = std::size_t{1} << kIndexBits;

  Candidates() : all_(kMost + 1), index_at_(kPlaces) {}

  void clear() { count_ = 0; }
  std::size_t room() const { return kMost - count_; }
  // The candidate, entered where it is not yet one. There is room.
  Candidate& of(std::uint64_t sequence) {
    std::size_t at = placeOf(sequence);
    while (takenByAnother(at, sequence)) [[unlikely]] at = (at + 1) % kPlaces;
    const std::size_t named = index_at_[at];
    const bool known = names(named, at);
    Candidate& fresh = all_[count_];  // of one known written in vain
    fresh = {};
    fresh.sequence = sequence;
    fresh.place = static_cast<std::uint16_t>(at);
    const std::size_t mask = 0 - static_cast<std::size_t>(known);
    const std::size_t index = (named & mask) | (count_ & ~mask);
    index_at_[at] = static_cast<std::uint16_t>(index);
    count_ += known ? 0 : 1;
    return all_[index];
  }
  const Candidate* find(std::uint64_t sequence) const {  // null: it is none
    std::size_t at = placeOf(sequence);
    while (takenByAnother(at, sequence)) at = (at + 1) % kPlaces;
    return names(index_at_[at], at) ? &all_[index_at_[at]] : nullptr;
  }
  std::span<const Candidate> all() const { return std::span(all_).first(count_); }
  std::size_t bytes() const {
    return all_.size() * sizeof all_[0] + index_at_.size() * sizeof index_at_[0];
  }

 private:
  static constexpr int kPlaceBits = kIndexBits + 1;
  static constexpr std::size_t kPlaces = std::size_t{1} << kPlaceBits;
  static std::size_t placeOf(std::uint64_t sequence) {
    return (sequence * 0x9E3779B97F4A7C15ULL) >> (64 - kPlaceBits);
  }
  bool names(std::size_t index, std::size_t place) const {
    return (index < count_) & (all_[index].place == place);
  }
  bool takenByAnother(std::size_t place, std::uint64_t sequence) const {
    const std::size_t index = index_at_[place];
    const bool same = all_[index].sequence == sequence;
    return names(index, place) & !same;
  }

  std::vector<Candidate> all_;  // one more than there may be
  std::vector<std::uint16_t> index_at_;
  std::size_t count_ = 0;
};

}  // namespace copytaster::dedup
