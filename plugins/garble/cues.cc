// Compiling and matching of cues; the list itself is cue_list.cc.
#include "plugins/garble/cues.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <string>

#include "plugins/garble/wide.h"

namespace copytaster {
namespace {

constexpr std::size_t kBitmapBits = 1 << 15;
// Bits of a first word: 1 where it may stand anywhere, 2 where it stands at the start of a line.
constexpr std::uint8_t kAtLineStart = 2, kAnywhere = 3;
constexpr std::uint64_t kAnyWord = 0;         // stands for a second word that is left open
constexpr std::size_t kGapMax = 8;            // words that * may stand for
constexpr std::size_t kShortLineMax = 14;     // words
constexpr std::size_t kParenthesisMax = 120;  // bytes

void set(std::vector<std::uint64_t>& bitmap, std::uint64_t hash) {
  bitmap[hash % kBitmapBits / 64] |= std::uint64_t{1} << (hash % 64);
}
bool test(const std::uint64_t* bitmap, std::uint64_t hash) {
  return (bitmap[hash % kBitmapBits / 64] >> (hash % 64) & 1U) != 0;
}
std::uint64_t both(std::uint64_t first, std::uint64_t second) {
  return (first ^ (second >> 17)) * 0x9E3779B97F4A7C15 >> 20;
}

// Verbs of saying: a refusal beside one is reported speech.
bool reported(const FieldView& view, const Span& sentence) {
  static const std::vector<std::uint64_t> kVerbs = [] {
    std::vector<std::uint64_t> v;
    for (std::string_view w :
         {"said", "says", "replied", "responded", "answered", "wrote", "chatbot", "chatgpt",
          "reads", "told", "quoted", "prompt", "users"}) {
      v.push_back(XXH3_64bits(w.data(), w.size()));
    }
    std::sort(v.begin(), v.end());
    return v;
  }();
  for (std::size_t i = sentence.token_begin; i < sentence.token_end; ++i) {
    if (std::binary_search(kVerbs.begin(), kVerbs.end(), view.tokens[i].hash)) return true;
  }
  return false;
}

}  // namespace

CueReader::CueReader() : begins_(kBitmapBits / 64) {
  for (const Cue& cue : kCues) {
    Compiled compiled{&cue, {}, false};
    for (std::size_t at = 0; at < cue.pattern.size();) {
      const std::size_t stop = std::min(cue.pattern.find(' ', at), cue.pattern.size());
      const std::string_view word = cue.pattern.substr(at, stop - at);
      at = stop + 1;
      Element e{Element::kWord, {}};
      if (word == "^") {
        compiled.line_start = true;
        continue;
      }
      if (word == "$") e.type = Element::kLineEnd;
      if (word == "*") e.type = Element::kGap;
      if (word == "_") e.type = Element::kAny;
      if (word == "#") e.type = Element::kNumber;
      for (std::size_t k = 0; e.type == Element::kWord && k <= word.size();) {
        const std::size_t bar = std::min(word.find('|', k), word.size());
        e.hashes.push_back(XXH3_64bits(word.data() + k, bar - k));
        k = bar + 1;
      }
      compiled.elements.push_back(std::move(e));
    }
    for (std::uint64_t hash : compiled.elements.front().hashes) {
      triggers_.push_back({hash, static_cast<std::uint32_t>(cues_.size())});
      firsts_.of(hash) |= compiled.line_start ? kAtLineStart : kAnywhere;
      const bool told = compiled.elements.size() > 1 && compiled.elements[1].type == Element::kWord;
      if (!told) {
        set(begins_, both(hash, kAnyWord));
        continue;
      }
      for (std::uint64_t second : compiled.elements[1].hashes) set(begins_, both(hash, second));
    }
    cues_.push_back(std::move(compiled));
  }
  std::stable_sort(triggers_.begin(), triggers_.end(),
                   [](const Trigger& a, const Trigger& b) { return a.hash < b.hash; });
}

std::size_t CueReader::match(const FieldView& view, std::size_t token, const Compiled& cue,
                             std::size_t element) const {
  for (; element < cue.elements.size(); ++element) {
    const Element& e = cue.elements[element];
    if (e.type == Element::kLineEnd) {
      return token == view.tokens.size() || (view.tokens[token].flags & CT_TOKEN_LINE_START) != 0
                 ? token
                 : 0;
    }
    if (e.type == Element::kGap) {
      for (std::size_t skip = 0; skip <= kGapMax && token + skip < view.tokens.size(); ++skip) {
        if (skip > 0 && (view.tokens[token + skip].flags & CT_TOKEN_LINE_START) != 0) return 0;
        if (const std::size_t end = match(view, token + skip, cue, element + 1); end != 0)
          return end;
      }
      return 0;
    }
    if (token >= view.tokens.size()) return 0;
    const Token& t = view.tokens[token];
    if (element > 0 && (t.flags & CT_TOKEN_LINE_START) != 0) return 0;
    if (e.type == Element::kNumber && (t.flags & CT_TOKEN_NUMBER) == 0) return 0;
    if (e.type == Element::kWord &&
        std::find(e.hashes.begin(), e.hashes.end(), t.hash) == e.hashes.end())
      return 0;
    ++token;
  }
  return token;
}

bool CueReader::mark(const FieldView& view, std::size_t first, std::size_t end, const Cue& cue,
                     DamageList& out) const {
  if ((cue.flags & kCaseMatters) != 0 && (view.tokens[first].flags & CT_TOKEN_CAPITAL) == 0)
    return false;
  if ((cue.flags & kColon) != 0 && !view.text.substr(view.endOf(end - 1)).starts_with(':'))
    return false;
  const Span* sentence = spanOfToken(view.sentences, first);
  if ((cue.flags & kUnquoted) != 0) {
    if ((view.tokens[first].flags & CT_TOKEN_QUOTED) != 0) return false;
    if (sentence != nullptr && reported(view, *sentence)) return false;
  }
  const Span* line = spanOfToken(view.lines, first);
  if ((cue.flags & kShortLine) != 0 && line != nullptr &&
      line->token_end - line->token_begin > kShortLineMax) {
    return false;
  }
  std::uint32_t begin = view.tokens[first].begin, stop = view.endOf(end - 1);
  const Span* stretch = cue.scope == Scope::kLine       ? line
                        : cue.scope == Scope::kSentence ? sentence
                                                        : nullptr;
  if (stretch != nullptr) {
    begin = stretch->begin;
    stop = std::max(stretch->end, stop);
  }
  if (cue.scope == Scope::kParenthesis) {
    if (begin == 0 || view.text[begin - 1] != '(') return false;
    const std::size_t close = view.text.find(')', stop);
    if (close == std::string_view::npos || close - stop > kParenthesisMax) return false;
    --begin;
    stop = static_cast<std::uint32_t>(close + 1);
  }
  const double weight = cue.kind == Kind::kFurniture ? 0 : 1;
  if ((cue.flags & kCut) != 0) {
    out.cut(cue.kind, view.field, begin, stop, cue.confidence, weight);
  } else {
    out.note(cue.kind, view.field, begin, stop, cue.confidence, weight);
  }
  return true;
}

CueSigns CueReader::read(const FieldView& view, DamageList& out) const {
  static thread_local std::vector<std::uint32_t> room;
  const Token* const tokens = view.tokens.data();
  const std::size_t count = view.tokens.size();
  if (room.size() < count + kSievedBehind) room.resize(count + kSievedBehind);
  std::uint32_t* const place = room.data();
  const std::size_t found = findFirsts(view.tokens, firsts_, place, isWide());
  // Then by two words, again without a branch: what is left is looked for.
  const std::uint64_t* const begins = begins_.data();
  std::size_t may = 0;
  for (std::size_t k = 0; k < found; ++k) {
    const std::uint32_t i = place[k];
    const std::uint64_t second = i + 1 < count ? tokens[i + 1].hash : kAnyWord;
    place[may] = i;
    may += static_cast<std::size_t>(test(begins, both(tokens[i].hash, second))) |
           static_cast<std::size_t>(test(begins, both(tokens[i].hash, kAnyWord)));
  }
  CueSigns signs;
  for (std::size_t k = 0; k < may; ++k) {
    const std::size_t i = place[k];
    const std::uint64_t hash = tokens[i].hash;
    const bool line_start = (tokens[i].flags & CT_TOKEN_LINE_START) != 0;
    auto t = std::lower_bound(triggers_.begin(), triggers_.end(), hash,
                              [](const Trigger& a, std::uint64_t h) { return a.hash < h; });
    for (; t != triggers_.end() && t->hash == hash; ++t) {
      const Compiled& cue = cues_[t->cue];
      if (cue.line_start && !line_start) continue;
      const std::size_t end = match(view, i, cue, 0);
      if (end == 0 || !mark(view, i, end, *cue.cue, out)) continue;
      signs.page += (cue.cue->flags & kPageSign) != 0;
      signs.strong += (cue.cue->flags & kStrong) != 0;
      break;
    }
  }
  return signs;
}

}  // namespace copytaster
