// Styled, wrapped text: see page.h. Columns of a character are utf8proc's.
#include "daemon/tool/page.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "daemon/article/utf8.h"

namespace copytaster {
namespace {

constexpr std::size_t kWidthDefault = 100, kWidthMin = 40, kWidthMax = 160;
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string_view codeOf(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "\x1b[1m";
    case Style::kFaint:
      return "\x1b[2m";
    case Style::kLabel:
      return "\x1b[36m";
    case Style::kGood:
      return "\x1b[1;32m";
    case Style::kWarning:
      return "\x1b[1;33m";
    case Style::kBad:
      return "\x1b[1;31m";
    case Style::kRemoved:
      return "\x1b[9;31m";
    case Style::kInserted:
    case Style::kTopic:
      return "\x1b[32m";
    case Style::kMarked:
      return "\x1b[4;31m";
  }
  return "";
}

// What stands around a span where there is no colour.
std::pair<std::string_view, std::string_view> bracketsOf(Style style) {
  if (style == Style::kRemoved) return {"[-", "-]"};
  if (style == Style::kInserted) return {"{+", "+}"};
  if (style == Style::kMarked) return {"[!", "!]"};
  return {"", ""};
}

std::size_t terminalWidth() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return std::clamp<std::size_t>(size.ws_col, kWidthMin, kWidthMax);
  return kWidthDefault;
}

}  // namespace

Page::Page(std::ostream& out, ColorChoice color, std::size_t width)
    : out_(out), width_(width == 0 ? terminalWidth() : width) {
  const char* no_color = std::getenv("NO_COLOR");
  color_ = color == ColorChoice::kAlways ||
           (color == ColorChoice::kAuto && ::isatty(STDOUT_FILENO) == 1 &&
            (no_color == nullptr || *no_color == '\0'));
}

std::vector<Page::Cell> Page::cellsOf(const Styled& text) const {
  std::vector<Cell> cells;
  const auto addAll = [&](std::string_view part, Style style) {
    for (std::size_t i = 0; i < part.size();) {
      const auto [value, size] = utf8::decode(part, i);
      const bool control = value < 0x20 || (value >= 0x7F && value < 0xA0) || value == 0xFFFD;
      if (part[i] == '\n') {
        cells.push_back({"\n", style, 0});
      } else if (part[i] == '\t') {
        cells.push_back({" ", style, 1});
      } else if (control) {
        cells.push_back({kReplacement, style, 1});
      } else {
        const int columns = utf8proc_charwidth(static_cast<utf8proc_int32_t>(value));
        cells.push_back(
            {part.substr(i, size), style, static_cast<std::size_t>(std::max(columns, 0))});
      }
      i += size;
    }
  };
  for (const auto& [part, style] : text.spans()) {
    const auto [before, after] = bracketsOf(style);
    if (!color_) addAll(before, style);
    addAll(part, style);
    if (!color_) addAll(after, style);
  }
  return cells;
}

void Page::put(const std::vector<Cell>& cells, std::size_t begin, std::size_t end) {
  Style now = Style::kPlain;
  for (std::size_t i = begin; i < end; ++i) {
    if (color_ && cells[i].style != now) {
      if (now != Style::kPlain) out_ << kReset;
      now = cells[i].style;
      out_ << codeOf(now);
    }
    out_ << cells[i].glyph;
  }
  if (color_ && now != Style::kPlain) out_ << kReset;
  out_ << '\n';
}

void Page::print(std::string_view label, const Styled& text) {
  const auto cells = cellsOf(text);
  const std::size_t room = std::max(width_, kWidthMin) - kMargin;
  std::size_t begin = 0;
  bool first = true;
  do {
    std::size_t end = begin, columns = 0, space = 0;
    while (end < cells.size() && cells[end].glyph != "\n" && columns + cells[end].columns <= room) {
      if (cells[end].glyph == " ") space = end;
      columns += cells[end++].columns;
    }
    const bool whole = end == cells.size() || cells[end].glyph == "\n" || cells[end].glyph == " ";
    if (!whole && space > begin) end = space;
    const std::string margin(first ? kMargin - std::min(kMargin, label.size()) : kMargin, ' ');
    if (first && color_ && !label.empty()) out_ << codeOf(Style::kLabel);
    if (first) out_ << label;
    if (first && color_ && !label.empty()) out_ << kReset;
    out_ << margin;
    std::size_t shown = end;
    while (shown > begin && cells[shown - 1].glyph == " ") --shown;
    put(cells, begin, shown);
    begin = end;
    if (begin < cells.size() && cells[begin].glyph == "\n") {
      ++begin;
    } else {
      while (begin < cells.size() && cells[begin].glyph == " ") ++begin;
    }
    first = false;
  } while (begin < cells.size());
}

void Page::blank() {
  out_ << '\n';
}

}  // namespace copytaster
