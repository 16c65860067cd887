// Entities after HTML 4.01 (Latin-1, symbols, special), numeric ones with the Windows-1252 reading
// of 128 to 159 that HTML 5 prescribes; \uXXXX escapes; ANSI colour sequences; "don?t" and
// "Bitcoin?s".
#include "plugins/garble/encoding_marks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "plugins/garble/codecs.h"

namespace copytaster {
namespace {

struct Entity {
  std::string_view name;
  char32_t code;
};

// The names of U+00A0 to U+00FF in order, then the others.
constexpr std::array<std::string_view, 96> kLatin1 = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
constexpr Entity kOthers[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},
    {"apos", '\''},     {"AMP", '&'},       {"NBSP", 0xA0},     {"QUOT", '"'},
    {"OElig", 0x152},   {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},
    {"Yuml", 0x178},    {"circ", 0x2C6},    {"tilde", 0x2DC},   {"ensp", 0x2002},
    {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200C},   {"zwj", 0x200D},
    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},  {"rsquo", 0x2019},
    {"sbquo", 0x201A},  {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"bdquo", 0x201E},
    {"dagger", 0x2020}, {"Dagger", 0x2021}, {"bull", 0x2022},   {"hellip", 0x2026},
    {"permil", 0x2030}, {"prime", 0x2032},  {"lsaquo", 0x2039}, {"rsaquo", 0x203A},
    {"euro", 0x20AC},   {"trade", 0x2122},  {"rarr", 0x2192},   {"larr", 0x2190},
    {"minus", 0x2212},  {"infin", 0x221E},  {"ne", 0x2260},     {"le", 0x2264},
    {"ge", 0x2265},     {"alpha", 0x3B1},   {"beta", 0x3B2},    {"gamma", 0x3B3},
    {"delta", 0x3B4},   {"mu", 0x3BC},      {"pi", 0x3C0},      {"Omega", 0x3A9}};

constexpr std::size_t kEntityMax = 10;  // bytes between & and ;

bool letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool digit(char32_t c) {
  return c >= '0' && c <= '9';
}
int hexValue(char32_t c) {
  if (digit(c)) return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
  return -1;
}

char32_t ofWindows1252(char32_t code) {
  return code >= 0x80 && code < 0xA0 ? kCodecs[0].upper[code - 0x80] : code;
}

char32_t numberedEntity(std::string_view digits) {
  const bool hex = !digits.empty() && (digits[0] == 'x' || digits[0] == 'X');
  if (hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 6) return 0;
  char32_t code = 0;
  for (char c : digits) {
    const int v = hexValue(static_cast<unsigned char>(c));
    if (v < 0 || (!hex && v > 9)) return 0;
    code = code * (hex ? 16 : 10) + static_cast<char32_t>(v);
  }
  if (code < 0x20 && code != '\t' && code != '\n') return 0;
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
  return ofWindows1252(code);
}

char32_t entity(std::string_view name) {
  if (name.size() > 1 && name[0] == '#') return numberedEntity(name.substr(1));
  for (std::size_t i = 0; i < kLatin1.size(); ++i) {
    if (kLatin1[i] == name) return 0xA0 + static_cast<char32_t>(i);
  }
  for (const Entity& e : kOthers) {
    if (e.name == name) return e.code;
  }
  return 0;
}

// The entity that begins at glyph `at` and how many glyphs it takes; 0 where none does.
char32_t entityAt(const std::vector<Glyph>& g, std::size_t at, std::size_t& count) {
  char name[kEntityMax];
  std::size_t size = 0;
  for (std::size_t i = at + 1; i < g.size() && size < kEntityMax; ++i) {
    const char32_t c = g[i].code;
    if (c == ';') {
      count = size + 2;
      return size == 0 ? 0 : entity(std::string_view(name, size));
    }
    if (!letter(c) && !digit(c) && c != '#') return 0;
    name[size++] = static_cast<char>(c);
  }
  return 0;
}

// \uXXXX at `at`, a pair of surrogates as one character.
char32_t escapeAt(const std::vector<Glyph>& g, std::size_t at, std::size_t& count) {
  const auto unit = [&](std::size_t i) -> int {
    if (i + 6 > g.size() || g[i].code != '\\' || g[i + 1].code != 'u') return -1;
    int v = 0;
    for (std::size_t k = 2; k < 6; ++k) {
      const int h = hexValue(g[i + k].code);
      if (h < 0) return -1;
      v = v * 16 + h;
    }
    return v;
  };
  const int first = unit(at);
  if (first < 0x20) return 0;
  count = 6;
  if (first < 0xD800 || first >= 0xE000) return static_cast<char32_t>(first);
  const int second = unit(at + 6);
  if (first >= 0xDC00 || second < 0xDC00 || second >= 0xE000) return 0;
  count = 12;
  return 0x10000 + (static_cast<char32_t>(first - 0xD800) << 10) +
         static_cast<char32_t>(second - 0xDC00);
}

