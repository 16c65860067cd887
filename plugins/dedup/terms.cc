// Counting: common words make the frame, numbers a sample, all others go through the scratch table.
// A word and its plural share one entry there.
#define XXH_INLINE_ALL
#include "terms.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
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
// A word in 1 of 8 articles says nothing. In sixteenths, as the others.
constexpr std::uint32_t kFrameSixteenths = 48;
constexpr auto kTermSixteenths = static_cast<std::uint32_t>(kTermRarity * 16);
constexpr auto kTitleSixteenths = static_cast<std::uint32_t>(kTitleRarity * 16);

// Numbers as words: the wires write those up to ten so.
const WordMarks& numberWords() {
  static const WordMarks words({{1,
                                 {"one", "two", "three", "four", "five", "six", "seven", "eight",
                                  "nine", "ten", "eleven", "twelve"}}});
  return words;
}

// Bytes of a word that may be a term. Of other languages it is not known which words are common;
// the short ones mostly are, unless they are names.
std::uint16_t leastLetters(const Words& article) {
  return article.english ? 2 : 6;
}
bool isLong(const ct_token& t, std::uint16_t least) {
  return (t.size >= least) | ((t.size >= 2) & ((t.flags & CT_TOKEN_CAPITAL) != 0));
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
                                       std::uint32_t where, const Frequencies& frequencies) {
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
  words_.push_back({term, where, 0, 0, 0});
  return &words_.back();
}

void TermCount::add(const ct_token& t, std::string_view text, std::uint32_t where,
                    const Frequencies& frequencies, bool shouted) {
  Counted* c = counted(t, text, where, frequencies);
  if (c == nullptr) return;
  ++((where & Signature::kInHeadline) != 0 ? c->title : c->body);
  const bool name = (t.flags & (CT_TOKEN_SENTENCE_START | CT_TOKEN_CAPITAL)) == CT_TOKEN_CAPITAL;
  c->names = static_cast<std::uint16_t>(c->names + (name && !shouted ? 1 : 0));
}

void TermCount::start() {
  words_.clear();
  if (++epoch_ != 0) return;
  std::fill(places_.begin(), places_.end(), Place{});  // once in 65,536 articles: old marks could
  epoch_ = 1;                                          // look new
}

void TermCount::readHeadline(const Words& article, const Frequencies& frequencies) {
  const auto tokens = article.headline_tokens;
  const std::uint16_t least = leastLetters(article);
  std::size_t capitals = 0;
  for (const ct_token& t : tokens) capitals += (t.flags & CT_TOKEN_CAPITAL) != 0 ? 1 : 0;
  const bool title_case = capitals * 3 > tokens.size() * 2;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const ct_token& t = tokens[i];
    if ((t.flags & CT_TOKEN_NUMBER) != 0 || !isLong(t, least)) continue;
    const auto where = static_cast<std::uint32_t>(i) | Signature::kInHeadline;
    if (frequencies.commonSixteenths(t.hash) >= kTitleSixteenths)
      add(t, article.headline, where, frequencies, title_case);
  }
}

// Tells numbers, common words and the others of the body apart.
TermCount::Sifted TermCount::sift(std::span<const ct_token> body, std::uint16_t least,
                                  const Frequencies& frequencies) {
  const WordMarks& number_words = numberWords();
  auto common = common_.open(body.size());
  auto others = others_.open(body.size());
  auto numbers = numbers_.open(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    const ct_token& t = body[i];
    const bool number = (t.flags & CT_TOKEN_NUMBER) != 0;
    const std::uint32_t rarity = frequencies.commonSixteenths(t.hash);
    numbers.pass(static_cast<std::uint16_t>(t.hash >> 40),
                 number | (number_words.marks(t.hash) != 0));
    common.pass(t.hash, !number & (rarity < kFrameSixteenths));
    others.pass(static_cast<std::uint32_t>(i),
                !number & (rarity >= kTermSixteenths) & isLong(t, least));
  }
  return {common.kept(), others.kept(), numbers.kept()};
}

// The common words of a headline that stands alone.
std::span<std::uint64_t> TermCount::common(std::span<const ct_token> headline,
                                           const Frequencies& frequencies) {
  auto common = common_.open(headline.size());
  for (const ct_token& t : headline) {
    const bool word = (t.flags & CT_TOKEN_NUMBER) == 0 && t.size >= 2;
    common.pass(t.hash, word && frequencies.commonSixteenths(t.hash) < kFrameSixteenths);
  }
  return common.kept();
}

// A thesaurus replaces the words that carry the matter and leaves "the ... of a ... in the ...
// that": runs of four of those, the others left out, tell a spun copy from a second report of one
// event. (SpotSigs, Theobald et al. 2008, anchors its signatures so.)
std::span<std::uint16_t> TermCount::frame(std::span<const std::uint64_t> common) {
  auto runs = frames_.open(common.size());
  for (std::size_t i = 3; i < common.size(); ++i) {
    std::uint64_t h = 0;
    for (std::size_t k = i - 3; k <= i; ++k) h = turned(h, 11) + common[k];
    runs.pass(static_cast<std::uint16_t>(mixed(h) >> 48), true);
  }
  return runs.kept();
}

