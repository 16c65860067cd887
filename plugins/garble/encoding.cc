// The weighing of codecs; what lost a byte is in encoding_lost.cc, entities and controls in
// encoding_marks.cc.
#include "plugins/garble/encoding.h"

#include <algorithm>
#include <cmath>

#include "plugins/garble/encoding_lost.h"
#include "plugins/garble/encoding_marks.h"

namespace copytaster {
namespace {

constexpr double kStands = 1.0;  // gain at which a chain is believed alone
constexpr double kConfirmed =
    2.0;  // gain at which the field is known to be misread through a codec
constexpr double kLoneWord = 1;
constexpr int kRoundsMax = 8;  // layers and codecs of one field

// Characters that need no codec to explain them: they stand in any well-set text.
bool quiet(char32_t code) {
  return code == 0x2019 || code == 0x2018 || code == 0x201C || code == 0x201D || code == 0x2013 ||
         code == 0x2014 || code == 0x2026 || code == 0xA0 || code == kLost;
}

// What a decoded character is worth beyond being less odd: some are what mojibake is nearly always
// made of.
double prior(char32_t code, std::size_t glyphs, char32_t before, char32_t after) {
  const bool typographic = (code >= 0x2010 && code <= 0x2026) || code == 0x20AC || code == 0x2122 ||
                           code == 0xFB01 || code == 0xFB02 || code == 0x2030 || code == 0x2039 ||
                           code == 0x203A;
  if (glyphs == 3 && typographic) return 1.5;
  if (code == 0xA0) return before >= 'A' && before <= 'Z' ? 0 : 1;
  if (code == 0xE0 && after >= 'a' && after <= 'z')
    return .6;  // "à", whose second byte is a hard space
  if (code > 0xA0 && code < 0xC0 && !isLetterGlyph(before)) return .5;
  if (code >= 0xC0 && code < 0xDF && !isLetterGlyph(before) && isLowerGlyph(after))
    return .6;  // "Ålesund"
  return 0;
}

// "non ĆØ vero", "c'ГЁ": a word of one accented letter among Latin letters, for which two
// capitals stand that no language writes there.
bool loneWord(const std::vector<Glyph>& g, std::size_t begin, std::size_t end, char32_t code) {
  if (code != 0xE0 && code != 0xE8 && code != 0xE9 && code != 0xF3) return false;
  if (begin < 2 || end + 1 >= g.size() || g[end].code != ' ') return false;
  const char32_t before = g[begin - 1].code;
  if (before != ' ' && before != '\'' && before != 0x2019) return false;
  const auto latin = [](char32_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  return latin(g[begin - 2].code) && latin(g[end + 1].code);
}

}  // namespace

struct EncodingReader::Scratch {
  std::vector<Glyph> glyphs, next;
  std::vector<Chain> chains, best;
  std::vector<char32_t> codes, best_codes, window;
  std::uint16_t confirmed = 0;  // codecs that repaired something
  std::string reading;
};

bool EncodingReader::suspicious(const FieldView& view) const {
  const std::string_view text = view.text;
  std::size_t read = 0;  // what was decoded ends here
  for (const std::uint32_t i : view.marks) {
    if (i < read) continue;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      if (markAt(text, i)) return true;
      continue;
    }
    std::size_t size = 0;
    const char32_t code = decodeAt(text, i, size);
    if (code == kLost || code < 0xA0 || code == 0xFEFF) return true;
    read = i + size;
    if (read >= text.size()) break;
    if (static_cast<unsigned char>(text[read]) >= 0x80) {
      std::size_t next_size = 0;
      const char32_t next = decodeAt(text, read, next_size);
      if ((table_.leads(code) & table_.continues(next)) != 0) return true;
    } else if (code == 0xC3 || code == 0xE2) {
      return true;  // "Ã " and "â" where the byte after was lost
    }
  }
  return false;
}

// Number of glyphs that read as one UTF-8 sequence in the codec, 0 where none does.
std::size_t EncodingReader::sequenceAt(const std::vector<Glyph>& glyphs, std::size_t at,
                                       std::size_t codec, char32_t& code) const {
  const unsigned lead = table_.byte(glyphs[at].code, codec);
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (at + size > glyphs.size()) return 0;
  char32_t read = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const unsigned byte = table_.byte(glyphs[at + i].code, codec);
    if (byte < 0x80 || byte >= 0xC0) return 0;
    read = (read << 6) | (byte & 0x3F);
  }
  const bool overlong = (size == 3 && read < 0x800) || (size == 4 && read < 0x10000);
  if (overlong || read > 0x10FFFF || (read >= 0xD800 && read < 0xE000)) return 0;
  code = read;
  return size;
}

