// Words past the fast path: letters of every script, folding, hashing, abbreviations.
#pragma once

#include <cstdint>
#include <string_view>

namespace copytaster::folding {

// A letter, a mark on one, or a digit, of any script (Unicode categories L, M, Nd by utf8proc).
bool isWord(std::uint32_t code_point);
bool isUpper(std::uint32_t code_point);

// XXH3-64 (seed 0) of the word folded: lower case, ' for ’. The word is valid UTF-8.
std::uint64_t hash(std::string_view word);

// A word that a full stop follows without ending a sentence: "Mr", "Gov", an initial; months and
// "No" only before a number.
bool isAbbreviation(std::string_view word, bool before_number);

}  // namespace copytaster::folding
