// The figures and names of an article, and what changed in them from one edition to the next.
//
// Read in examine, where the words have just been read; settle writes them to the record of the
// article, and compares them with those of another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "copytaster/filter.h"
#include "sieve.h"
#include "signature.h"

namespace copytaster::dedup {

// Each once, in order of appearance, at most 48 of a kind and what fits of them. A list is its
// items with a byte between that is in no text: ready for the record.
struct Particulars {
  static constexpr std::size_t kListBytes = 400;
  static constexpr std::size_t kSlack = 17;  // written behind a list in vain
  struct List {
    std::uint16_t size;
    char bytes[kListBytes + kSlack];
    std::string_view view() const { return {bytes, size}; }
  };
  List figures, names;
};

// Of the body. `picked`: scratch, reused.
void readParticulars(const Words& words, Sieve<std::uint32_t>& picked, Particulars& out);

// True where both headlines hold figures and the article's has one that the other lacks: "River
// levels, March 11" over the text of March 10 is today's notice, not a repetition.
bool otherFigureInHeadline(const Document& doc, std::string_view headline);

// "figures: 12.5 becomes 13.1; new: 40" or "" where nothing changed, of two lists. `kind` is the
// word for them.
std::string changes(std::string_view kind, std::string_view before, std::string_view now);

}  // namespace copytaster::dedup
