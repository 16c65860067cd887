// One pass over the bytes. A table gives each byte its class; words are the only thing looked at
// closely, and only words with capitals, ’ or letters past ASCII are folded into a buffer before
// hashing. Everything else (sentence, quotation, line ends) is decided when the next word starts,
// from the marks passed since the last one.
//
// Sentences: a full stop ends one where a capital, a digit or a quotation follows and the word
// before it is not an abbreviation. An empty line always ends one; a single line feed does where
// the line does not look wrapped.
#include "daemon/article/reading.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <array>
#include <bit>

#include "daemon/article/folding.h"
#include "daemon/article/utf8.h"

namespace copytaster {
namespace {

enum Class : std::uint8_t {
  kOther,
  kLower,
  kUpper,
  kDigit,
  kApostrophe,
  kStop,
  kFeed,
  kQuote,
  kWide
};

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> c{};
  for (int b = 'a'; b <= 'z'; ++b) c[b] = kLower;
  for (int b = 'A'; b <= 'Z'; ++b) c[b] = kUpper;
  for (int b = '0'; b <= '9'; ++b) c[b] = kDigit;
  for (int b = 0x80; b < 0x100; ++b) c[b] = kWide;
  c['\''] = kApostrophe;
  c['.'] = c['!'] = c['?'] = kStop;
  c['\n'] = kFeed;
  c['"'] = kQuote;
  return c;
}();

constexpr std::uint32_t kWrapMin = 50,
                        kWrapMax = 100;  // bytes of a line that looks wrapped by a sender
constexpr std::uint32_t kQuotationMax =
    4000;  // bytes; a longer one is a mark that was never closed

class Reader {
 public:
  Reader(std::string_view text, Arena& arena)
      : text_(text),
        arena_(arena),
        // A token is at least one byte and the one after its neighbour: never more than half the
        // text.
        tokens_(arena.make<ct_token>(text.size() / 2 + 1)) {}

  ReadText read() {
    const auto size = static_cast<std::uint32_t>(text_.size());
    while (at_ < size) {
      const Class c = classAt(at_);
      if (c <= kDigit && c != kOther) {
        readWord();
      } else if (c == kWide) {
        readWide();
      } else {
        readMark(c);
      }
    }
    endSentence(size);
    endLine(size);
    return {text_, tokens_.first(count_), list(sentences_), list(quotations_), list(lines_)};
  }

 private:
  Class classAt(std::uint32_t i) const {
    return i < text_.size() ? kClasses[static_cast<unsigned char>(text_[i])] : kOther;
  }
  static std::span<const ct_span> list(const ArenaList<ct_span>& l) { return {l.data(), l.size()}; }

  // A byte of ASCII that is no letter and no digit.
  void readMark(Class c) {
    switch (c) {
      case kFeed:
        readFeed();
        break;
      case kStop:
        stop_ = at_ + 1;
        break;
      case kQuote:
        readQuote();
        break;
      default:
        break;
    }
    ++at_;
  }

  void readFeed() {
    const bool empty_line = at_ == line_begin_;
    const std::uint32_t length = at_ - line_begin_;
    endLine(at_);
    line_begin_ = at_ + 1;
    const Class next = classAt(at_ + 1);
    const bool wrapped = length >= kWrapMin && length <= kWrapMax && next != kFeed;
    if (empty_line || stop_ > sentence_begin_ || (!wrapped && next != kLower)) {
      endSentence(at_);
      if (empty_line || !wrapped) quote_open_ = false;
    }
  }

  // A straight mark opens after a space, a line start or a bracket, and closes otherwise.
  void readQuote() {
    const char before = at_ == 0 ? '\n' : text_[at_ - 1];
    const bool opens =
        before == ' ' || before == '\n' || before == '\t' || before == '(' || before == '[';
    if (quote_open_) {
      closeQuotation(at_);
    } else if (opens) {
      openQuotation(at_ + 1);
    }
  }
  void openQuotation(std::uint32_t begin) {
    quote_open_ = true;
    quote_begin_ = begin;
    quote_token_ = count_;
  }
  void closeQuotation(std::uint32_t end) {
    if (quote_open_ && end - quote_begin_ <= kQuotationMax && count_ > quote_token_) {
      for (std::uint32_t i = quote_token_; i < count_; ++i) tokens_[i].flags |= CT_TOKEN_QUOTED;
      quotations_.push(arena_, {quote_begin_, end, quote_token_, count_});
    }
    quote_open_ = false;
  }

