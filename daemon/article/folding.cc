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

// Folded, at most kAbbreviationMax bytes each.
constexpr std::string_view kAbbreviations =
    "adm al asst ave bros brig capt cmdr co col corp cpl dept dr e eg etc fr ft gen gov hon inc jr "
    "lt ltd maj mr mrs ms messrs mt ph prof pvt rep reps rev sen sens sgt sr st ste supt vs";
constexpr std::string_view kBeforeNumber =
    "apr aug dec feb fig jan jul jun mar no nos nov oct pp sep sept";
constexpr std::size_t kAbbreviationMax = 6;

// The bytes of a short word as one number.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t out = 0;
  for (const char c : word) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}

// Both lists, to be asked after every sentence: a word is a number with a bit above it that says
// which list it is of, in a table of open addresses that is at most a quarter full.
class AbbreviationTable {
 public:
  static constexpr std::uint64_t kAlways = std::uint64_t{1} << 56, kNumber = kAlways << 1;

  constexpr AbbreviationTable() {
    add(kAbbreviations, kAlways);
    add(kBeforeNumber, kNumber);
  }
  constexpr bool has(std::string_view word, std::uint64_t lists) const {
    const std::uint64_t wanted = packed(word);
    for (std::size_t i = slotOf(wanted); slots_[i] != 0; i = (i + 1) % slots_.size()) {
      if ((slots_[i] & (kAlways - 1)) == wanted) return (slots_[i] & lists) != 0;
    }
    return false;
  }

 private:
  constexpr void add(std::string_view words, std::uint64_t list) {
    while (!words.empty()) {
      const std::string_view word = words.substr(0, words.find(' '));
      std::size_t i = slotOf(packed(word));
      while (slots_[i] != 0) i = (i + 1) % slots_.size();
      slots_[i] = packed(word) | list;
      words.remove_prefix(std::min(word.size() + 1, words.size()));
    }
  }
  static constexpr std::size_t slotOf(std::uint64_t word) {
    return word * 0x9E3779B97F4A7C15ULL >> 56;
  }
  std::array<std::uint64_t, 256> slots_{};
};
constexpr AbbreviationTable kTable;

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
  if (word.size() > kAbbreviationMax) return false;
  const bool one_letter = word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';
  if (one_letter) return true;
  Plain plain;
  fold(word, plain);
  return kTable.has({plain.room.data(), std::min(plain.size, kAbbreviationMax + 1)},
                    AbbreviationTable::kAlways | (before_number ? AbbreviationTable::kNumber : 0));
}

}  // namespace copytaster::folding