void replace(std::vector<Glyph>& g, std::size_t at, std::size_t count, char32_t code) {
  g[at].code = code;
  g[at].end = g[at + count - 1].end;
  g[at].changed = true;
  g.erase(g.begin() + static_cast<std::ptrdiff_t>(at) + 1,
          g.begin() + static_cast<std::ptrdiff_t>(at + count));
}

// "don?t", "it?s", "we?re": the question mark stood for an apostrophe. `at` is the mark.
template <class At>
bool lostApostrophe(At code, std::size_t at) {
  if (at == 0) return false;
  const auto small = [](char32_t c) { return c >= 'a' && c <= 'z'; };
  if (!small(code(at - 1))) return false;
  const char32_t a = code(at + 1), b = code(at + 2), c = code(at + 3);
  const bool one = (a == 's' || a == 't' || a == 'd' || a == 'm') && !letter(b) && !digit(b) &&
                   b != '=' && b != '&';
  const bool two = ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l')) &&
                   !letter(c) && !digit(c) && c != '=' && c != '&';
  if (!one && !two) return false;
  if (a == 't' && one && code(at - 1) != 'n') return false;
  for (std::size_t i = at; i-- > 0;) {  // not in an address: "page?s"
    const char32_t p = code(i);
    if (p == ' ' || p == '\n') break;
    if (p == '/' || p == '.' || p == ':') return false;
  }
  return true;
}

// 01 to 04 frame the messages of teleprinter wires (SOH, STX, ETX, EOT): the envelope's, not
// damage.
bool dropped(char32_t c) {
  return ((c == 0 || c > 4) && c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F ||
         c == 0xFEFF || (c >= 0x80 && c < 0xA0);
}

}  // namespace

bool markAt(std::string_view text, std::size_t at) {
  const auto code = [&](std::size_t i) -> char32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  switch (text[at]) {
    case '&': {
      if (!letter(code(at + 1)) && code(at + 1) != '#') return false;
      const std::size_t end = text.substr(at + 1, kEntityMax + 1).find_first_of("; \n&");
      return end != std::string_view::npos && text[at + 1 + end] == ';';
    }
    case '?':
      return lostApostrophe(code, at);
    case '\\':
      return code(at + 1) == 'u' && hexValue(code(at + 2)) >= 0 && hexValue(code(at + 5)) >= 0;
    default:
      return dropped(static_cast<unsigned char>(text[at]));
  }
}

void readMarks(std::vector<Glyph>& g) {
  for (std::size_t i = 0; i < g.size(); ++i) {
    std::size_t count = 0;
    if (g[i].code == '&') {
      // Twice over: "&amp;rsquo;" becomes "&rsquo;", then the character.
      for (int layer = 0; layer < 3 && g[i].code == '&'; ++layer) {
        const char32_t code = entityAt(g, i, count);
        if (code == 0) break;
        replace(g, i, count, code);
      }
    } else if (g[i].code == '\\') {
      if (const char32_t code = escapeAt(g, i, count); code != 0) replace(g, i, count, code);
    }
  }
}

void readControls(std::vector<Glyph>& g) {
  const auto code = [&](std::size_t i) -> char32_t { return i < g.size() ? g[i].code : 0; };
  for (std::size_t i = 0; i < g.size(); ++i) {
    const char32_t c = g[i].code;
    if (c == 0x1B && code(i + 1) == '[') {  // ANSI: ESC [ digits ; letter
      std::size_t end = i + 2;
      while (digit(code(end)) || code(end) == ';') ++end;
      if (letter(code(end))) {
        replace(g, i, end - i + 1, 0);
        continue;
      }
    }
    // E2 80 xx whose first byte was lost: "\\x80\\x94" is a dash.
    const char32_t tail = code(i + 1);
    if (c == 0x80 && tail >= 0x93 && tail <= 0x9D && tail != 0x97) {
      replace(g, i, 2, 0x2000 + (tail & 0x3F));
    } else if (c >= 0x80 && c < 0xA0 && ofWindows1252(c) != c) {
      g[i].code = ofWindows1252(c);
      g[i].changed = true;
    } else if (dropped(c)) {
      g[i].code = 0;
      g[i].changed = true;
    } else if ((c == '?' || c == kLost) && lostApostrophe(code, i)) {
      g[i].code = 0x2019;
      g[i].changed = true;
    } else if (c == kLost) {
      g[i].changed = true;  // lost for good: a finding without a reading
    }
  }
}

}  // namespace copytaster
