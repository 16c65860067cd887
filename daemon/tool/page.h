// Text for a person at a terminal: styled, wrapped to the width, legible without colour too.
//
// Where there is no colour, what was taken out stands in [-…-] and what was put in in {+…+}, as
// wdiff has it, so that a report in a mail says the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

enum class Style : std::uint8_t {
  kPlain,
  kBold,
  kFaint,
  kLabel,
  kGood,
  kWarning,
  kBad,
  kRemoved,   // struck through, red
  kInserted,  // green
  kTopic,     // green too, but nothing was put in
  kMarked,    // red: something is wrong here, and no reading is sure
};

enum class ColorChoice : std::uint8_t { kAuto, kAlways, kNever };

// Spans of one paragraph.
class Styled {
 public:
  Styled& add(std::string_view text, Style style = Style::kPlain) {
    if (!text.empty()) spans_.push_back({std::string(text), style});
    return *this;
  }
  struct Span {
    std::string text;
    Style style;
  };
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
  [[nodiscard]] bool empty() const { return spans_.empty(); }

 private:
  std::vector<Span> spans_;
};

class Page {
 public:
  // `width` in columns; 0: the terminal's, else 100.
  Page(std::ostream& out, ColorChoice color, std::size_t width = 0);

  // A paragraph: `label` in the margin of its first line, text wrapped beside it. Controls other
  // than line feed are shown as U+FFFD, so that an article cannot speak to the terminal.
  void print(std::string_view label, const Styled& text);
  void blank();

  static constexpr std::size_t kMargin = 10;

 private:
  struct Cell {
    std::string_view glyph;
    Style style;
    std::size_t columns;
  };
  std::vector<Cell> cellsOf(const Styled& text) const;
  void put(const std::vector<Cell>& cells, std::size_t begin, std::size_t end);

  std::ostream& out_;
  bool color_;
  std::size_t width_;
};

}  // namespace copytaster
