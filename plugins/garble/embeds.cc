// Embedded posts and what content systems print before the text; see furniture.h.
#include <cstring>

#include "plugins/garble/furniture.h"

namespace copytaster {
namespace {

constexpr std::size_t kSignatureMax = 90;  // bytes from the dash of a signature to its handle
constexpr std::size_t kPostMax = 700;      // bytes of a line that is all one post

bool digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// "February 4, 2025" or "4 Feb 2025" at `at`; one past it, or 0.
std::size_t dateAt(std::string_view text, std::size_t at) {
  std::size_t i = at;
  bool month = false;
  int numbers = 0;
  while (i < text.size() && i - at < 24) {
    if (digit(text[i])) {
      const std::size_t begin = i;
      while (i < text.size() && digit(text[i])) ++i;
      ++numbers;
      if (i - begin == 4) return month && numbers == 2 ? i : 0;
      continue;
    }
    if (text[i] == ' ' || text[i] == ',' || text[i] == '.') {
      ++i;
      continue;
    }
    bool named = false;
    for (std::string_view m : kMonths) named = named || text.substr(i, 3) == m;
    if (!named || month) return 0;
    month = true;
    while (i < text.size() &&
           ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z')))
      ++i;
  }
  return 0;
}

// "— Name (@handle) February 4, 2025": [begin of the dash, end of the date).
bool signatureAt(std::string_view text, std::size_t handle, std::size_t& begin, std::size_t& end) {
  std::size_t i = handle + 2;
  while (i < text.size() && (text[i] == '_' || digit(text[i]) || (text[i] | 32) >= 'a')) {
    if ((text[i] | 32) > 'z' && text[i] != '_') break;
    ++i;
  }
  if (i >= text.size() || text[i] != ')' || i - handle > 18) return false;
  end = dateAt(text, i + 1);
  if (end == 0) return false;
  const std::size_t from = handle > kSignatureMax ? handle - kSignatureMax : 0;
  const std::string_view before = text.substr(from, handle - from);
  std::size_t dash = before.rfind("\xE2\x80\x94");
  if (dash == std::string_view::npos) dash = before.rfind("-- ");
  if (dash == std::string_view::npos) dash = before.rfind("\n- ");
  if (dash == std::string_view::npos) return false;
  begin = from + dash + (before[dash] == '\n' ? 1 : 0);
  return before.substr(dash + 1).find('\n') == std::string_view::npos;
}

}  // namespace

void readEmbeds(const FieldView& view, DamageList& out) {
  if (view.field != Field::kBody) return;
  const std::string_view text = view.text;
  // " date 2025-02-04 " before the first word: certain.
  if (view.tokens.size() > 4 && view.tokens[0].begin <= 2 &&
      text.substr(view.tokens[0].begin, 5) == "date " && digit(text[view.tokens[0].begin + 5])) {
    std::size_t end = view.tokens[0].begin + 5;
    while (end < text.size() && (digit(text[end]) || text[end] == '-')) ++end;
    if (end - view.tokens[0].begin == 15) {
      while (end < text.size() && text[end] == ' ') ++end;
      out.cut(Kind::kFurniture, view.field, 0, end, .99, 0);
    }
  }
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at == 0 || text[at - 1] != '(') continue;
    std::size_t begin = 0, end = 0;
    if (!signatureAt(text, at - 1, begin, end)) continue;
    // The post itself, where it has the line to itself up to the signature and ends in its
    // picture's address.
    const std::size_t line = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;
    if (begin - line < kPostMax &&
        text.substr(line, begin - line).find("pic.twitter.com/") != std::string_view::npos) {
      begin = line;
    }
    out.cut(Kind::kFurniture, view.field, begin, end, .97, 0);
  }
  // Slashes are rarer than any letter of the address.
  constexpr std::string_view kPicture = "pic.twitter.com";
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    if (!text.substr(0, at).ends_with(kPicture)) continue;
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    out.cut(Kind::kFurniture, view.field, at - kPicture.size(), end, .97, 0);
  }
}

}  // namespace copytaster
