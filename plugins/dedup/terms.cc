// Counting: common words make the frame, numbers a sample, all others are counted, a word and its
// plural as one.
#include "terms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "stem.h"

namespace copytaster::dedup {

namespace {

constexpr std::size_t kRun = 4;  // common words of the frame
// Words of a body that terms and frame are made of: news says first what it is about.
constexpr std::size_t kOpening = 256;
constexpr std::size_t kPlaces = 1 << 11;
constexpr std::size_t kMet = 1 << 16;            // words past it are not counted as terms
constexpr std::size_t kStems = kPlaces * 3 / 8;  // nor stems

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

TermCount::TermCount() : places_(kPlaces), joined_(kPlaces) {
  stems_.reserve(kStems);
}

// `words`: at most so many will be met.
void TermCount::start(std::size_t words) {
  met_count_ = 0;
  if (met_.size() <= words) met_.resize(words + 1);
  stems_.clear();
  if (++epoch_ != 0) return;
  // Once in 65,536 articles: old marks could look new.
  std::fill(places_.begin(), places_.end(), 0);
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
    if (Frequencies::in8th(common.level(t.hash)) != 0) continue;
    words.meet(t.hash, static_cast<std::uint32_t>(i) | Signature::kInHeadline, 0,
               isName(t) && !title_case ? kInTitle | kNamed : kInTitle);
  }
  met_count_ = words.count();
}

// `others`: tokens of the body, counted from the one at `begin`.
void TermCount::readBody(const Words& article, std::size_t begin,
                         std::span<const std::uint32_t> others) {
  static_assert(kNamed == 2);
  const ct_token* const body = article.body_tokens.data() + begin;
  const std::uint16_t least = leastLetters(article);
  Meeting words(*this);
  for (const std::uint32_t i : others) {
    const ct_token& t = body[i];
    if (t.size < least && !isLong(t, least)) [[unlikely]]
      continue;
    if (words.full()) break;
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

// Tells numbers, common words and the others apart. The common ones are written from the end of
// common_ to its begin: four that follow one another are then read as one number, the last lowest.
TermCount::Sifted TermCount::sift(std::span<const ct_token> tokens,
                                  const Frequencies& frequencies) {
  common_.resize(std::max(common_.size(), tokens.size() + kRun));
  std::uint16_t* const end = common_.data() + common_.size();
  std::uint16_t* common = end - 1;
  auto others = others_.open(tokens.size());
  const auto words = frequencies.common();
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const ct_token& t = tokens[i];
    const bool number = (t.flags & CT_TOKEN_NUMBER) != 0;
    const std::uint32_t level = words.level(t.hash);
    if (number | Frequencies::isNumberWord(level)) [[unlikely]] {
      numbers_.add(static_cast<std::uint16_t>(t.hash >> 40));
      if (number) continue;
    }
    *common = static_cast<std::uint16_t>(t.hash >> 48);
    common -= Frequencies::in8th(level);
    others.passIf(i, 1 - Frequencies::in16th(level));
  }
  return {std::span(common + 1, end), others.kept()};
}

void TermCount::readNumbers(std::span<const ct_token> tokens, const Frequencies& frequencies) {
  const auto words = frequencies.common();
  for (const ct_token& t : tokens) {
    const bool number = (t.flags & CT_TOKEN_NUMBER) != 0;
    if (number | Frequencies::isNumberWord(words.level(t.hash))) [[unlikely]]
      numbers_.add(static_cast<std::uint16_t>(t.hash >> 40));
  }
}

// Of the common words the frame is made: a thesaurus replaces the words that carry the matter and
// leaves "the ... of a ... in the ... that", so runs of four of those, the others left out, tell a
// spun copy from a second report of one event. (SpotSigs, Theobald et al. 2008, anchors its
// signatures so.) The smallest are kept, and nearly all others left out by a bound.
void TermCount::frame(std::span<const std::uint16_t> common, Signature& out) {
  constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15ULL;
  constexpr std::size_t kAbout = Signature::kFrame * 5 / 2, kAll = 1 << 16;
  if (common.size() < kRun) return;
  const std::size_t runs = common.size() - kRun + 1;
  for (std::size_t bound = runs <= kAbout ? kAll : kAll / runs * kAbout;; bound = kAll) {
    auto small = runs_.open(runs);
    for (std::size_t i = 0; i < runs; ++i) {
      std::uint64_t run;
      std::memcpy(&run, common.data() + i, sizeof run);
      const std::uint64_t value = run * kMix >> 48;
      small.pass(static_cast<std::uint16_t>(value), value < bound);
    }
    for (const std::uint16_t value : small.kept()) frame_.add(value);
    out.frame_count = static_cast<std::uint8_t>(frame_.take(out.frame));
    if (out.frame_count == Signature::kFrame || bound == kAll) return;
  }
}

void TermCount::count(const Words& article, std::size_t begin, std::size_t end,
                      const Frequencies& frequencies, Signature& out) {
  const auto body_tokens = article.body_tokens.subspan(begin, end - begin);
  const auto opening = body_tokens.first(std::min(body_tokens.size(), kOpening));
  const Sifted body = sift(opening, frequencies);
  readNumbers(body_tokens.subspan(opening.size()), frequencies);
  out.number_count = static_cast<std::uint8_t>(numbers_.take(out.numbers));
  frame(body.common, out);
  start(article.headline_tokens.size() + body.others.size());
  readHeadline(article, frequencies);
  readBody(article, begin, body.others);
  join(article, frequencies);
  if (body_tokens.empty()) {
    frame(sift(article.headline_tokens, frequencies).common, out);
    numbers_.take({});
  }
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
  // Of words that weigh the same the least hash is first; the last bits are the word's index.
  constexpr int kIndexBits = 10, kHashBits = Heaviest::kTieBits - kIndexBits;
  constexpr std::uint64_t kHashes = (std::uint64_t{1} << kHashBits) - 1;
  static_assert(kStems <= 1 << kIndexBits);
  auto rare = heaviest_.open(stems_.size());
  const float least = out.headline_only != 0 ? kTitleRarity : kTermRarity;
  for (std::size_t i = 0; i < stems_.size(); ++i) {
    const Counted& c = stems_[i];
    const float rarity = frequencies.rarity(c.hash);
    const std::uint64_t tie = (kHashes - (c.hash >> (64 - kHashBits))) << kIndexBits | i;
    rare.pass(Heaviest::key(emphasis(c.body, c.marks) * rarity, tie), rarity >= least);
  }
  for (const std::uint64_t key : heaviest_.take(rare.kept(), Signature::kTerms)) {
    const Counted& c = stems_[key & ((1U << kIndexBits) - 1)];
    const float steps = std::clamp((emphasis(c.body, c.marks) - 0.5F) * 4.0F + 0.5F, 0.0F, 15.0F);
    out.terms[out.term_count] = {static_cast<std::uint32_t>(c.hash >> 36) << 4 |
                                 static_cast<std::uint32_t>(steps)};
    out.term_places[out.term_count++] = c.place;
  }
}

}  // namespace copytaster::dedup
