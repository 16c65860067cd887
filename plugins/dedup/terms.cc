// Counting: common words make the frame, numbers a sample, all others are counted, a word and its
// plural as one.
#define XXH_INLINE_ALL
#include "terms.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>

#include "hashing.h"

namespace copytaster::dedup {

namespace {

constexpr std::size_t kPlaces = 1 << 11;
constexpr std::size_t kMet = 1 << 16;            // words past it are not counted as terms
constexpr std::size_t kStems = kPlaces * 3 / 8;  // nor stems
constexpr std::uint64_t kHashes = 0xFFFFFFF;     // the greatest hash of a term

// Bytes of a word that may be a term. Of other languages it is not known which words are common;
// the short ones mostly are, unless they are names.
std::uint16_t leastLetters(const Words& article) {
  return article.english ? 2 : 6;
}
bool isName(const ct_token& t) {
  return (t.flags & (CT_TOKEN_SENTENCE_START | CT_TOKEN_CAPITAL)) == CT_TOKEN_CAPITAL;
}
bool isLong(const ct_token& t, std::uint16_t least) {
  return (t.size >= least) | ((t.size >= 2) & ((t.flags & CT_TOKEN_CAPITAL) != 0));
}

}  // namespace

// The word without "'s" and without the plural's s: "Fed's" and "exports" are found as "fed" and
// "export". scripts/train-dedup cuts the same way.
std::uint64_t termHash(const ct_token& t, std::string_view text) {
  const char* const word = text.data() + t.begin;
  const std::size_t n = t.size;
  if ((word[n - 1] | 32) != 's' || n < 4 || n > 40 || (t.flags & CT_TOKEN_DIGIT) != 0)
    return t.hash;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::size_t cut = 0;
  if (word[n - 2] == '\'') {
    cut = 2;
  } else if (n > 4 && static_cast<unsigned char>(word[n - 2]) == 0x99 &&
             std::string_view(word + n - 4, 3) == "\xE2\x80\x99") {
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

TermCount::TermCount() : places_(kPlaces), joined_(kPlaces) {
  stems_.reserve(kStems);
}

// `words`: at most so many will be met.
void TermCount::start(std::size_t words) {
  met_count_ = 0;
  if (met_.size() <= words) met_.resize(words + 1);
  stems_.clear();
  if (++epoch_ != 0) return;
  std::fill(places_.begin(), places_.end(),
            0);  // once in 65,536 articles: old marks could look new
  std::fill(joined_.begin(), joined_.end(), Place{});
  epoch_ = 1;
}

// Counts words; a local of the loop, so that it lies in registers.
class TermCount::Meeting {
 public:
  explicit Meeting(TermCount& c)
      : places_(c.places_.data()),
        met_(c.met_.data()),
        count_(c.met_count_),
        epoch_(static_cast<std::uint64_t>(c.epoch_) << 16) {}

  // The word stands here, `times` of that in the body. Of a word that was met before a new entry is
  // written in vain, behind the last.
  void meet(std::uint64_t hash, std::uint32_t place, std::uint16_t times, std::uint16_t marks) {
    std::uint64_t& known = places_[hash & (kPlaces - 1)];
    const std::uint64_t mark = (hash >> 32 << 32) | epoch_;
    const std::uint64_t before = known ^ mark;
    const std::uint64_t met = 0 - static_cast<std::uint64_t>(before < kMet);
    const std::uint64_t index = (before & met) | (count_ & ~met);
    met_[count_] = {hash, place, 0, 0};
    count_ += 1 + met;
    known = mark | index;
    Counted& word = met_[index];
    word.body = static_cast<std::uint16_t>(word.body + times);
    word.marks |= marks;
  }
  bool full() const { return count_ == kMet; }
  std::size_t count() const { return count_; }

 private:
  std::uint64_t* places_;
  Counted* met_;
  std::size_t count_;
  std::uint64_t epoch_;
};

void TermCount::readHeadline(const Words& article, const Frequencies& frequencies) {
  const auto tokens = article.headline_tokens;
  const std::uint16_t least = leastLetters(article);
  std::size_t capitals = 0;
  for (const ct_token& t : tokens) capitals += (t.flags & CT_TOKEN_CAPITAL) != 0 ? 1 : 0;
  const bool title_case = capitals * 3 > tokens.size() * 2;
  const auto common = frequencies.common();
  Meeting words(*this);
  for (std::size_t i = 0; i < tokens.size() && !words.full(); ++i) {
    const ct_token& t = tokens[i];
    if ((t.flags & CT_TOKEN_NUMBER) != 0 || !isLong(t, least)) continue;
    if ((common.marks(t.hash) & Frequencies::kIn8th) != 0) continue;
    words.meet(t.hash, static_cast<std::uint32_t>(i) | Signature::kInHeadline, 0,
               isName(t) && !title_case ? kInTitle | kNamed : kInTitle);
  }
  met_count_ = words.count();
}

// `begin`: index of the first token of `body` in its field.
void TermCount::readBody(std::span<const ct_token> body, std::size_t begin,
                         std::span<const std::uint32_t> others) {
  static_assert(kNamed == 2);
  Meeting words(*this);
  for (const std::uint32_t i : others) {
    if (words.full()) break;
    const ct_token& t = body[i];
    const bool shouted = ((t.flags & CT_TOKEN_ALL_CAPITALS) != 0) & (t.size > 5);
    const auto named = static_cast<std::uint16_t>((isName(t) & !shouted) << 1);
    words.meet(t.hash, static_cast<std::uint32_t>(begin) + i, 1, named);
  }
  met_count_ = words.count();
}

// The word's place, or the one that is to be its own: of an epoch before.
TermCount::Place& TermCount::place(std::uint64_t hash) {
  const auto mark = static_cast<std::uint32_t>(hash >> 32);
  std::size_t i = hash & (kPlaces - 1);
  while (joined_[i].epoch == epoch_ && joined_[i].mark != mark) i = (i + 1) & (kPlaces - 1);
  joined_[i].mark = mark;
  return joined_[i];
}

// Makes one of the parts of a word, and of a word and its plural. A word is found by its own hash
// and by its stem's: "Qantas's" is "Qantas", though that is taken for a plural.
void TermCount::join(const Words& article, const Frequencies& frequencies) {
  for (const Counted& word : std::span(met_).first(met_count_)) {
    Place& own = place(word.hash);
    if (own.epoch != epoch_) {
      if (stems_.size() == kStems) continue;
      own.epoch = epoch_;
      own.index = static_cast<std::uint16_t>(stems_.size());
      const bool in_headline = (word.place & Signature::kInHeadline) != 0;
      const ct_token& token = in_headline
                                  ? article.headline_tokens[word.place & ~Signature::kInHeadline]
                                  : article.body_tokens[word.place];
      const std::uint64_t stem = termHash(token, in_headline ? article.headline : article.body);
      Place& of_stem = stem == word.hash ? own : place(stem);
      if (of_stem.epoch == epoch_ && &of_stem != &own) {
        own.index = of_stem.index;
      } else {
        of_stem.epoch = epoch_;
        of_stem.index = own.index;
        frequencies.prefetch(stem);
        stems_.push_back({stem, word.place, 0, 0});
      }
    }
    Counted& all = stems_[own.index];
    all.body = static_cast<std::uint16_t>(all.body + word.body);
    all.marks |= word.marks;
  }
}

// Tells numbers, common words and the others of the body apart.
TermCount::Sifted TermCount::sift(std::span<const ct_token> body, std::uint16_t least,
                                  const Frequencies& frequencies) {
  auto common = common_.open(body.size());
  auto others = others_.open(body.size());
  auto numbers = numbers_.open(body.size());
  const auto words = frequencies.common();
  for (std::size_t i = 0; i < body.size(); ++i) {
    const ct_token& t = body[i];
    const std::uint32_t marks = words.marks(t.hash);
    const bool word = (t.flags & CT_TOKEN_NUMBER) == 0;
    numbers.pass(static_cast<std::uint16_t>(t.hash >> 40),
                 !word | ((marks & Frequencies::kNumberWord) != 0));
    common.pass(t.hash, word & ((marks & Frequencies::kIn8th) != 0));
    others.pass(static_cast<std::uint32_t>(i),
                word & ((marks & Frequencies::kIn16th) == 0) & isLong(t, least));
  }
  return {common.kept(), others.kept(), numbers.kept()};
}

// The common words of a headline that stands alone.
std::span<std::uint64_t> TermCount::common(std::span<const ct_token> headline,
                                           const Frequencies& frequencies) {
  auto common = common_.open(headline.size());
  const auto words = frequencies.common();
  for (const ct_token& t : headline) {
    const bool word = (t.flags & CT_TOKEN_NUMBER) == 0 && t.size >= 2;
    common.pass(t.hash, word && (words.marks(t.hash) & Frequencies::kIn8th) != 0);
  }
  return common.kept();
}

// A thesaurus replaces the words that carry the matter and leaves "the ... of a ... in the ...
// that": runs of four of those, the others left out, tell a spun copy from a second report of one
// event. (SpotSigs, Theobald et al. 2008, anchors its signatures so.)
std::span<std::uint16_t> TermCount::frame(std::span<const std::uint64_t> common) {
  constexpr int kTurn = 11, kRun = 4;
  auto runs = frames_.open(common.size());
  std::uint64_t run = 0;
  for (std::size_t i = 0; i < common.size(); ++i) {
    run = turned(run, kTurn) ^ common[i];
    runs.pass(static_cast<std::uint16_t>(run >> 48), i + 1 >= kRun);
    if (i + 1 >= kRun) run ^= turned(common[i + 1 - kRun], kTurn * (kRun - 1));
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
  const Sifted sifted = sift(body_tokens, leastLetters(article), frequencies);
  start(article.headline_tokens.size() + sifted.others.size());
  readHeadline(article, frequencies);
  readBody(body_tokens, begin, sifted.others);
  join(article, frequencies);
  out.number_count = smallest(sifted.numbers, out.numbers, Signature::kNumbers);
  const auto words =
      body_tokens.empty() ? common(article.headline_tokens, frequencies) : sifted.common;
  out.frame_count = smallest(frame(words), out.frame, Signature::kFrame);
  rank(frequencies, out);
}

namespace {

// What a word's weight is made of beside its rarity: how often it stands in the body, and whether
// in the headline and as a name.
float emphasis(std::size_t times, bool title, bool named) {
  const float repetition = times > 1 ? 1.0F + 0.4F * std::log2(static_cast<float>(times)) : 1.0F;
  return repetition * (title ? 1.5F : 1.0F) * (named ? 1.4F : 1.0F);
}
constexpr std::size_t kTimes = 32;
const std::array<float, kTimes* 4> kEmphasis = [] {
  std::array<float, kTimes * 4> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = emphasis(i / 4, (i & 1) != 0, (i & 2) != 0);
  return all;
}();
float emphasis(std::uint16_t times, std::uint16_t marks) {
  return times < kTimes ? kEmphasis[std::size_t{times} * 4 + marks]
                        : emphasis(times, (marks & 1) != 0, (marks & 2) != 0);
}

}  // namespace

void TermCount::rank(const Frequencies& frequencies, Signature& out) {
  // Weights by their leading bits, an eighth of an octave each: how many are of each. All lie from
  // 2 to 512: 26 bits of a float.
  constexpr std::uint32_t kFloor = 128U << 23;
  constexpr std::size_t kIndexBits = 10, kShift = 58, kLevels = 64;
  static_assert(kStems <= 1 << kIndexBits);
  std::array<std::uint16_t, kLevels> of_level{};
  auto ranked = ranked_.open(stems_.size());
  const float least = out.headline_only != 0 ? kTitleRarity : kTermRarity;
  for (std::size_t i = 0; i < stems_.size(); ++i) {
    const Counted& c = stems_[i];
    const float rarity = frequencies.rarity(c.hash);
    // One number orders them: heaviest first, then by hash; a positive float's bits order as it
    // does. The last bits are the word's index.
    const std::uint32_t bits =
        std::bit_cast<std::uint32_t>(emphasis(c.body, c.marks) * rarity) - kFloor;
    const std::uint64_t order = static_cast<std::uint64_t>(bits) << 38 |
                                (kHashes - (c.hash >> 36)) << kIndexBits |
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
    const Counted& c = stems_[heaviest[i] & ((1U << kIndexBits) - 1)];
    const float steps = std::clamp((emphasis(c.body, c.marks) - 0.5F) * 4.0F + 0.5F, 0.0F, 15.0F);
    out.terms[i] = {static_cast<std::uint32_t>(c.hash >> 36) << 4 |
                    static_cast<std::uint32_t>(steps)};
    out.term_places[i] = c.place;
  }
  out.term_count = static_cast<std::uint8_t>(n);
}

}  // namespace copytaster::dedup
