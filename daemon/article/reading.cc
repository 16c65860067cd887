// One pass over the bytes, 64 at a time (block.h): words are cut out by their masks and hashed
// later, many at a time (word_hashes.h). Numbers with points in them and letters past Latin-1 are
// read byte by byte, by the same rules. Then the marks between the words are looked at: everything
// else (sentence, quotation, line ends) is decided when the next word starts, from the marks passed
// since the last one.
//
// Sentences: a full stop ends one where a capital, a digit or a quotation follows and the word
// before it is not an abbreviation. An empty line always ends one; a single line feed does where
// the line does not look wrapped.
#include "daemon/article/reading.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "daemon/article/block.h"
#include "daemon/article/folding.h"
#include "daemon/article/utf8.h"
#include "daemon/article/word_hashes.h"

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
// Bytes that are looked at from the begin of a block on: those of a word at its end are hashed.
constexpr std::uint32_t kReachMax = Block::kBytes + WordHashes::kBytesMax;
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
        tokens_(arena.make<ct_token>(text.size() / 2 + 1)),
        hashes_(text, tokens_.data()) {}

  ReadText read() {
    const auto size = static_cast<std::uint32_t>(text_.size());
    while (at_ + kReachMax <= size) readBlock(text_.data() + at_);
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
    const std::uint32_t begin = at_;
    std::array<char, kReachMax * 2> padded;
    padded.fill(' ');
    text_.copy(padded.data(), kReachMax, begin);
    hashes_.readFrom({padded.data(), padded.size()}, begin);
    while (at_ < text_.size()) readBlock(&padded[at_ - begin]);
    hashes_.finish();  // while the copy is there
  }

  // Reads on from at_ to the end of a block, or to a word that goes on behind it. `bytes`: those at
  // at_, kReachMax of them.
  void readBlock(const char* bytes) {
    hashes_.room(Block::kBytes);
    const std::uint32_t base = at_;
    const Block block(bytes);
    // What touches the block's end may go on behind it; what touches something odd is read byte by
    // byte. Neither is cut.
    const std::uint64_t touching = block.words | block.wide | block.joiners;
    int end = Block::kBytes - std::countl_one(touching);
    std::uint32_t odd_end = base + (end == 0 ? Block::kBytes : 0);
    if (block.odd != 0) {
      const int odd = std::countr_zero(block.odd);
      const std::uint64_t free_before = ~touching & ((std::uint64_t{1} << odd) - 1);
      end = Block::kBytes - std::countl_zero(free_before);
      odd_end = base + static_cast<std::uint32_t>(odd + std::countr_one(touching >> odd));
    }
    const std::uint64_t within =
        end == Block::kBytes ? ~std::uint64_t{0} : (std::uint64_t{1} << end) - 1;
    const std::uint64_t starts = block.words & ~(block.words << 1) & within;
    const std::uint32_t first = count_, count = putWords(block, starts, base);
    for (std::uint64_t marks = block.marks & within; marks != 0; marks &= marks - 1) {
      const int place = std::countr_zero(marks);
      const std::uint64_t before = (std::uint64_t{1} << place) - 1;
      placeWords(first + countBits(starts & before));
      at_ = base + static_cast<std::uint32_t>(place);
      readMark(classAt(at_));
    }
    placeWords(first + count);
    at_ = base + static_cast<std::uint32_t>(end);
    while (at_ < odd_end) readOdd();
  }

  // Writes the words that begin at `starts` behind the tokens, without their place in sentence and
  // line; how many. Without branches: how long a word is, and what of, is what nobody can foretell.
  std::uint32_t putWords(const Block& block, std::uint64_t starts, std::uint32_t base) {
    const std::uint64_t wide = block.words & block.wide;
    if ((block.digits | wide | (block.capitals & ~starts)) == 0) {
      return putEach(block, starts, base, [&](int begin, unsigned) {
        return (block.capitals >> begin & 1) * CT_TOKEN_CAPITAL;
      });
    }
    return putEach(block, starts, base, [&](int begin, unsigned size) {
      const std::uint64_t word = (std::uint64_t{1} << size) - 1;
      const auto of = [&](std::uint64_t mask) { return mask >> begin & word; };
      const std::uint64_t capitals = of(block.capitals), digits = of(block.digits);
      const bool several = (capitals & (capitals - 1)) != 0;
      return (capitals & 1) * CT_TOKEN_CAPITAL | (digits & 1) * CT_TOKEN_NUMBER |
             (several & (of(block.smalls) == 0)) * CT_TOKEN_ALL_CAPITALS |
             (digits != 0) * CT_TOKEN_DIGIT | (of(wide) != 0) * CT_TOKEN_NON_ASCII;
    });
  }
  // `flagsOf` a word: of its first byte's place in the block, and its size.
  template <class FlagsOf>
  std::uint32_t putEach(const Block& block, std::uint64_t starts, std::uint32_t base,
                        FlagsOf flagsOf) {
    std::uint64_t ends = ~block.words & (block.words << 1);  // one past the last byte of each word
    ct_token* token = tokens_.data() + count_;
    std::uint32_t index = count_;
    for (; starts != 0; starts &= starts - 1, ends &= ends - 1, ++token, ++index) {
      if (ends == 0) __builtin_unreachable();
      const int begin = std::countr_zero(starts);
      const auto size = static_cast<unsigned>(std::countr_zero(ends) - begin);
      token->begin = base + static_cast<std::uint32_t>(begin);
      token->size = static_cast<std::uint16_t>(size);
      token->flags = static_cast<std::uint16_t>(flagsOf(begin, size));
      hashes_.add(index, size, (token->flags & CT_TOKEN_NON_ASCII) != 0);
    }
    return index - count_;
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
  WordHashes hashes_;
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