  void endLine(std::uint32_t end) {
    if (end > line_begin_) lines_.push(arena_, {line_begin_, end, line_token_, count_});
    line_token_ = count_;
  }
  void endSentence(std::uint32_t end) {
    if (count_ > sentence_token_) {
      std::uint32_t begin = sentence_begin_;
      while (begin < end && (text_[begin] == ' ' || text_[begin] == '\n')) ++begin;
      while (end > begin &&
             (text_[end - 1] == ' ' || text_[end - 1] == '\n' || text_[end - 1] == '\r'))
        --end;
      sentences_.push(arena_, {begin, end, sentence_token_, count_});
    }
    sentence_begin_ = end;
    sentence_token_ = count_;
    stop_ = 0;
  }

  // Past ASCII: a letter or digit starts a word, quotation marks are marks, the rest is passed
  // over.
  void readWide() {
    const auto c = utf8::decode(text_, at_);
    if (folding::isWord(c.value)) return readWord();
    switch (c.value) {
      case 0x201C:
      case 0x201E:
      case 0xAB:
        openQuotation(at_ + c.size);
        break;
      case 0x201D:
      case 0xBB:
        closeQuotation(at_);
        break;
      case 0x2026:
      case 0x3002:
        stop_ = at_ + c.size;
        break;
      default:
        break;
    }
    at_ += c.size;
  }

  // True and past it where an apostrophe joins two letters.
  bool passApostrophe(std::uint32_t& i) {
    std::uint32_t size = 0;
    if (classAt(i) == kApostrophe) {
      size = 1;
    } else if (text_.compare(i, 3, "\xE2\x80\x99") == 0) {
      size = 3;
    }
    if (size == 0 || i + size >= text_.size()) return false;
    const Class next = classAt(i + size);
    const bool letter = next == kLower || next == kUpper ||
                        (next == kWide && folding::isWord(utf8::decode(text_, i + size).value));
    if (!letter) return false;
    if (size == 3) flags_ |= CT_TOKEN_NON_ASCII;
    i += size;
    return true;
  }

  // Most words are a few lower-case letters, the first perhaps a capital, and end at a space or a
  // mark: those are read from one 16-byte load. False where this word is none of them, or stands
  // within 16 bytes of the end.
  bool readPlainWord(bool capital) {
#ifdef __SSE2__
    if (at_ + 16 > text_.size()) return false;
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text_.data() + at_));
    // 'a'..'z' moved to the bottom of the signed range: one comparison finds them.
    const __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(-128 - 'a')));
    const auto lower =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_cmplt_epi8(moved, _mm_set1_epi8(-128 + 26))));
    const unsigned letters = static_cast<unsigned>(std::countr_one(lower | (capital ? 1U : 0U)));
    if (letters >= 16) return false;
    const Class next = kClasses[static_cast<unsigned char>(text_[at_ + letters])];
    if (next == kUpper || next == kDigit || next == kApostrophe || next == kWide) return false;
    alignas(16) char folded[16];
    _mm_store_si128(reinterpret_cast<__m128i*>(folded), _mm_or_si128(bytes, _mm_set1_epi8(0x20)));
    flags_ = capital ? CT_TOKEN_CAPITAL : 0;
    push(at_, at_ + letters, XXH3_64bits(folded, letters));
    at_ += letters;
    return true;
#else
    static_cast<void>(capital);
    return false;
