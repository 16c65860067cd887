// A dateline is read from the left, comma by comma: place, region, date; then the agency in
// brackets and the dash.
#include "plugins/topics/dateline.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace copytaster::topics {
namespace {

constexpr std::size_t kDatelineMax = 120;  // bytes
constexpr std::size_t kPlaceMax = 45;
constexpr std::size_t kAgencyMax = 40;
constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> kMonthEnds = {
    "uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember"};

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool isLower(char c) {
  return c >= 'a' && c <= 'z';
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && isSpace(s.front())) s.remove_prefix(1);
  while (!s.empty() && isSpace(s.back())) s.remove_suffix(1);
  return s;
}

// Bytes of the dash that begins at `at`, a hyphen or the first byte of one: "-", "--", en and em
// dash; 0: none. A hyphen within a word is none.
std::size_t dashAt(std::string_view s, std::size_t at) {
  const auto rest = s.substr(at);
  if (rest.starts_with("\xe2\x80\x94") || rest.starts_with("\xe2\x80\x93")) return 3;
  if (rest.starts_with("--")) return 2;
  // "March 5- ": a dash all the same.
  const bool before = at > 0 && (isSpace(s[at - 1]) || s[at - 1] == ')' || isDigit(s[at - 1]));
  const bool after = at + 1 >= s.size() || isSpace(s[at + 1]);
  return rest.starts_with('-') && before && after ? 1 : 0;
}

// 1 to 12, and the bytes read; 0: no month. Not `sure`: a word that only begins like one.
int readMonth(std::string_view s, std::size_t& size, bool& sure) {
  std::size_t letters = 0;
  std::array<char, 10> low{};
  while (letters < s.size() && letters < low.size() &&
         (isUpper(s[letters]) || isLower(s[letters]))) {
    low[letters] = static_cast<char>(s[letters] | 0x20);
    ++letters;
  }
  const std::string_view word(low.data(), letters);
  for (std::size_t m = 0; m < kMonths.size(); ++m) {
    if (!word.starts_with(kMonths[m])) continue;
    const auto rest = word.substr(3);
    sure = rest.empty() || rest == kMonthEnds[m] || (m == 8 && rest == "t");
    size = letters + (letters < s.size() && s[letters] == '.' ? 1 : 0);
    return static_cast<int>(m) + 1;
  }
  return 0;
}

// "March 2", "2 March", "Mar. 2, 1987". False where the part is no date. A date mistyped ("Marchg
// 2", "March 187") is told as it stands, without month and day.
bool readDate(std::string_view part, Dateline& out) {
  std::size_t at = 0;
  int day = 0;
  const auto readDay = [&] {
    const char* const begin = part.data() + at;
    const auto [end, error] = std::from_chars(begin, part.data() + part.size(), day);
    if (error != std::errc{}) return false;
    at += static_cast<std::size_t>(end - begin);
    return true;
  };
  const auto skip = [&] {
    while (at < part.size() && isSpace(part[at])) ++at;
  };
  const bool day_first = !part.empty() && isDigit(part[0]);
  if (day_first && !readDay()) return false;
  skip();
  std::size_t letters = 0;
  bool sure = true;
  const int month = readMonth(part.substr(at), letters, sure);
  if (month == 0) return false;
  at += letters;
  if (!day_first) {
    skip();
    if (!readDay()) return false;
  }
  if (at < part.size() && !isSpace(part[at])) return false;
  if (!sure && part.find(' ') != part.rfind(' ')) return false;
  if (sure && day >= 1 && day <= 31) {
    out.month = month;
    out.day = day;
  }
  out.date = part.substr(0, at);
  return true;
}

bool isYear(std::string_view part) {
  return part.size() == 4 && std::all_of(part.begin(), part.end(), isDigit) &&
         (part[0] == '1' || part[0] == '2');
}

