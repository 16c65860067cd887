// Classes of characters and the cost of pairs of them; see glyphs.h for the idea.
#include "plugins/garble/glyphs.h"

#include <array>

namespace copytaster {
namespace {

enum Class : std::uint8_t {
  kSpace,
  kLower,  // a-z
  kUpper,  // A-Z
  kDigit,
  kPoint,      // ASCII punctuation
  kSmall,      // Latin letters beyond ASCII, small
  kCapital,    // the same, capital
  kRareLatin,  // phonetic signs, letters of few languages
  kControl,    // C1
  kHardSpace,
  kOpening,  // “ ‘ „ ‚ ‹ «
  kClosing,  // ” ’ › »
  kDash,     // – — … •
  kTrade,    // ™ ® © at the end of words, ° ª º after them
  kSymbol,
  kCurrency,
  kMaths,
  kBox,
  kGreek,
  kCyrillicSmall,
  kCyrillicCapital,
  kCyrillicRare,  // not in Russian: Ђ Ѓ Љ Њ Ќ Ћ Џ and their small forms
  kHebrew,
  kArabic,
  kIdeograph,  // Chinese, Japanese, Korean, South and South-East Asian scripts
  kPicture,    // emoji
  kMark,       // combining
  kOther,
  kGone,  // U+FFFD
  kClassCount
};

constexpr bool within(char32_t c, char32_t low, char32_t high) {
  return c >= low && c <= high;
}

// Latin Extended-A alternates capital and small; the parity turns over at 0139 and back at 014A,
// and at 0179.
Class classOfExtendedA(char32_t c) {
  if (c == 0x138 || c == 0x149 || c == 0x17F) return kSmall;
  if (c == 0x178) return kCapital;
  const bool odd_is_capital = within(c, 0x139, 0x148) || within(c, 0x179, 0x17E);
  return ((c & 1) != 0) == odd_is_capital ? kCapital : kSmall;
}

Class classOfLatin1(char32_t c) {
  if (c < 0xA0) return kControl;
  if (c == 0xA0) return kHardSpace;
  if (c == 0xAB) return kOpening;
  if (c == 0xBB) return kClosing;
  if (c == 0xA9 || c == 0xAE || c == 0xB0 || c == 0xAA || c == 0xBA) return kTrade;
  if (within(c, 0xA2, 0xA5) && c != 0xA4) return kCurrency;
  if (c == 0xB5) return kGreek;
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) return kSymbol;
  return c < 0xDF ? kCapital : kSmall;
}

Class classOfPunctuation(char32_t c) {
  switch (c) {
    case 0x2018:
    case 0x201C:
    case 0x201E:
    case 0x201A:
    case 0x2039:
      return kOpening;
    case 0x2019:
    case 0x201D:
    case 0x203A:
      return kClosing;
    case 0x2013:
    case 0x2014:
    case 0x2026:
    case 0x2022:
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2015:
      return kDash;
    case 0x202F:
    case 0x2009:
      return kHardSpace;
    case 0x2020:
    case 0x2021:
    case 0x2030:
    case 0x2032:
    case 0x2033:
      return kSymbol;
    case 0x2044:
      return kMaths;
    default:
      return within(c, 0x2000, 0x200F) || within(c, 0x2028, 0x202E) ? kDash : kOther;
  }
}

Class classOfCyrillic(char32_t c) {
  if (c == 0x401) return kCyrillicCapital;
  if (c == 0x451) return kCyrillicSmall;
  if (c == 0x404 || within(c, 0x406, 0x407)) return kCyrillicCapital;
  if (c == 0x454 || within(c, 0x456, 0x457)) return kCyrillicSmall;
  if (within(c, 0x410, 0x42F)) return kCyrillicCapital;
  if (within(c, 0x430, 0x44F)) return kCyrillicSmall;
  return kCyrillicRare;
}

Class classOf(char32_t c) {
  if (c < 0x80) {
    if (within(c, 'a', 'z')) return kLower;
    if (within(c, 'A', 'Z')) return kUpper;
    if (within(c, '0', '9')) return kDigit;
    return c <= ' ' ? kSpace : kPoint;
  }
  if (c < 0x100) return classOfLatin1(c);
  if (c < 0x180) return classOfExtendedA(c);
  if (c == 0x192) return kMaths;
  if (within(c, 0x218, 0x21B)) return (c & 1) != 0 ? kSmall : kCapital;
  if (within(c, 0x2C6, 0x2DD)) return kSymbol;
  if (c < 0x300) return kRareLatin;
  if (c < 0x370) return kMark;
  if (within(c, 0x384, 0x3CE)) return kGreek;
  if (within(c, 0x400, 0x45F) || within(c, 0x490, 0x491)) return classOfCyrillic(c);
  if (within(c, 0x5D0, 0x5EA)) return kHebrew;
  if (within(c, 0x60C, 0x6D5)) return kArabic;
  if (within(c, 0x900, 0xDFF) || within(c, 0xE00, 0xEFF) || within(c, 0x10A0, 0x10FF))
    return kIdeograph;
  if (within(c, 0x1E00, 0x1EFF)) return (c & 1) != 0 ? kSmall : kCapital;
  if (within(c, 0x2000, 0x206F)) return classOfPunctuation(c);
  if (within(c, 0x20A0, 0x20BF)) return kCurrency;
  if (c == 0x2122) return kTrade;
  if (c == 0x2116 || within(c, 0x2190, 0x21FF)) return kSymbol;
  if (within(c, 0x2200, 0x23FF) || c == 0x25CA || c == 0x2126) return kMaths;
  if (within(c, 0x2500, 0x25FF)) return kBox;
  if (within(c, 0x2600, 0x27BF)) return kPicture;
  if (within(c, 0x3000, 0x30FF) || within(c, 0x4E00, 0x9FFF) || within(c, 0xAC00, 0xD7A3) ||
      within(c, 0xFF00, 0xFFEF)) {
    return kIdeograph;
  }
  if (within(c, 0xFB01, 0xFB02)) return kSmall;
  if (c == 0xFEFF || c == 0xFE0F) return kDash;
  if (c == kLost) return kGone;
  return within(c, 0x1F000, 0x1FAFF) ? kPicture : kOther;
}

constexpr std::array<float, kClassCount> kRarity = {
    0,    0,   0,   0,   0,               // ASCII
    .3F,  .3F, 3,   4,   .2F,             // small, capital, rare Latin, control, hard space
    .1F,  .1F, .1F, .3F, .7F,  .7F,  1,   // opening, closing, dash, trade, symbol, currency, maths
    1.5F, .3F, .3F, .3F, .8F,             // box, Greek, Cyrillic
    .3F,  .3F, .3F, .5F, 1.5F, 4.5F, 2};  // Hebrew, Arabic, ideograph, picture, mark, other, gone

bool latin(Class c) {
  return c == kLower || c == kUpper || c == kSmall || c == kCapital || c == kRareLatin;
}
bool small(Class c) {
  return c == kLower || c == kSmall || c == kCyrillicSmall;
}
bool capital(Class c) {
  return c == kUpper || c == kCapital || c == kCyrillicCapital;
}
bool cyrillic(Class c) {
  return c >= kCyrillicSmall && c <= kCyrillicRare;
}
bool letter(Class c) {
  return latin(c) || cyrillic(c) || c == kGreek || c == kHebrew || c == kArabic;
}
bool beyondAscii(Class c) {
  return c >= kSmall;
}

float twoLetters(Class a, Class b) {
  if (latin(a) && latin(b)) {
    if (small(a) && capital(b)) return a == kLower && b == kUpper ? .7F : 1;
    return 0;
  }
  if (cyrillic(a) && cyrillic(b)) {
    if (a == kCyrillicSmall && (b == kCyrillicCapital)) return 1;
    return a == kCyrillicRare || b == kCyrillicRare ? .3F : 0;
  }
  if (a == b) return 0;
  if ((a == kGreek && latin(b)) || (latin(a) && b == kGreek)) return .5F;
  return 1.5F;  // two scripts in one word
}

float letterThen(Class a, Class b) {
  switch (b) {
    case kOpening:
      return 1.2F;
    case kClosing:
      return beyondAscii(a) ? .2F : 0;
    case kDash:
      return beyondAscii(a) ? .2F : 0;
    case kTrade:
      return .2F;
    case kSymbol:
    case kCurrency:
      return beyondAscii(a) ? 1.2F : .8F;
    case kMaths:
      return 1;
    case kBox:
      return 1.5F;
    case kControl:
      return 1;
    case kHardSpace:
      return a == kCapital ? .3F : 0;
    case kDigit:
      return beyondAscii(a) ? .8F : 0;
    case kIdeograph:
      return beyondAscii(a) ? 1.2F : .6F;
    default:
      return 0;
  }
}

float thenLetter(Class a, Class b) {
  switch (a) {
    case kTrade:
      return 1.5F;
    case kSymbol:
    case kMaths:
    case kCurrency:
      return beyondAscii(b) || a == kMaths ? 1 : .8F;
    case kBox:
      return 1.5F;
    case kControl:
      return 1;
    case kIdeograph:
      return beyondAscii(b) ? 1.2F : .6F;
    case kDigit:
      return cyrillic(b) ? .5F : b == kCapital ? .3F : 0;
    default:
      return 0;
  }
}

float pairCost(Class a, Class b) {
  if (letter(a) && letter(b)) return twoLetters(a, b);
  if (letter(a)) return letterThen(a, b);
  if (letter(b)) return thenLetter(a, b);
  const bool sign_a = a == kSymbol || a == kCurrency || a == kMaths || a == kTrade;
  const bool sign_b = b == kSymbol || b == kCurrency || b == kMaths || b == kTrade;
  if (sign_a && sign_b) return .7F;
  if (sign_a && b == kOpening) return .7F;
  if (a == kClosing && sign_b) return .7F;
  if ((a == kBox) != (b == kBox) && a != kSpace && b != kSpace) return .7F;
  return 0;
}

// A letter of a script that never stands alone, alone.
float alone(Class a, Class c, Class b) {
  if (c == kIdeograph) return a == c || b == c ? 0 : 2;
  if (c != kHebrew && c != kArabic && c != kCyrillicRare && c != kMark) return 0;
  return a == c || b == c || (cyrillic(c) && (cyrillic(a) || cyrillic(b))) ? 0 : 1.5F;
}

}  // namespace

