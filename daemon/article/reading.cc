// One pass over the bytes cuts out the words (cutting.h); letters past Latin-1 are read byte by
// byte, by the same rules. Then the marks between the words are looked at: everything else
// (sentence, quotation, line ends) is decided when the next word starts, from the marks passed
// since the last one.
//
// Sentences: a full stop ends one where a capital, a digit or a quotation follows and the word
// before it is not an abbreviation. An empty line always ends one; a single line feed does where
// the line does not look wrapped.
#include "daemon/article/reading.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "daemon/article/cutting.h"
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
constexpr std::uint32_t kReachMax = Cutting::kReachMax;
static_assert(Block::kBehind <= WordHashes::kBytesMax);

bool looksWrapped(std::size_t line_bytes) {
  return line_bytes >= kWrapMin && line_bytes <= kWrapMax;
}

class Reader {
 public:
  Reader(std::string_view text, Arena& arena)
      : text_(text),
        arena_(arena),
        // A token is at least one byte and the one after its neighbour: never more than half the
        // text.
        tokens_(arena.make<ct_token>(text.size() / 2 + 1 + Cutting::kBehind)) {}

  ReadText read() {
    const auto size = static_cast<std::uint32_t>(text_.size());
    cutting_.bytes = text_.data();
    cutting_.tokens = tokens_.data();
    readTo(size < kReachMax ? 0 : size - kReachMax + 1);
    readTail();
    endSentence(size);
    endLine(size);
    return {text_, tokens_.first(count_), list(sentences_), list(quotations_), list(lines_)};
  }

 private:
  Class classAt(std::uint32_t i) const {
    return i < text_.size() ? kClasses[static_cast<unsigned char>(text_[i])] : kOther;
  }
  static std::span<const ct_span> list(const ArenaList<ct_span>& l) { return {l.data(), l.size()}; }

  // What is left is read from a copy, with spaces behind it.
  void readTail() {
    std::array<char, kReachMax * 2> padded;
    padded.fill(' ');
    text_.copy(padded.data(), kReachMax, at_);
    cutting_.bytes = padded.data();
    cutting_.first = at_;
    readTo(static_cast<std::uint32_t>(text_.size()));
  }

  // Reads on from at_ as far as blocks may begin before `end`.
  void readTo(std::uint32_t end) {
    cutting_.end = end;
    while (at_ < end) {
      cutting_.at = at_;
      cutting_.words = count_;
      cutting_.mark_count = 0;
      cut(cutting_);
      for (const Mark& mark : std::span(cutting_.marks).first(cutting_.mark_count)) {
        placeWords(mark.words);
        at_ = mark.place;
        readMark(classAt(at_));
      }
      placeWords(cutting_.words);
      at_ = cutting_.at;
      while (at_ < cutting_.bytewise) readOdd();
    }
  }

  // Takes the words written so far into sentence and line, up to token `end`.
  void placeWords(std::uint32_t end) {
    for (; count_ < end && (stop_ != 0 || opening_ != 0); ++count_) {
      ct_token& token = tokens_[count_];
      startSentenceAt(token.begin, token.flags);
      token.flags |= opening_;
      opening_ = 0;
    }
    count_ = end;
  }

  // One word or one byte at at_, whatever it is.
  void readOdd() {
    const Class c = classAt(at_);
    if (c == kLower || c == kUpper || c == kDigit) return readWord();
    if (c == kWide) return readWide();
    readMark(c);
    ++at_;
  }

  // What stands at at_ and is no letter and no digit of ASCII.
  void readMark(Class c) {
    switch (c) {
      case kWide:
        return readWideMark(utf8::decode(text_, at_));
      case kFeed:
        return readFeed();
      case kStop:
        stop_ = at_ + 1;
        return;
      case kQuote:
        return readQuote();
      default:
        return;
    }
  }