// The smallest distinct values, ascending: a sample under which two articles can be compared.
std::uint8_t TermCount::smallest(std::span<std::uint16_t> values, std::uint16_t* out,
                                 std::size_t most) {
  const auto sample = [&](std::span<std::uint16_t> of) {
    std::sort(of.begin(), of.end());
    const auto end = std::unique(of.begin(), of.end());
    const std::size_t n = std::min(static_cast<std::size_t>(end - of.begin()), most);
    std::copy_n(of.begin(), n, out);
    return n;
  };
  // Hashes are spread evenly: of many, those below this bound are some thrice as many as asked for.
  if (values.size() > most * 8) {
    const auto bound = static_cast<std::uint16_t>(65536 * 3 * most / values.size());
    auto low = low_.open(values.size());
    for (const std::uint16_t v : values) low.pass(v, v < bound);
    if (sample(low.kept()) == most) return static_cast<std::uint8_t>(most);
  }
  return static_cast<std::uint8_t>(sample(values));
}

void TermCount::count(const Words& article, std::size_t begin, std::size_t end,
                      const Frequencies& frequencies, Signature& out) {
  const auto body_tokens = article.body_tokens.subspan(begin, end - begin);
  start();
  readHeadline(article, frequencies);
  const Sifted sifted = sift(body_tokens, leastLetters(article), frequencies);
  for (const std::uint32_t i : sifted.others) {
    const ct_token& t = body_tokens[i];
    const bool shouted = (t.flags & CT_TOKEN_ALL_CAPITALS) != 0 && t.size > 5;
    add(t, article.body, static_cast<std::uint32_t>(begin) + i, frequencies, shouted);
  }
  out.number_count = smallest(sifted.numbers, out.numbers, Signature::kNumbers);
  const auto words =
      body_tokens.empty() ? common(article.headline_tokens, frequencies) : sifted.common;
  out.frame_count = smallest(frame(words), out.frame, Signature::kFrame);
  rank(frequencies, out);
}

namespace {

// By how often a word stands in the body: what that makes of its weight.
constexpr std::size_t kRepetitions = 32;
const std::array<float, kRepetitions> kRepetition = [] {
  std::array<float, kRepetitions> weights{};
  for (std::size_t n = 0; n < kRepetitions; ++n)
    weights[n] = n > 1 ? 1.0F + 0.4F * std::log2(static_cast<float>(n)) : 1.0F;
  return weights;
}();
float repetition(std::uint16_t count) {
  return count < kRepetitions ? kRepetition[count]
                              : 1.0F + 0.4F * std::log2(static_cast<float>(count));
}

}  // namespace

float TermCount::weightOf(const Counted& c) {
  return repetition(c.body) * (c.title > 0 ? 1.5F : 1.0F) * (c.names > 0 ? 1.4F : 1.0F);
}

void TermCount::rank(const Frequencies& frequencies, Signature& out) {
  // Weights by their leading bits, an eighth of an octave each: how many are of each. All lie from
  // 2 to 512: 26 bits of a float.
  constexpr std::uint32_t kFloor = 128U << 23;
  constexpr std::size_t kIndexBits = 10, kShift = 58, kLevels = 64;
  static_assert(kWordsMax / 2 <= 1 << kIndexBits);
  std::array<std::uint16_t, kLevels> of_level{};
  auto ranked = ranked_.open(words_.size());
  const float least = out.headline_only != 0 ? kTitleRarity : kTermRarity;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const Counted& c = words_[i];
    const float rarity = frequencies.rarity(c.term);
    // One number orders them: heaviest first, then by hash; a positive float's bits order as it
    // does. The last bits are the word's index.
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(weightOf(c) * rarity) - kFloor;
    const std::uint64_t order = static_cast<std::uint64_t>(bits) << 38 |
                                (kHashes - (c.term >> 36)) << kIndexBits |
                                static_cast<std::uint64_t>(i);
    const bool rare = rarity >= least;
    ranked.pass(order, rare);
    const std::size_t level = rare ? order >> kShift : 0;
    auto& of = of_level[level];
    of = static_cast<std::uint16_t>(of + (rare ? 1 : 0));
  }
  const auto all = ranked.kept();
  const std::size_t n = std::min(all.size(), Signature::kTerms);
  std::size_t level = kLevels, above = 0;
  while (above < n) above += of_level[--level];
  const std::uint64_t bound = level << kShift;
  auto above_bound = heaviest_.open(all.size());
  for (const std::uint64_t order : all) above_bound.pass(order, order >= bound);
  auto heaviest = above_bound.kept();
  if (heaviest.size() > n * 2) {  // words that weigh the same: of unknown ones, hundreds may
    std::nth_element(heaviest.begin(), heaviest.begin() + static_cast<std::ptrdiff_t>(n),
                     heaviest.end(), std::greater<>());
    heaviest = heaviest.first(n);
  }
  std::sort(heaviest.begin(), heaviest.end(), std::greater<>());
  for (std::size_t i = 0; i < n; ++i) {
    const Counted& c = words_[heaviest[i] & ((1U << kIndexBits) - 1)];
    const float steps = std::clamp((weightOf(c) - 0.5F) * 4.0F + 0.5F, 0.0F, 15.0F);
    out.terms[i] = {static_cast<std::uint32_t>(c.term >> 36) << 4 |
                    static_cast<std::uint32_t>(steps)};
    out.term_places[i] = c.place;
  }
  out.term_count = static_cast<std::uint8_t>(n);
}

}  // namespace copytaster::dedup
