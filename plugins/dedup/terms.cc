// Counting: common words make the frame, numbers a sample, all others go through the scratch table.
// A word and its plural share one entry there.
#define XXH_INLINE_ALL
#include "terms.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "hashing.h"
#include "word_marks.h"

namespace copytaster::dedup {

namespace {

constexpr std::size_t kPlaces = 1 << 11;
constexpr std::size_t kWordsMax = kPlaces * 3 / 4;  // words past it are not counted as terms
constexpr std::uint64_t kHashes = 0xFFFFFFF;        // the greatest hash of a term
constexpr float kFrameRarity = 3.0F;                // a word in 1 of 8 articles says nothing

// Numbers as words: the wires write those up to ten so.
const WordMarks& numberWords() {
  static const WordMarks words({{1,
                                 {"one", "two", "three", "four", "five", "six", "seven", "eight",
                                  "nine", "ten", "eleven", "twelve"}}});
  return words;
}

}  // namespace

// The word without "'s" and without the plural's s: "Fed's" and "exports" are found as "fed" and
// "export". scripts/train-dedup cuts the same way.
std::uint64_t termHash(const ct_token& t, std::string_view text) {
  const std::string_view word = text.substr(t.begin, t.size);
  const std::size_t n = word.size();
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (n < 4 || n > 40 || lower(word[n - 1]) != 's' || (t.flags & CT_TOKEN_DIGIT) != 0)
    return t.hash;
  std::size_t cut = 0;
  if (word[n - 2] == '\'') {
    cut = 2;
  } else if (n > 4 && static_cast<unsigned char>(word[n - 2]) == 0x99 &&
             word.substr(n - 4, 3) == "\xE2\x80\x99") {
    cut = 4;
  } else if (const char c = lower(word[n - 2]); c != 's' && c != 'u' && c != 'i') {
    cut = 1;
  }
  if (cut == 0 || n - cut < 2) return t.hash;
  char stem[40];
  std::size_t m = 0;
  for (std::size_t i = 0; i < n - cut; ++i) {
    if (static_cast<unsigned char>(word[i]) >= 0x80)
      return t.hash;  // other scripts have other plurals
    stem[m++] = lower(word[i]);
  }
  return XXH3_64bits(stem, m);
}

TermCount::TermCount() : places_(kPlaces) {
  words_.reserve(kWordsMax);
}

TermCount::Place& TermCount::place(std::uint64_t hash) {
  const auto mark = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t i = hash & (kPlaces - 1);; i = (i + 1) & (kPlaces - 1)) {
    Place& p = places_[i];
    if (p.epoch != epoch_) {
      p = {mark, 0, 0};  // of no epoch: the caller's to fill
      return p;
    }
    if (p.mark == mark) return p;
  }
}

TermCount::Counted* TermCount::counted(const ct_token& token, std::string_view text,
                                       const Frequencies& frequencies) {
  Place& at = place(token.hash);
  if (at.epoch == epoch_) return &words_[at.index];
  if (words_.size() >= kWordsMax / 2) return nullptr;
  const std::uint64_t term = termHash(token, text);
  at.epoch = epoch_;
  at.index = static_cast<std::uint16_t>(words_.size());
  if (term != token.hash) {
    Place& stem = place(term);
    if (stem.epoch == epoch_) {
      at.index = stem.index;
      return &words_[at.index];
    }
    stem.epoch = epoch_;
    stem.index = at.index;
  }
  frequencies.prefetch(term);
  words_.push_back({term, 0, 0, 0});
  return &words_.back();
}

void TermCount::add(const ct_token& t, std::string_view text, const Frequencies& frequencies,
                    bool in_title, bool shouted) {
  Counted* c = counted(t, text, frequencies);
  if (c == nullptr) return;
  ++(in_title ? c->title : c->body);
  if (!shouted && (t.flags & (CT_TOKEN_SENTENCE_START | CT_TOKEN_CAPITAL)) == CT_TOKEN_CAPITAL) {
    ++c->names;
  }
}

// A thesaurus replaces the words that carry the matter and leaves "the ... of a ... in the ...
// that": runs of four of those, the others left out, tell a spun copy from a second report of one
// event. (SpotSigs, Theobald et al. 2008, anchors its signatures so.)
void TermCount::frame(std::uint64_t hash) {
  run_[run_count_++ & 3] = hash;
  if (run_count_ < 4) return;
  std::uint64_t h = 0;
  for (std::size_t i = 0; i < 4; ++i) h = turned(h, 11) + run_[(run_count_ + i) & 3];
  frames_.push_back(static_cast<std::uint16_t>(mixed(h) >> 48));
}

