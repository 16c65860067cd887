// One function a form; each returns where its range ends, or 0.
#include "plugins/garble/markup.h"

#include <algorithm>
#include <string>

namespace copytaster {
namespace {

constexpr std::size_t kTagMax = 600;       // bytes of a tag
constexpr std::size_t kFieldMax = 60;      // bytes of a template field
constexpr std::size_t kObjectMax = 65536;  // bytes of a JSON object or a style rule

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool name(char c) {
  return letter(c) || digit(c) || c == '_' || c == '-' || c == '.';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool startsFolded(std::string_view text, std::size_t at, std::string_view word) {
  if (at + word.size() > text.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(text[at + i]) != word[i]) return false;
  }
  return true;
}

constexpr std::string_view kTags[] = {
    "p",       "div",     "span",   "br",         "strong", "em",     "a",      "ul",
    "li",      "ol",      "h1",     "h2",         "h3",     "h4",     "h5",     "h6",
    "img",     "iframe",  "b",      "i",          "u",      "script", "style",  "figure",
    "html",    "head",    "body",   "table",      "tr",     "td",     "th",     "tbody",
    "section", "article", "aside",  "blockquote", "sub",    "sup",    "font",   "center",
    "hr",      "form",    "input",  "button",     "label",  "nav",    "footer", "header",
    "link",    "meta",    "object", "embed",      "video",  "audio",  "source", "noscript",
    "svg",     "path",    "small",  "figcaption"};

// <p>, </div>, <img src="…">, <!-- … -->; script and style with what they hold.
std::size_t tagAt(std::string_view text, std::size_t at) {
  if (text.substr(at, 4) == "<!--") {
    const std::size_t end = text.find("-->", at);
    return end == std::string_view::npos ? 0 : end + 3;
  }
  if (startsFolded(text, at, "<![cdata[")) return at + 9;
  std::size_t i = at + 1;
  const bool closing = i < text.size() && text[i] == '/';
  if (closing) ++i;
  const std::size_t word = i;
  while (i < text.size() && (letter(text[i]) || digit(text[i]))) ++i;
  if (i == word || i - word > 10) return 0;
  std::string tag(text.substr(word, i - word));
  std::transform(tag.begin(), tag.end(), tag.begin(), lower);
  if (std::find(std::begin(kTags), std::end(kTags), tag) == std::end(kTags)) return 0;
  if (i < text.size() && text[i] != '>' && text[i] != ' ' && text[i] != '/' && text[i] != '\n')
    return 0;
  const std::size_t end = text.substr(at, kTagMax).find('>');
  if (end == std::string_view::npos) return 0;
  // A letter alone in brackets may be a ticker or a key: an anchor has an address.
  const std::string_view inside = text.substr(i, at + end - i);
  if (tag == "a" && !closing && inside.find('=') == std::string_view::npos) return 0;
  if (!closing && (tag == "script" || tag == "style")) {
    const std::string close = "</" + tag;
    for (std::size_t k = at + end; k < text.size(); ++k) {
      if (text[k] == '<' && startsFolded(text, k, close))
        return std::min(text.find('>', k), text.size() - 1) + 1;
    }
  }
  return at + end + 1;
}

// {{title}}, {{ page.date }}, ${name}, %%first_name%%, <%= x %>.
std::size_t fieldAt(std::string_view text, std::size_t at) {
  const auto close = [&](std::size_t from, std::string_view mark) -> std::size_t {
    std::size_t i = from;
    while (i < text.size() && i - from < kFieldMax &&
           (name(text[i]) || text[i] == ' ' || text[i] == '|'))
      ++i;
    return i > from && text.substr(i, mark.size()) == mark ? i + mark.size() : 0;
  };
  const std::string_view two = text.substr(at, 2);
  if (two == "{{") return close(at + 2, "}}");
  if (two == "${" || two == "#{") return close(at + 2, "}");
  if (two == "{%") return close(at + 2, "%}");
  if (two == "%%") return close(at + 2, "%%");
  if (two == "<%") {
    const std::size_t end = text.substr(at, kTagMax).find("%>");
    return end == std::string_view::npos ? 0 : at + end + 2;
  }
  return 0;
}

// {one|two words|three}: what an article spinner chooses from. `first` is where the first choice
// ends.
std::size_t spintaxAt(std::string_view text, std::size_t at, std::size_t& first) {
  first = 0;
  bool letters = false;
  for (std::size_t i = at + 1; i < text.size() && i - at < 400; ++i) {
    const char c = text[i];
    if (c == '|' && first == 0) first = i;
    if (c == '}') return letters && (first != 0 || i - at <= 30) ? i + 1 : 0;
    if (letter(c)) letters = true;
    if (!letter(c) && c != ' ' && c != '\'' && c != '-' && c != '|' && c != ',' &&
        static_cast<unsigned char>(c) < 0x80) {
      return 0;
    }
  }
  return 0;
}

// A balanced { } or [ ] that begins like JSON, at least two pairs in it.
std::size_t jsonAt(std::string_view text, std::size_t at) {
  std::size_t i = at + 1;
  while (i < text.size() && (text[i] == ' ' || text[i] == '\n' || text[i] == '{' || text[i] == '['))
    ++i;
  if (i >= text.size() || text[i] != '"') return 0;
  int depth = 0, pairs = 0;
  bool string = false;
  for (i = at; i < text.size() && i - at < kObjectMax; ++i) {
    const char c = text[i];
    if (c == '\\' && string) ++i;
    if (c == '"') string = !string;
    if (string) continue;
    pairs += c == ':';
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return pairs >= 2 ? i + 1 : 0;
  }
  return 0;
}

// .name { property: value; }
std::size_t styleAt(std::string_view text, std::size_t at, std::size_t& begin) {
  begin = at;
  while (begin > 0 && text[begin - 1] != '\n' && text[begin - 1] != '}' && text[begin - 1] != ';' &&
         at - begin < 80)
    --begin;
  while (begin < at && text[begin] == ' ') ++begin;
  if (begin == at ||
      (text[begin] != '.' && text[begin] != '#' && text[begin] != '@' && !letter(text[begin])))
    return 0;
  std::size_t i = at + 1;
  while (i < text.size() && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t')) ++i;
  const std::size_t property = i;
  while (i < text.size() && (letter(text[i]) || text[i] == '-')) ++i;
  if (i == property || i >= text.size() || text[i] != ':') return 0;
  const std::size_t end = text.substr(at, kObjectMax).find('}');
  if (end == std::string_view::npos) return 0;
  const std::string_view inside = text.substr(at, end);
  return inside.find(';') == std::string_view::npos && inside.size() > 80 ? 0 : at + end + 1;
}

constexpr std::string_view kShortcodes[] = {
    "ad_1",      "ad_2",  "adrotate",  "caption", "embed",     "gallery",      "youtube",
    "vc_",       "su_",   "wp",        "audio",   "video",     "contact-form", "playlist",
    "instagram", "tweet", "embedpost", "embedyt", "pullquote", "sc_",          "et_pb"};

// [caption id="x"], [/embed], [ad_1].
std::size_t shortcodeAt(std::string_view text, std::size_t at) {
  std::size_t i = at + 1;
  if (i < text.size() && text[i] == '/') ++i;
  for (std::string_view code : kShortcodes) {
    if (!startsFolded(text, i, code)) continue;
    const std::size_t end = text.substr(at, kTagMax).find(']');
    if (end == std::string_view::npos) return 0;
    const std::string_view inside = text.substr(i, at + end - i);
    const bool exact = inside == code;
    const bool editorial =
        exact && (code == "audio" || code == "video" || code == "caption");  // "[video]" in copy
    const bool more =
        inside.find('=') != std::string_view::npos || code.back() == '_' || text[at + 1] == '/';
    return (exact && !editorial) || more ? at + end + 1 : 0;
  }
  return 0;
}

// A line of script: statements, not sentences.
bool scriptLine(std::string_view line) {
  std::size_t signs = 0;
  for (char c : line) signs += c == ';' || c == '{' || c == '}' || c == '(' || c == ')' || c == '=';
  if (signs * 12 < line.size()) return false;
  constexpr std::string_view kWords[] = {"function",         "var ",        "document.", "window.",
                                         "googletag",        "adsbygoogle", "gtag(",     "fbq(",
                                         "addEventListener", "=>",          "const ",    "return ",
                                         "getElementById"};
  int words = 0;
  for (std::string_view w : kWords) words += line.find(w) != std::string_view::npos;
  return words >= 2 || (words == 1 && line.find(';') != std::string_view::npos);
}

bool script(char c) {
  return c == ';' || c == '=' || c == '{';
}
bool notable(char c) {
  return script(c) || c == '<' || c == '[' || c == '%' || c == '$' || c == '#';
}

}  // namespace

MarkupSigns readMarkup(const FieldView& view, DamageList& out) {
  MarkupSigns signs;
  const std::string_view text = view.text;
  std::size_t script_seen = 0;  // lines before this byte were asked whether they are script
  std::size_t done = 0;         // what was read ends here
  for (const std::uint32_t i : view.marks) {
    if (i < done || !notable(text[i])) continue;
    std::size_t end = 0, begin = i;
    if (script(text[i])) {
      if (i >= script_seen) {
        const std::size_t line = i == 0 ? 0 : text.rfind('\n', i - 1) + 1;
        const std::size_t stop = std::min(text.find('\n', i), text.size());
        script_seen = stop;
        if (scriptLine(text.substr(line, stop - line))) {
          out.cut(Kind::kMarkup, view.field, line, stop, .9);
          signs.bytes += stop - line;
          done = stop;
          continue;
        }
      }
      if (text[i] != '{') continue;
    }
    if ((end = fieldAt(text, i)) != 0) {
      out.cut(Kind::kResidue, view.field, i, end, .95);
      ++signs.fields;
      done = end;
      continue;
    }
    if (text[i] == '<') end = tagAt(text, i);
    if (text[i] == '[') end = shortcodeAt(text, i);
    if (end == 0 && (text[i] == '{' || text[i] == '[')) end = jsonAt(text, i);
    if (end == 0 && text[i] == '{') end = styleAt(text, i, begin);
    if (end == 0 && text[i] == '{') {
      std::size_t first = 0;
      if ((end = spintaxAt(text, i, first)) != 0) {
        const std::size_t stop = first != 0 ? first : end - 1;
        out.add(Kind::kSpun, view.field, i, end, text.substr(i + 1, stop - i - 1), .95);
        ++signs.fields;
        done = end;
        continue;
      }
    }
    if (end == 0) continue;
    out.cut(Kind::kMarkup, view.field, begin, end, .95);
    signs.bytes += end - begin;
    done = end;
  }
  return signs;
}

}  // namespace copytaster
