// Who and where: countries, places, organisations, persons, agencies named in a body, each with id,
// count and offsets.
//
// One walk over the capitalised words. Names of the lists are found by the longest match; persons
// also by a given name or a title before capitals, organisations also by their last word ("Ltd",
// "University"). A surname alone counts for the full name that stood before it. Places wait until
// the end of the walk: which of several namesakes is meant follows from the words beside it, the
// countries named elsewhere, and the number of people.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/topics/names.h"

namespace copytaster::topics {

struct Found {
  std::uint32_t type = 0;  // ct_entity_type
  std::uint32_t count = 0;
  std::string_view text, id;               // of the body, the names or the room
  std::span<const std::uint32_t> offsets;  // of the room
};

// Reused from article to article. One a thread. Everything is bounded, so that an article asks for
// no memory.
class EntityRoom {
 public:
  explicit EntityRoom(const Names& names);

  struct PlaceMention {
    std::uint32_t begin, end;                 // bytes
    std::span<const std::uint32_t> meanings;  // of the table
    std::uint16_t country, division;          // as the words beside it say; 0: they do not
    bool located;                             // after "in", "near" and the like
  };
  struct Surname {
    std::uint64_t word;
    std::uint32_t found;
  };
  static constexpr std::uint32_t kNew = ~0U;         // in no list
  static constexpr std::uint32_t kAlone = 1U << 31;  // on a capital: a surname, or no entity

  std::vector<Found> found;
  std::vector<std::uint32_t> known;    // by found: the number of the name, kNew: in no list
  std::vector<std::uint8_t> found_of;  // by number of a name: 1 + its found; all 0 between two
  std::vector<std::uint32_t> offsets;  // by found
  std::size_t count = 0;
  std::vector<char> ids;  // of those in no list
  std::size_t id_bytes = 0;
  std::string slug;
  std::vector<Surname> surnames;
  std::uint64_t surname_bits = 0;  // one for each, by its word: most words are told apart by it
  std::vector<ct_token> tokens;    // of the body, "Houston's" as "Houston"
  std::vector<std::uint32_t> capitals;  // indices of the words with a capital
  std::size_t capital_count = 0;
  // By token: what those are, as bits. (A store of bytes could change anything.)
  std::vector<std::uint16_t> classes;
  std::vector<std::uint32_t> begins;  // of capitals, where a name of the lists may begin
  std::vector<PlaceMention> places;
  std::vector<std::uint16_t> countries, divisions;  // named so far
};

class EntityFinder {
 public:
  explicit EntityFinder(const Names& names);

  // Entities of the body behind the dateline, which ends at byte `from`; views the room. `home`:
  // the dateline's country, 0 where there is none. [examine]
  std::span<const Found> find(std::string_view body, std::span<const ct_token> tokens,
                              std::size_t from, std::uint16_t home, EntityRoom& room) const;
  // A place by its name and what stands after its comma; nullptr: not known. [any]
  const Known* place(std::string_view name, std::string_view region) const;
  // An agency by its name; nullptr: not known. [any]
  const Known* agency(std::string_view name) const;

 private:
  struct Walk;
  struct Match {
    std::size_t words = 0;
    std::span<const std::uint32_t> meanings;
  };
  static Match longest(const Walk& walk, std::size_t at);
  const Known* choose(std::span<const std::uint32_t> meanings, std::uint16_t country,
                      std::uint16_t division, const EntityRoom* room, std::uint16_t home) const;
  static void settlePlaces(Walk& walk);
  void takeCapitals(std::string_view body, std::span<const ct_token> tokens, std::size_t from,
                    EntityRoom& room) const;
  void foresee(std::span<const ct_token> tokens, EntityRoom& room) const;
  static std::size_t takeAt(Walk& walk, std::uint32_t capital);
  // One kind of entity each: the number of tokens taken, 0: it is none.
  static std::size_t takePerson(Walk& walk, std::size_t at, const Match& match, bool titled);
  static std::size_t takeOrganisation(Walk& walk, std::size_t at);
  static std::size_t takeKnown(Walk& walk, std::size_t at, const Match& match);
  static bool takeSurname(Walk& walk, std::size_t at);

  // What a word is for names, as bits: it lies in its place of a small table or in the next, and is
  // told without a branch.
  static constexpr std::uint64_t kClassBits = 0xFF;
  std::uint8_t classOf(std::uint64_t word) const {
    const std::uint64_t* const two = &classes_[placeOf(word)];
    std::uint64_t bits = (two[0] ^ word) <= kClassBits ? two[0] : 0;
    bits = (two[1] ^ word) <= kClassBits ? two[1] : bits;
    return static_cast<std::uint8_t>(bits & kClassBits);
  }
  std::size_t placeOf(std::uint64_t word) const { return word >> 40 & class_mask_; }
  bool placeClass(std::uint64_t word_and_bits);

  const Names& names_;
  std::uint64_t class_mask_ = 0;
  std::vector<std::uint64_t>
      classes_;  // a word's hash, but for its lowest bits: those of its class
};

// “The Café of São Paulo” → "the-cafe-of-sao-paulo": small, without accents, for ids. [any]
void appendSlug(std::string_view name, std::string& out);

}  // namespace copytaster::topics