// The smallest distinct values, ascending: a sample under which two articles can be compared.
std::uint8_t TermCount::smallest(std::vector<std::uint16_t>& values, std::uint16_t* out,
                                 std::size_t most) {
  // Hashes are spread evenly: of many, those below this bound are four times as many as asked for.
  if (values.size() > most * 8) {
    const auto bound = static_cast<std::uint16_t>(65536 * 4 * most / values.size());
    const auto end = std::partition(values.begin(), values.end(),
                                    [bound](std::uint16_t v) { return v < bound; });
    std::sort(values.begin(), end);
    const auto distinct = std::unique(values.begin(), end);
    if (static_cast<std::size_t>(distinct - values.begin()) >= most) {
      std::copy_n(values.begin(), most, out);
      return static_cast<std::uint8_t>(most);
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  const std::size_t n = std::min(values.size(), most);
  std::copy_n(values.begin(), n, out);
  return static_cast<std::uint8_t>(n);
}

void TermCount::count(std::string_view headline, std::span<const ct_token> headline_tokens,
                      std::string_view body, std::span<const ct_token> body_tokens,
                      const Frequencies& frequencies, Signature& out) {
  if (++epoch_ == 0) {  // once in 65,536 articles: old marks could look new
    std::fill(places_.begin(), places_.end(), Place{});
    epoch_ = 1;
  }
  words_.clear();
  numbers_.clear();
  frames_.clear();
  run_count_ = 0;
  std::size_t capitals = 0;
  for (const ct_token& t : headline_tokens) capitals += (t.flags & CT_TOKEN_CAPITAL) != 0 ? 1 : 0;
  const bool title_case = capitals * 3 > headline_tokens.size() * 2;
  for (const ct_token& t : headline_tokens) {
    if ((t.flags & CT_TOKEN_NUMBER) != 0 || t.size < 2) continue;
    const float common = frequencies.common(t.hash);
    if (body_tokens.empty() && common < kFrameRarity) frame(t.hash);
    if (common >= kTitleRarity) add(t, headline, frequencies, true, title_case);
  }
  for (const ct_token& t : body_tokens) {
    if ((t.flags & CT_TOKEN_NUMBER) != 0) {
      number(t.hash);
      continue;
    }
    const float common = frequencies.common(t.hash);
    if (common < kFrameRarity) frame(t.hash);
    if (numberWords().marks(t.hash) != 0) number(t.hash);
    if (common < kTermRarity || t.size < 2) continue;
    add(t, body, frequencies, false, (t.flags & CT_TOKEN_ALL_CAPITALS) != 0 && t.size > 5);
  }
  out.number_count = smallest(numbers_, out.numbers, Signature::kNumbers);
  out.frame_count = smallest(frames_, out.frame, Signature::kFrame);
  rank(frequencies, out);
}

void TermCount::rank(const Frequencies& frequencies, Signature& out) {
  ranked_.clear();
  const float least = out.headline_only != 0 ? kTitleRarity : kTermRarity;
  for (const Counted& c : words_) {
    const float rarity = frequencies.rarity(c.term);
    if (rarity < least) continue;
    float weight = 1.0F;
    if (c.body > 1) weight += 0.4F * std::log2(static_cast<float>(c.body));
    if (c.title > 0) weight *= 1.5F;
    if (c.names > 0) weight *= 1.4F;
    const float steps = std::clamp((weight - 0.5F) * 4.0F + 0.5F, 0.0F, 15.0F);
    // One number orders them: heaviest first, then by hash; a positive float's bits order as it
    // does.
    const auto hash = static_cast<std::uint64_t>(c.term >> 36);
    ranked_.push_back(static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(weight * rarity))
                          << 32 |
                      (kHashes - hash) << 4 | static_cast<std::uint64_t>(steps));
  }
  const std::size_t n = std::min(ranked_.size(), Signature::kTerms);
  const auto last = ranked_.begin() + static_cast<std::ptrdiff_t>(n);
  if (n < ranked_.size()) std::nth_element(ranked_.begin(), last, ranked_.end(), std::greater<>());
  std::sort(ranked_.begin(), last, std::greater<>());
  for (std::size_t i = 0; i < n; ++i) {
    const auto hash = static_cast<std::uint32_t>(kHashes - (ranked_[i] >> 4 & kHashes));
    out.terms[i] = {hash << 4 | static_cast<std::uint32_t>(ranked_[i] & 15)};
  }
  out.term_count = static_cast<std::uint8_t>(n);
}

}  // namespace copytaster::dedup