// The parts between commas, up to the dash or the bracket.
bool readParts(std::string_view head, Dateline& out) {
  bool first = true;
  while (!head.empty()) {
    const auto comma = head.find(',');
    const auto part = trim(head.substr(0, comma));
    head = comma == std::string_view::npos ? std::string_view{} : head.substr(comma + 1);
    if (first) {
      if (part.empty() || part.size() > kPlaceMax || isLower(part[0]) || isDigit(part[0]))
        return false;
      out.text = part;
      const auto slash = part.find('/');
      out.place = trim(part.substr(0, slash));
      first = false;
    } else if (part.empty() || isYear(part) || readDate(part, out)) {
      continue;
    } else if (out.date.empty() && !isLower(part[0])) {
      out.region = part;  // the last before the date: "NEW YORK, Louisville, Ky."
      const auto end = static_cast<std::size_t>(part.data() + part.size() - out.text.data());
      out.text = std::string_view(out.text.data(), end);
    }
  }
  // "HOUSTON March 2": a date that no comma sets apart.
  for (std::size_t at = out.place.find(' '); out.date.empty() && at != std::string_view::npos;
       at = out.place.find(' ', at + 1)) {
    if (readDate(out.place.substr(at + 1), out))
      out.text = out.place = trim(out.place.substr(0, at));
  }
  return !out.place.empty();
}

struct Cut {
  std::size_t head = 0, end = 0;  // the parts are text[0, head); the dateline is text[0, end)
  std::string_view agency;
  bool dash = false;
};

Cut cutAtDash(std::string_view text) {
  Cut cut{text.size(), text.size(), {}, false};
  const auto bracket = text.find('(');
  const auto next = [&](std::size_t from) {
    return std::min(text.find('-', from), text.find('\xe2', from));
  };
  for (std::size_t at = next(0); at < text.size(); at = next(at + 1)) {
    const std::size_t dash = dashAt(text, at);
    if (dash == 0) continue;
    cut.head = at;
    cut.end = at + dash;
    cut.dash = true;
    break;
  }
  if (bracket != std::string_view::npos && bracket < cut.head) {
    const auto close = text.find(')', bracket);
    if (close != std::string_view::npos && close - bracket <= kAgencyMax && close < cut.head) {
      if (!trim(text.substr(close + 1, cut.head - close - 1)).empty())
        return {};  // no place for a word
      cut.agency = trim(text.substr(bracket + 1, close - bracket - 1));
      cut.head = bracket;
      if (!cut.dash) cut.end = close + 1;
    }
  }
  return cut;
}

bool allCapitals(std::string_view place) {
  std::size_t upper = 0, lower = 0;
  for (const char c : place) {
    upper += isUpper(c);
    lower += isLower(c);
  }
  return upper >= 3 && lower == 0;
}

}  // namespace

std::optional<Dateline> readDatelineField(std::string_view text) {
  std::size_t lead = 0;
  while (lead < text.size() && isSpace(text[lead])) ++lead;
  const auto rest = text.substr(lead, kDatelineMax);
  const Cut cut = cutAtDash(rest);
  if (cut.end == 0) return std::nullopt;
  Dateline out;
  out.agency = cut.agency;
  if (!readParts(trim(rest.substr(0, cut.head)), out)) return std::nullopt;
  out.end = lead + cut.end;
  return out;
}

std::optional<Dateline> readDatelineOfBody(std::string_view body) {
  std::size_t lead = 0;
  while (lead < body.size() && isSpace(body[lead])) ++lead;
  auto line = body.substr(lead, kDatelineMax);
  // A dateline may be broken by a line feed, not by an empty line.
  line = line.substr(0, line.find("\n\n"));
  if (line.empty() || isLower(line[0])) return std::nullopt;
  const Cut cut = cutAtDash(line);
  if (!cut.dash) return std::nullopt;
  Dateline out;
  out.agency = cut.agency;
  if (!readParts(trim(line.substr(0, cut.head)), out)) return std::nullopt;
  // Few words, and a sign that no sentence gives: capitals throughout, an agency, or a date.
  const auto spaces = std::count(out.place.begin(), out.place.end(), ' ');
  const bool sign = allCapitals(out.place) || !out.agency.empty() || !out.date.empty();
  if (!sign || spaces > 4 || out.place.find_first_of("\"?!;:") != std::string_view::npos)
    return std::nullopt;
  out.end = lead + cut.end;
  return out;
}

}  // namespace copytaster::topics
