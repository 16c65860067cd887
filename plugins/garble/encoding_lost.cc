// See encoding_lost.h. The forms are those that real copy shows; ftfy (R. Speer) describes most of
// them.
#include "plugins/garble/encoding_lost.h"

namespace copytaster {
namespace {

// Takes `count` glyphs at `at` and puts one of code `code` in their place.
void fold(std::vector<Glyph>& g, std::size_t at, std::size_t count, char32_t code) {
  g[at].code = code;
  g[at].end = g[at + count - 1].end;
  g[at].changed = true;
  g.erase(g.begin() + static_cast<std::ptrdiff_t>(at) + 1,
          g.begin() + static_cast<std::ptrdiff_t>(at + count));
}

bool asciiLower(char32_t c) {
  return c >= 'a' && c <= 'z';
}

// "Ã " is "à" whose second byte, a hard space, became a space or was folded into the next one.
bool lostGrave(std::vector<Glyph>& g, std::size_t at) {
  if (g[at].code != 0xC3 || at + 2 >= g.size() || g[at + 1].code != ' ') return false;
  const char32_t before = at == 0 ? ' ' : g[at - 1].code;
  if (before != ' ' && before != '\n' && before != '\'' && before != 0x2019 && !asciiLower(before))
    return false;
  if (!asciiLower(g[at + 2].code)) return false;
  const bool plural = g[at + 2].code == 's' && (at + 3 >= g.size() || g[at + 3].code == ' ');
  fold(g, at, plural ? 2 : 1, 0xE0);  // Portuguese "às"
  return true;
}

// "â¢ " at the start of an item is a bullet, "donât" an apostrophe: the bytes 80 99 were dropped.
bool lostQuote(std::vector<Glyph>& g, std::size_t at, bool confirmed) {
  const auto code = [&](std::size_t i) { return i < g.size() ? g[i].code : 0; };
  const char32_t before = at == 0 ? '\n' : g[at - 1].code;
  if (code(at + 1) == 0xA2 && code(at + 2) == ' ' && (before == '\n' || before == ' ')) {
    fold(g, at, 2, 0x2022);
    return true;
  }
  const bool suffix = code(at + 1) == 's' || code(at + 1) == 't';
  if (!confirmed || !asciiLower(before) || !suffix || isLetterGlyph(code(at + 2))) return false;
  fold(g, at, 1, 0x2019);
  return true;
}

// Sequences that lost a byte. Only read where a codec is confirmed, but for three forms that are
// sure alone.
bool lostAt(std::vector<Glyph>& g, const ByteTable& table, std::uint16_t confirmed,
            std::size_t at) {
  if (g[at].changed) return false;
  if (lostGrave(g, at)) return true;
  if (g[at].code == 0xE2 && lostQuote(g, at, confirmed != 0)) return true;
  const auto code = [&](std::size_t i) { return i < g.size() ? g[i].code : 0; };
  for (std::size_t c = 0; c < kCodecCount; ++c) {
    if ((confirmed >> c & 1U) == 0) continue;
    const unsigned lead = table.byte(g[at].code, c);
    if (lead < 0xC2 || lead > 0xEF) continue;
    const auto lost = [&](std::size_t i) { return code(i) == kLost || code(i) == '?'; };
    const auto inner = [&](std::size_t i) {
      const unsigned byte = i < g.size() ? table.byte(g[i].code, c) : 0;
      return byte >= 0x80 && byte < 0xC0;
    };
    if (lead < 0xE0) {
      if (code(at + 1) == kLost || (lead <= 0xC3 && code(at + 1) == '?')) {
        fold(g, at, 2, kLost);
        return true;
      }
      if (lead == 0xC5 && code(at + 1) == ' ' && asciiLower(code(at + 2)) &&
          (at == 0 || g[at - 1].code == ' ')) {
        fold(g, at, 2, 0x160);
        return true;
      }
      continue;
    }
    const bool question = code(at + 1) == '?' || code(at + 2) == '?';
    if (question && lead > 0xE3) continue;
    if ((lost(at + 1) && (inner(at + 2) || code(at + 2) == kLost)) ||
        (inner(at + 1) && lost(at + 2))) {
      fold(g, at, 3, kLost);
      return true;
    }
    // E2 80 without its last byte: the closing quotation mark, 9D, is the one that codecs leave
    // undefined.
    if (lead == 0xE2 && at + 1 < g.size() && table.byte(g[at + 1].code, c) == 0x80) {
      fold(g, at, 2, 0x201D);
      return true;
    }
  }
  return false;
}

}  // namespace

void repairLost(std::vector<Glyph>& glyphs, const ByteTable& table, std::uint16_t confirmed) {
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    if (glyphs[i].code >= 0x80) lostAt(glyphs, table, confirmed, i);
  }
}

}  // namespace copytaster
