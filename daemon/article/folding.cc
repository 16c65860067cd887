// Folding is simple case mapping, one code point at a time (utf8proc_tolower): it never depends on
// the locale or the language, so that an author can prepare hashed lists anywhere.
#include "daemon/article/folding.h"

#define XXH_INLINE_ALL
#include <utf8proc.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <string>

#include "daemon/article/utf8.h"

namespace copytaster::folding {
namespace {

constexpr std::size_t kPlainMax = 64;  // bytes of a word folded on the stack

// Sorted, folded.
constexpr std::array<std::string_view, 46> kAbbreviations = {
    "adm",  "al",  "asst", "ave",  "bros", "brig", "capt",   "cmdr", "co",   "col",  "corp", "cpl",
    "dept", "dr",  "e",    "eg",   "etc",  "fr",   "ft",     "gen",  "gov",  "hon",  "inc",  "jr",
    "lt",   "ltd", "maj",  "mr",   "mrs",  "ms",   "messrs", "mt",   "ph",   "prof", "pvt",  "rep",
    "reps", "rev", "sen",  "sens", "sgt",  "sr",   "st",     "ste",  "supt", "vs"};
constexpr std::array<std::string_view, 16> kBeforeNumber = {
    "apr", "aug", "dec", "feb", "fig", "jan", "jul", "jun",
    "mar", "no",  "nos", "nov", "oct", "pp",  "sep", "sept"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void fold(std::string_view word, auto& out) {
  for (std::size_t i = 0; i < word.size();) {
    const auto byte = static_cast<unsigned char>(word[i]);
    if (byte < 0x80) {
      out.push_back(static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte));
      ++i;
      continue;
    }
    const auto c = utf8::decode(word, i);
    i += c.size;
    if (c.value == 0x2019) {
      out.push_back('\'');
    } else {
      utf8::append(out, static_cast<std::uint32_t>(
                            utf8proc_tolower(static_cast<utf8proc_int32_t>(c.value))));
    }
  }
}

// Room on the stack for the common word.
struct Plain {
  std::array<char, kPlainMax * 2> room;  // simple lower case grows a sequence by one byte at most
  std::size_t size = 0;
  void push_back(char c) { room[size++] = c; }
};

}  // namespace

bool isWord(std::uint32_t c) {
  if (c >= 0xC0 && c < 0x250) return c != 0xD7 && c != 0xF7;
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c >= 0x2000 && c < 0x2070) return false;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
      return true;
    default:
      return false;
  }
}

bool isUpper(std::uint32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_LU;
}

std::uint64_t hash(std::string_view word) {
  if (word.size() <= kPlainMax) {
    Plain plain;
    fold(word, plain);
    return XXH3_64bits(plain.room.data(), plain.size);
  }
  std::string folded;
  fold(word, folded);
  return XXH3_64bits(folded.data(), folded.size());
}

bool isAbbreviation(std::string_view word, bool before_number) {
  if (word.size() > 6) return false;
  const bool one_letter = word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';
  if (one_letter) return true;
  Plain plain;
  fold(word, plain);
  const std::string_view folded(plain.room.data(), plain.size);
  return has(kAbbreviations, folded) || (before_number && has(kBeforeNumber, folded));
}

}  // namespace copytaster::folding
