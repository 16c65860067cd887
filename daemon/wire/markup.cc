// One pass, a lenient one: HTML of feeds is seldom well-formed, so an XML parser would refuse it.
#include "daemon/wire/markup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "daemon/article/utf8.h"

namespace copytaster {
namespace {

// The entities that newsrooms' editors write; any other stays as it is, for the garble filter to
// find.
constexpr std::array<std::pair<std::string_view, std::uint32_t>, 27> kEntities = {{
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", ' '},     {"mdash", 0x2014}, {"ndash", 0x2013},  {"lsquo", 0x2018}, {"rsquo", 0x2019},
    {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"hellip", 0x2026}, {"bull", 0x2022},  {"euro", 0x20AC},
    {"pound", 0xA3},   {"eacute", 0xE9},  {"egrave", 0xE8},   {"aacute", 0xE1},  {"oacute", 0xF3},
    {"iacute", 0xED},  {"uacute", 0xFA},  {"auml", 0xE4},     {"ouml", 0xF6},    {"uuml", 0xFC},
    {"szlig", 0xDF},   {"ntilde", 0xF1},
}};

constexpr std::array<std::string_view, 16> kBlocks = {
    "p",  "br", "div", "h1", "h2", "h3",         "h4",      "h5",
    "h6", "li", "tr",  "ul", "ol", "blockquote", "section", "figcaption"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string tagName(std::string_view tag) {  // "/P class=x" is "p"
  std::string name;
  for (const char c : tag.substr(tag.starts_with('/') ? 1 : 0)) {
    if (lower(c) < '0' || lower(c) > 'z') break;
    name.push_back(lower(c));
  }
  return name;
}

bool isTagStart(std::string_view html, std::size_t at) {
  if (at + 1 >= html.size()) return false;
  const char c = lower(html[at + 1]);
  return (c >= 'a' && c <= 'z') || c == '/' || c == '!' || c == '?';
}

// The code point of "&…;" at `at` and its length; 0: no entity.
std::pair<std::uint32_t, std::size_t> entity(std::string_view html, std::size_t at) {
  const std::size_t end = html.substr(at, 12).find(';');
  if (end == std::string_view::npos) return {0, 0};
  std::string_view name = html.substr(at + 1, end - 1);
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [stop, error] =
        std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    const bool whole = error == std::errc{} && stop == name.data() + name.size();
    if (!whole || code == 0 || code > 0x10FFFF || surrogate) return {0, 0};
    return {code, end + 1};
  }
  const auto* found = std::find_if(kEntities.begin(), kEntities.end(),
                                   [&](const auto& e) { return e.first == name; });
  return found == kEntities.end() ? std::pair<std::uint32_t, std::size_t>{0, 0}
                                  : std::pair{found->second, end + 1};
}

void addSpace(std::string& out) {
  if (!out.empty() && out.back() != ' ' && out.back() != '\n') out.push_back(' ');
}
void endLine(std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (!out.empty() && out.back() != '\n') out.push_back('\n');
}

// Handles the tag at `at`; answers where to go on.
std::size_t takeTag(std::string_view html, std::size_t at, std::string& out) {
  if (html.substr(at).starts_with("<!--")) {
    const std::size_t end = html.find("-->", at);
    return end == std::string_view::npos ? html.size() : end + 3;
  }
  const std::size_t end = html.find('>', at);
  if (end == std::string_view::npos) return html.size();
  const std::string_view tag = html.substr(at + 1, end - at - 1);
  const std::string name = tagName(tag);
  if (std::find(kBlocks.begin(), kBlocks.end(), name) != kBlocks.end()) endLine(out);
  if (name == "td" || name == "th") addSpace(out);
  if ((name == "script" || name == "style") && !tag.starts_with('/')) {
    const std::size_t close = html.find("</" + name, end);
    if (close != std::string_view::npos)
      return std::min(html.find('>', close), html.size() - 1) + 1;
  }
  return end + 1;
}

}  // namespace

std::string plainText(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  for (std::size_t i = 0; i < html.size();) {
    const char c = html[i];
    if (c == '<' && isTagStart(html, i)) {
      i = takeTag(html, i, out);
    } else if (c == '&') {
      const auto [code, length] = entity(html, i);
      if (length == 0) {
        out.push_back(c);
        ++i;
      } else {
        utf8::append(out, code);
        i += length;
      }
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      addSpace(out);
      ++i;
    } else {
      out.push_back(c);
      ++i;
    }
  }
  endLine(out);
  return out;
}

}  // namespace copytaster
