// Characters as the encoding reader sees them: decoded, classed, and how oddly they stand side by
// side.
//
// Mojibake is recognised by what good text does not do: a symbol inside a word, a capital with
// accent after a small letter, a control, two scripts in one word. `oddity` puts that in numbers
// (nats, by hand); a repair is believed where it makes a stretch less odd. The idea of such a
// measure is ftfy's "badness" (R. Speer); the classes and weights here are another set, on pairs
// with their neighbours, so that one character is judged in its place: "VOCÊ…" and "10 Å—" are good
// text, "CÃ™IS" is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

// One character and the bytes of the field that it came from.
struct Glyph {
  char32_t code;
  std::uint32_t begin, end;
  bool changed;  // read otherwise than it stands
};

constexpr char32_t kLost = 0xFFFD;

// The character at `at` (at < text.size()) and its size in bytes; text is UTF-8, a broken byte
// reads as kLost.
char32_t decodeAt(std::string_view text, std::size_t at, std::size_t& size);
void appendUtf8(char32_t code, std::string& out);

bool isLetterGlyph(char32_t code);
bool isLowerGlyph(char32_t code);

// How oddly the characters stand, with the one before and the one after (0 at an end of the text).
double oddity(char32_t before, std::span<const char32_t> run, char32_t after);

}  // namespace copytaster