#endif
  }

  void readWord() {
    const Class initial = classAt(at_);
    if ((initial == kLower || initial == kUpper) && readPlainWord(initial == kUpper)) return;
    const std::uint32_t begin = at_;
    std::uint32_t i = begin;
    const auto size = static_cast<std::uint32_t>(text_.size());
    bool lower = false;
    std::uint32_t upper = 0;
    flags_ = 0;
    while (i < size) {
      const Class c = kClasses[static_cast<unsigned char>(text_[i])];
      if (c == kLower) {
        lower = true;
        ++i;
      } else if (c == kUpper) {
        ++upper;
        ++i;
      } else if (c == kDigit) {
        flags_ |= CT_TOKEN_DIGIT;
        ++i;
      } else if (c == kWide) {
        const auto wide = utf8::decode(text_, i);
        if (folding::isWord(wide.value)) {
          flags_ |= CT_TOKEN_NON_ASCII;
          if (folding::isUpper(wide.value)) {
            ++upper;
            if (i == begin) flags_ |= CT_TOKEN_CAPITAL;
          } else {
            lower = true;
          }
          i += wide.size;
        } else if (!passApostrophe(i)) {
          break;
        }
      } else {
        const bool joined = c == kApostrophe ? passApostrophe(i) : passInNumber(initial, i);
        if (!joined) break;
      }
      if (i - begin > 65000) break;
    }
    if (initial == kUpper) flags_ |= CT_TOKEN_CAPITAL;
    if (initial == kDigit) flags_ |= CT_TOKEN_NUMBER;
    if (upper >= 2 && !lower) flags_ |= CT_TOKEN_ALL_CAPITALS;
    const std::string_view word = text_.substr(begin, i - begin);
    const bool folded = upper == 0 && (flags_ & CT_TOKEN_NON_ASCII) == 0;
    push(begin, i, folded ? XXH3_64bits(word.data(), word.size()) : folding::hash(word));
    at_ = i;
  }

  // True and past it where a point, comma or colon stands between two digits of a word that started
  // with one.
  bool passInNumber(Class first, std::uint32_t& i) const {
    if (first != kDigit) return false;
    const char c = text_[i];
    if (c != '.' && c != ',' && c != ':') return false;
    if (classAt(i + 1) != kDigit || classAt(i - 1) != kDigit) return false;
    ++i;
    return true;
  }

  void push(std::uint32_t begin, std::uint32_t end, std::uint64_t hash) {
    startSentenceAt(begin);
    if (count_ == sentence_token_) flags_ |= CT_TOKEN_SENTENCE_START;
    if (count_ == line_token_) flags_ |= CT_TOKEN_LINE_START;
    tokens_[count_++] = {hash, begin, static_cast<std::uint16_t>(end - begin), flags_};
  }

  // Ends the sentence before this word where a stop was passed, the word can start one, and the
  // stop was no abbreviation's.
  void startSentenceAt(std::uint32_t begin) {
    if (stop_ == 0 || count_ == sentence_token_) return;
    const bool can_start = (flags_ & (CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER)) != 0 || quote_open_;
    const ct_token& last = tokens_[count_ - 1];
    if (begin == stop_) {  // "U.S", "example.com"
      stop_ = 0;
      return;
    }
    if (!can_start) return;
    const bool at_word = last.begin + last.size + 1U == stop_;
    if (at_word && text_[stop_ - 1] == '.' &&
        folding::isAbbreviation(text_.substr(last.begin, last.size),
                                (flags_ & CT_TOKEN_NUMBER) != 0)) {
      stop_ = 0;
      return;
    }
    // The marks after the stop belong to the sentence that ends: ." and .) and .”
    std::uint32_t end = stop_;
    while (end < begin && text_[end] != ' ' && text_[end] != '\n') ++end;
    if (end == begin) end = stop_;
    endSentence(end);
  }

  std::string_view text_;
  Arena& arena_;
  std::span<ct_token> tokens_;
  std::uint32_t count_ = 0;
  std::uint32_t at_ = 0;
  std::uint16_t flags_ = 0;
  std::uint32_t stop_ = 0;  // just past the last stop since the last word; 0: none
  std::uint32_t sentence_begin_ = 0, sentence_token_ = 0;
  std::uint32_t line_begin_ = 0, line_token_ = 0;
  bool quote_open_ = false;
  std::uint32_t quote_begin_ = 0, quote_token_ = 0;
  ArenaList<ct_span> sentences_, quotations_, lines_;
};

}  // namespace

ReadText readText(std::string_view text, Arena& arena) {
  return Reader(text, arena).read();
}

void readDocument(Reading& document, Arena& arena) {
  document.headline = readText(document.article.headline, arena);
  document.body = readText(document.article.body, arena);
  document.language = document.article.language.empty()
                          ? readLanguage(document.headline, document.body)
                          : document.article.language;
}

ct_document* readRestored(const Reading& document, std::string_view body, Arena& arena) {
  static_assert(std::is_trivially_destructible_v<Reading>, "lies in the arena");
  auto* other = ::new (arena.make<Reading>(1).data()) Reading(document);
  other->article.body = body;
  other->body = readText(body, arena);
  other->restored = nullptr;
  return other;
}

}  // namespace copytaster