char32_t decodeAt(std::string_view text, std::size_t at, std::size_t& size) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at);
  if (lead < 0x80) {
    size = 1;
    return lead;
  }
  const std::size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  size = 1;
  if (lead < 0xC2 || lead > 0xF4 || at + want > text.size()) return kLost;
  char32_t code = lead & (0x7FU >> want);
  for (std::size_t i = 1; i < want; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) return kLost;
    code = (code << 6) | (byte(at + i) & 0x3FU);
  }
  size = want;
  return code;
}

void appendUtf8(char32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[more] | (code >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80U | ((code >> (6 * i)) & 0x3FU));
}

bool isLetterGlyph(char32_t code) {
  return letter(classOf(code)) || classOf(code) == kIdeograph;
}
bool isLowerGlyph(char32_t code) {
  return small(classOf(code));
}

double oddity(char32_t before, std::span<const char32_t> run, char32_t after) {
  if (run.empty()) return 0;
  double sum = 0;
  Class last = before == 0 ? kSpace : classOf(before);
  Class here = classOf(run[0]);
  for (std::size_t i = 0; i < run.size(); ++i) {
    const char32_t next_code = i + 1 < run.size() ? run[i + 1] : after;
    const Class next = next_code == 0 ? kSpace : classOf(next_code);
    if (run[i] == 0xC3)
      sum += .5;  // Ã: the lead byte of é, à, ü; few words of any language have it in a capital
    sum += kRarity[here] + pairCost(last, here) + alone(last, here, next);
    last = here;
    here = next;
  }
  return sum + pairCost(last, here);
}

}  // namespace copytaster
