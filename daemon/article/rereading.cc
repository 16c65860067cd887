// What a paragraph reads as does not depend on its neighbours: after its end the reading begins a
// sentence and a line and has no quotation open, whatever stood there. So the paragraphs that both
// texts have are taken over, moved to their new place, and only the others are read.
//
// Restoring takes passages away and replaces words, and keeps the order of the rest: both texts are
// walked once, side by side. Where they part, what follows in the new text is looked for a little
// way ahead in the old one.
#include "daemon/article/rereading.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "daemon/article/reading.h"

namespace copytaster {
namespace {

constexpr std::size_t kLooksMax = 512;   // paragraphs looked at, an article, for where texts meet
constexpr std::size_t kMeetingMin = 16;  // bytes of a paragraph by which they may
constexpr auto kNone = std::string_view::npos;

std::size_t sharedBytes(std::string_view a, std::string_view b) {
  constexpr std::size_t kStep = 64;
  const std::size_t size = std::min(a.size(), b.size());
  std::size_t same = 0;
  while (same + kStep <= size && std::memcmp(&a[same], &b[same], kStep) == 0) same += kStep;
  while (same < size && a[same] == b[same]) ++same;
  return same;
}

bool isParagraphEnd(std::string_view text, std::size_t at) {
  return at == text.size() || (text[at - 1] == '\n' && endsParagraph(text, at - 1));
}

// How many bytes of both texts, which begin with a paragraph each, are the same whole paragraphs.
std::size_t sharedParagraphs(std::string_view text, std::string_view old) {
  std::size_t end = sharedBytes(text, old);
  while (end > 0 && !(isParagraphEnd(text, end) && isParagraphEnd(old, end))) {
    const void* feed = ::memrchr(text.data(), '\n', end - 1);
    if (feed == nullptr) return 0;
    end = static_cast<std::size_t>(static_cast<const char*>(feed) - text.data()) + 1;
  }
  return end;
}

// Where the paragraph that begins at `begin` ends.
std::size_t paragraphEnd(std::string_view text, std::size_t begin) {
  for (;;) {
    const std::size_t feed = text.find('\n', begin);
    if (feed == kNone) return text.size();
    begin = feed + 1;
    if (endsParagraph(text, feed)) return begin;
  }
}

class Rereader {
 public:
  Rereader(std::string_view text, const ReadText& before, Arena& arena)
      : text_(text), before_(before), arena_(arena) {}

  ReadText read() {
    std::size_t at = 0, old = 0;
    while (at < text_.size()) {
      const std::size_t shared = sharedParagraphs(text_.substr(at), before_.text.substr(old));
      if (shared != 0) {
        readTo(at);
        take(before_, old, old + shared, at);
        at = read_to_ = at + shared;
        old += shared;
        continue;
      }
      const std::size_t end = paragraphEnd(text_, at);
      const std::size_t met = seek(text_.substr(at, end - at), old);
      if (met == kNone) {
        at = end;  // its words were replaced, perhaps: the next may stand where this one did
      } else {
        old = met;
      }
    }
    readTo(at);
    return {text_, tokens_.first(count_), list(sentences_), list(quotations_), list(lines_)};
  }

 private:
  static std::span<const ct_span> list(const ArenaList<ct_span>& l) { return {l.data(), l.size()}; }

  // Where a paragraph begins in the old text, past `old`; kNone: not near.
  std::size_t seek(std::string_view paragraph, std::size_t old) {
    if (paragraph.size() < kMeetingMin) return kNone;
    while (old < before_.text.size() && looks_ < kLooksMax) {
      ++looks_;
      old = paragraphEnd(before_.text, old);
      if (before_.text.substr(old).starts_with(paragraph)) return old;
    }
    return kNone;
  }

  // Reads what was not taken over, up to `end`.
  void readTo(std::size_t end) {
    if (end <= read_to_) return;
    const std::string_view stretch = text_.substr(read_to_, end - read_to_);
    take(readText(stretch, arena_), 0, stretch.size(), read_to_);
  }

  // Appends what `from` holds of [begin, end), whole paragraphs of it, as standing at `to`.
  void take(const ReadText& from, std::size_t begin, std::size_t end, std::size_t to) {
    const auto within = [&](const auto& all) {
      const auto before = [](const auto& one, std::size_t at) { return one.begin < at; };
      const auto first = std::lower_bound(all.begin(), all.end(), begin, before);
      return std::span(first, std::lower_bound(first, all.end(), end, before));
    };
    const auto moved = static_cast<std::uint32_t>(to - begin);  // modulo 2^32, as are the sums
    const auto tokens = within(from.tokens);
    if (tokens_.size() < count_ + tokens.size()) widen(tokens.size());
    const auto recounted = count_ - static_cast<std::uint32_t>(tokens.data() - from.tokens.data());
    std::transform(tokens.begin(), tokens.end(), tokens_.begin() + count_,
                   [moved](const ct_token& t) {
                     return ct_token{t.hash, t.begin + moved, t.size, t.flags};
                   });
    count_ += static_cast<std::uint32_t>(tokens.size());
    const auto append = [&](ArenaList<ct_span>& to_list, const auto& spans) {
      for (const ct_span& s : within(spans)) {
        to_list.push(arena_, {s.begin + moved, s.end + moved, s.token_begin + recounted,
                              s.token_end + recounted});
      }
    };
    append(sentences_, from.sentences);
    append(quotations_, from.quotations);
    append(lines_, from.lines);
  }

  // Restored texts are shorter than what came, as a rule.
  void widen(std::size_t by) {
    const auto wider =
        arena_.make<ct_token>(std::max(before_.tokens.size(), tokens_.size() * 2) + by);
    std::copy_n(tokens_.data(), count_, wider.data());
    tokens_ = wider;
  }

  std::string_view text_;
  const ReadText& before_;
  Arena& arena_;
  std::span<ct_token> tokens_;
  std::uint32_t count_ = 0;
  std::size_t read_to_ = 0, looks_ = 0;
  ArenaList<ct_span> sentences_, quotations_, lines_;
};

}  // namespace

ReadText rereadText(std::string_view text, const ReadText& before, Arena& arena) {
  return Rereader(text, before, arena).read();
}

ct_document* readRestored(const Reading& document, std::string_view body, Arena& arena) {
  static_assert(std::is_trivially_destructible_v<Reading>, "lies in the arena");
  auto* other = ::new (arena.make<Reading>(1).data()) Reading(document);
  other->article.body = body;
  other->body = rereadText(body, document.body, arena);
  other->restored = nullptr;
  return other;
}

}  // namespace copytaster
