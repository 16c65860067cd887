// What the filter knows by name: countries, states, places, organisations, persons, agencies.
//
// One phrase table holds all names, so that an article is walked once whatever their number. Two
// files: names.tsv is our own and meant to be edited, places.tsv is GeoNames. One name may mean
// several things; the finder decides.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/topics/phrases.h"

namespace copytaster::topics {

enum class NameKind : std::uint8_t {
  kCountry,
  kState,
  kPlace,
  kOrganisation,
  kPerson,
  kAgency,
  kGiven
};

// One cache line: many are looked at where a name has many meanings.
struct alignas(64) Known {
  NameKind kind;
  bool doubtful = false;       // of places: the name alone says little
  std::uint16_t country = 0;   // two letters, as countryCode() packs them
  std::uint16_t division = 0;  // first-order division, the same way; 0: none
  std::uint32_t population = 0;
  double people = 0;          // log10(1 + population)
  std::uint64_t surname = 0;  // of persons: the hash of the last word
  std::string_view id = {}, text = {};
};

// A meaning of the table, one way to write one of them: which, and what is asked of it most, so
// that no memory is asked for what will not be used.
struct Meaning {
  static constexpr std::uint32_t kExact = 1U << 31;  // wanted to the letter
  static constexpr std::uint32_t kPlace = 1U << 30;
  static constexpr std::uint32_t kGiven = 1U << 29;
  // Of states: "Calif", a state only after a place and a comma.
  static constexpr std::uint32_t kAbbreviation = 1U << 28;
  static constexpr std::uint32_t kIndex = kAbbreviation - 1;  // of what is known
};

// Up to three letters or digits in 16 bits, so that divisions compare as numbers. 0 for none.
std::uint16_t packCode(std::string_view code);

class Names {
 public:
  // Throws std::runtime_error that names file and line. [setup]
  Names(const std::string& names, const std::string& places);

  const PhraseTable& table() const { return table_; }
  std::size_t size() const { return known_.size(); }
  // The number of what a meaning is a way to write of.
  std::uint32_t number(std::uint32_t meaning) const {
    const std::uint32_t index = meaning & Meaning::kIndex;
    return (meaning & Meaning::kExact) == 0 ? index : exact_[index].known;
  }
  const Known& known(std::uint32_t number) const { return known_[number]; }
  const Known& meant(std::uint32_t meaning) const { return known_[number(meaning)]; }
  // Whether the words found are written as this way wants them.
  bool fits(std::uint32_t meaning, std::string_view found) const {
    return (meaning & Meaning::kExact) == 0 || exact_[meaning & Meaning::kIndex].written == found;
  }

 private:
  void readNames(const std::string& path);
  void readPlaces(const std::string& path);
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }
  void addSpelling(std::string_view spelling, std::uint32_t known, bool abbreviation = false);

  PhraseTable table_;
  std::deque<std::string> texts_;  // where ids and texts lie
  LargeVector<Known> known_;
  struct Exact {
    std::uint32_t known;
    std::string written;
  };
  std::vector<Exact> exact_;
  std::unordered_map<std::string, std::vector<std::string>> other_names_;  // of places, by id
};

}  // namespace copytaster::topics