EncodingReader::Verdict EncodingReader::weigh(const Scratch& s, std::size_t codec,
                                              std::vector<Chain>& chains,
                                              std::vector<char32_t>& codes) const {
  chains.clear();
  codes.clear();
  Verdict verdict;
  const std::vector<Glyph>& g = s.glyphs;
  static thread_local std::vector<char32_t> window;
  for (std::size_t i = 0; i < g.size();) {
    if (g[i].code < 0x80) {
      ++i;
      continue;
    }
    Chain chain{static_cast<std::uint32_t>(i), 0, static_cast<std::uint32_t>(codes.size()), 0, 0};
    char32_t code = 0;
    for (std::size_t size; i < g.size() && (size = sequenceAt(g, i, codec, code)) != 0; i += size) {
      chain.gain +=
          prior(code, size, i == 0 ? 0 : g[i - 1].code, i + size < g.size() ? g[i + size].code : 0);
      codes.push_back(code);
      ++verdict.sequences;
    }
    if (codes.size() == chain.code_begin) {
      if (!quiet(g[i].code)) ++verdict.misfits;
      ++i;
      continue;
    }
    chain.end = static_cast<std::uint32_t>(i);
    chain.code_end = static_cast<std::uint32_t>(codes.size());
    window.clear();
    for (std::size_t k = chain.begin; k < chain.end; ++k) window.push_back(g[k].code);
    const char32_t before = chain.begin == 0 ? 0 : g[chain.begin - 1].code;
    const char32_t after = i < g.size() ? g[i].code : 0;
    chain.gain += oddity(before, window, after) -
                  oddity(before, std::span(codes).subspan(chain.code_begin), after);
    if (codes.size() == chain.code_begin + 1 && loneWord(g, chain.begin, chain.end, codes.back()))
      chain.gain += kLoneWord;
    verdict.total += chain.gain;
    if (chain.gain >= kStands) verdict.strong += chain.gain;
    chains.push_back(chain);
  }
  return verdict;
}

// Repairs what the best codec explains. False where no codec explains anything.
bool EncodingReader::repairRound(Scratch& s) const {
  Verdict best;
  double best_score = 0;
  std::size_t best_codec = kCodecCount;
  for (std::size_t c = 0; c < kCodecCount; ++c) {
    const Verdict v = weigh(s, c, s.chains, s.codes);
    // Weak chains only choose between codecs that explain the strong ones equally well.
    const double score =
        v.strong == 0 ? 0 : v.strong + .25 * std::max(0.0, v.total - v.strong) - .02 * v.misfits;
    if (score > best_score + 1e-9) {
      best_score = score;
      best = v;
      best_codec = c;
      s.best.swap(s.chains);
      s.best_codes.swap(s.codes);
    }
  }
  if (best_codec == kCodecCount) return false;
  const auto bit = static_cast<std::uint16_t>(1U << best_codec);
  const bool sweep = best.misfits == 0 && best.sequences >= 3 && best.total >= kConfirmed;
  const bool confirmed = best.strong >= kConfirmed || (s.confirmed & bit) != 0;
  const double enough = sweep ? -1e9 : confirmed ? 0 : kStands;
  s.confirmed |= bit;

  s.next.clear();
  std::size_t from = 0;
  for (const Chain& chain : s.best) {
    if (chain.gain < enough) continue;
    s.next.insert(s.next.end(), s.glyphs.begin() + static_cast<std::ptrdiff_t>(from),
                  s.glyphs.begin() + chain.begin);
    std::size_t at = chain.begin;
    for (std::size_t k = chain.code_begin; k < chain.code_end; ++k) {
      char32_t code = 0;
      const std::size_t size = sequenceAt(s.glyphs, at, best_codec, code);
      s.next.push_back({code, s.glyphs[at].begin, s.glyphs[at + size - 1].end, true});
      at += size;
    }
    from = chain.end;
  }
  s.next.insert(s.next.end(), s.glyphs.begin() + static_cast<std::ptrdiff_t>(from), s.glyphs.end());
  s.glyphs.swap(s.next);
  return true;
}

void EncodingReader::read(const FieldView& view, DamageList& out) const {
  if (!suspicious(view)) return;
  const std::string_view text = view.text;
  static thread_local Scratch s;
  s.glyphs.clear();
  s.confirmed = 0;
  for (std::size_t i = 0, size = 0; i < text.size(); i += size) {
    const char32_t code = decodeAt(text, i, size);
    s.glyphs.push_back(
        {code, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + size), false});
  }
  readMarks(s.glyphs);
  for (int round = 0; round < kRoundsMax && repairRound(s); ++round) {
  }
  repairLost(s.glyphs, table_, s.confirmed);
  readControls(s.glyphs);

  // Neighbouring repairs are one finding; code 0 stands for nothing.
  const std::vector<Glyph>& g = s.glyphs;
  for (std::size_t i = 0; i < g.size();) {
    if (!g[i].changed) {
      ++i;
      continue;
    }
    const std::uint32_t begin = g[i].begin;
    std::uint32_t end = begin;
    s.reading.clear();
    bool lost = false;
    for (; i < g.size() && g[i].changed && g[i].begin == std::max(end, begin); ++i) {
      if (g[i].code != 0) appendUtf8(g[i].code, s.reading);
      lost = lost || g[i].code == kLost;
      end = g[i].end;
    }
    if (end == begin) end = begin + 1;
    if (s.reading == text.substr(begin, end - begin)) {
      out.note(Kind::kEncoding, view.field, begin, end, .9, 1);  // a character lost for good
    } else if (s.reading.empty()) {
      out.cut(Kind::kEncoding, view.field, begin, end, .95);
    } else {
      out.add(Kind::kEncoding, view.field, begin, end, s.reading, lost ? .7 : .97);
    }
  }
}

}  // namespace copytaster