  void readFeed() {
    const bool empty_line = at_ == line_begin_;
    const std::uint32_t length = at_ - line_begin_;
    endLine(at_);
    line_begin_ = at_ + 1;
    const Class next = classAt(at_ + 1);
    const bool wrapped = looksWrapped(length) && next != kFeed;
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
    opening_ |= CT_TOKEN_LINE_START;
  }
  void endSentence(std::uint32_t end) {
    if (count_ > sentence_token_) {
      const auto isSpace = [](char c) { return c == ' ' || c == '\n' || c == '\r'; };
      std::uint32_t begin = sentence_begin_;
      while (begin < end && isSpace(text_[begin])) ++begin;
      while (end > begin && isSpace(text_[end - 1])) --end;
      sentences_.push(arena_, {begin, end, sentence_token_, count_});
    }
    sentence_begin_ = end;
    sentence_token_ = count_;
    opening_ |= CT_TOKEN_SENTENCE_START;
    stop_ = 0;
  }

  // Past ASCII: a letter or digit starts a word, quotation marks are marks, the rest is passed
  // over.
  void readWide() {
    const auto c = utf8::decode(text_, at_);
    if (folding::isWord(c.value)) return readWord();
    readWideMark(c);
    at_ += c.size;
  }
  void readWideMark(utf8::CodePoint c) {
    switch (c.value) {
      case 0x201C:
      case 0x201E:
      case 0xAB:
        return openQuotation(at_ + c.size);
      case 0x201D:
      case 0xBB:
        return closeQuotation(at_);
      case 0x2026:
      case 0x3002:
        stop_ = at_ + c.size;
        return;
      default:
        return;
    }
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

  void readWord() {
    const Class initial = classAt(at_);
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

  static bool isInNumber(char c) { return c == '.' || c == ',' || c == ':'; }
  // True and past it where a point, comma or colon stands between two digits of a word that started
  // with one.
  bool passInNumber(Class first, std::uint32_t& i) const {
    if (first != kDigit || !isInNumber(text_[i])) return false;
    if (classAt(i + 1) != kDigit || classAt(i - 1) != kDigit) return false;
    ++i;
    return true;
  }

  void push(std::uint32_t begin, std::uint32_t end, std::uint64_t hash) {
    startSentenceAt(begin, flags_);
    flags_ |= opening_;
    opening_ = 0;
    tokens_[count_++] = {hash, begin, static_cast<std::uint16_t>(end - begin), flags_};
  }

  // Ends the sentence before this word where a stop was passed, the word can start one, and the
  // stop was no abbreviation's.
  void startSentenceAt(std::uint32_t begin, unsigned flags) {
    if (stop_ == 0 || count_ == sentence_token_) return;
    const bool can_start = (flags & (CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER)) != 0 || quote_open_;
    const ct_token& last = tokens_[count_ - 1];
    if (begin == stop_) {  // "U.S", "example.com"
      stop_ = 0;
      return;
    }
    if (!can_start) return;
    const bool at_word = last.begin + last.size + 1U == stop_;
    if (at_word && text_[stop_ - 1] == '.' &&
        folding::isAbbreviation(text_.substr(last.begin, last.size),
                                (flags & CT_TOKEN_NUMBER) != 0)) {
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
  Cutting cutting_;
  std::uint32_t count_ = 0;
  std::uint32_t at_ = 0;
  std::uint16_t flags_ = 0;
  std::uint16_t opening_ = CT_TOKEN_SENTENCE_START | CT_TOKEN_LINE_START;  // of the next token
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

bool endsParagraph(std::string_view text, std::size_t feed) {
  const std::size_t looked = std::min<std::size_t>(feed, kWrapMax + 1);  // a longer line is long
  const void* before = ::memrchr(text.data() + feed - looked, '\n', looked);
  const std::size_t line =
      before == nullptr
          ? feed - looked
          : static_cast<std::size_t>(static_cast<const char*>(before) - text.data()) + 1;
  const char next = feed + 1 < text.size() ? text[feed + 1] : '\0';
  const bool wrapped = looksWrapped(feed - line) && next != '\n';
  return line == feed || (!wrapped && (next < 'a' || next > 'z'));
}

void readDocument(Reading& document, Arena& arena) {
  document.headline = readText(document.article.headline, arena);
  document.body = readText(document.article.body, arena);
  document.language = document.article.language.empty()
                          ? readLanguage(document.headline, document.body)
                          : document.article.language;
}

}  // namespace copytaster
