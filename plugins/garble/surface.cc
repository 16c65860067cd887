// One function a kind of counter; all of them together cost some 20 instructions a word.
#include "plugins/garble/surface.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <string_view>

#include "plugins/garble/columns.h"
#include "plugins/garble/token_sieve.h"
#include "plugins/garble/wide.h"

namespace copytaster {
namespace {

constexpr std::uint8_t kTopLog = 137;  // seen 130,000 times: the twenty commonest
constexpr std::int16_t kGate =
    40;  // eighths of a bit, of both pairs: a word that fits better is at home

std::uint64_t hashOf(std::string_view word) {
  return XXH3_64bits(word.data(), word.size());
}

// "a" before a vowel or "an" before a consonant, by letters, with the exceptions of sound left out.
bool articleDisagrees(bool an, std::string_view next) {
  if (next.size() < 3 || next[0] < 'a' || next[0] > 'z') return false;
  const bool vowel = std::string_view("aeiou").find(next[0]) != std::string_view::npos;
  if (next[0] == 'h' || next[0] == 'u' || next.starts_with("eu") || next.starts_with("ewe") ||
      next.starts_with("one") || next.starts_with("once") || next.starts_with("ouija")) {
    return false;
  }
  return an != vowel;
}

// Words that are looked at one by one: "a", "an", and those of old verse, which no thesaurus of
// today writes.
class Watched {
 public:
  Watched() {
    for (std::string_view w : {"thou", "thee", "thy", "thine", "hath", "doth", "ye", "shalt",
                               "unto", "dost", "hast", "saith", "thyself", "wast", "wert"}) {
      old_.push_back(hashOf(w));
    }
    for (std::uint64_t hash : old_) all_.add(hash);
    for (std::uint64_t hash : {a, an}) all_.add(hash);
  }
  const FewWords& all() const { return all_; }
  bool old(std::uint64_t hash) const {
    return std::find(old_.begin(), old_.end(), hash) != old_.end();
  }

  const std::uint64_t a = hashOf("a"), an = hashOf("an");

 private:
  std::vector<std::uint64_t> old_;
  FewWords all_;
};

// A capital in the middle of a sentence beside no other, and not of a word in capitals.
bool lone(std::span<const Token> tokens, std::size_t i) {
  constexpr unsigned kOdd = CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER;
  return (tokens[i - 1].flags & kOdd) == 0 && i + 1 < tokens.size() &&
         (tokens[i + 1].flags & (kOdd | CT_TOKEN_SENTENCE_START)) == 0 &&
         (tokens[i].flags & CT_TOKEN_ALL_CAPITALS) == 0;
}

// Words of one text that were met before. A few in a hundred are taken for another.
class Met {
 public:
  // 1 for a word that `counts` (0 or 1) and is met for the first time.
  unsigned first(std::uint64_t hash, unsigned counts) {
    std::uint64_t& line = bits_[hash >> 58];
    const std::uint64_t before = line;
    line |= std::uint64_t{counts} << (hash >> 52 & 63);
    return static_cast<unsigned>(line != before);
  }

 private:
  std::array<std::uint64_t, 64> bits_{};
};

// How many passed each bound, made how many lie between two.
template <std::size_t N>
void addRanges(const std::array<Tally<Shorts>, N>& passed, std::array<int, N>& ranges) {
  for (std::size_t i = 0; i < N; ++i)
    ranges[i] += passed[i].total() - (i + 1 < N ? passed[i + 1].total() : 0);
}

}  // namespace

void Surface::countFlags(const FieldWords& known) {
  constexpr std::size_t kBlock = Tally<Bytes>::kMax * kLanes;
  const std::size_t size = known.flags.size();
  for (std::size_t at = 0; at < size; at += kBlock) {
    Tally<Bytes> is_quoted, line, number, is_top, not_known, is_rare, all, inside;
    for (std::size_t i = at; i < std::min(size, at + kBlock); i += kLanes) {
      const auto flags = lanesAt<Bytes>(known.flags.data() + i);
      const auto log_counts = lanesAt<Bytes>(known.log_counts.data() + i);
      const auto small = hasOf(flags, CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER, 0);
      const auto met = hasAny(lanesAt<Bytes>(known.kinds.data() + i), kKnown);
      constexpr unsigned kAll = CT_TOKEN_CAPITAL | CT_TOKEN_ALL_CAPITALS;
      is_quoted.add(hasAny(flags, CT_TOKEN_QUOTED));
      line.add(hasAny(flags, CT_TOKEN_LINE_START));
      number.add(hasAny(flags, CT_TOKEN_NUMBER));
      is_top.add(log_counts >= kTopLog);
      not_known.add(small & ~met);
      is_rare.add(small & met & (log_counts < kPairedLog));
      all.add(hasOf(flags, kAll | CT_TOKEN_NUMBER, kAll));
      inside.add(hasOf(flags, CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER | CT_TOKEN_SENTENCE_START,
                       CT_TOKEN_CAPITAL));
    }
    quoted += is_quoted.total();
    lines += line.total();
    numbers += number.total();
    top += is_top.total();
    unknown += not_known.total();
    rare += is_rare.total();
    all_capitals += all.total();
    capitals += inside.total();
  }
  numbers -= static_cast<int>(size - known.words.size());  // the padding
}

void Surface::countPairs(const FieldWords& known, int log_total,
                         std::vector<std::int16_t>& surprise) {
  constexpr std::size_t kLane = kLanes / 2, kBlock = 64 * kLane;  // a lane of `sum` holds so many
  const std::size_t size = known.pairs.size();
  const auto chance = static_cast<std::int16_t>(log_total + 2);
  surprise.resize(size);
  surprise[0] = 0;
  pairs += static_cast<int>(known.pair_count);
  for (std::size_t at = 0; at + kLane < size; at += kBlock) {
    std::array<Tally<Shorts>, kUnseenBounds.size() + 1> unseen;
    std::array<Tally<Shorts>, kSeenBounds.size() + 1> seen;
    Shorts sum{};
    for (std::size_t i = at; i < std::min(size - kLane, at + kBlock); i += kLane) {
      const Shorts expected = shortsAt(known.log_counts.data() + i) +
                              shortsAt(known.log_counts.data() + i + 1) - chance;
      const Shorts found = shortsAt(known.pairs.data() + i + 1);
      const auto paired = shortsAt(known.paired.data() + i + 1) != 0;
      const auto met = paired & (found != 0), missed = paired & (found == 0);
      const Shorts surplus =
          ((met & (found - 1)) | (missed & std::int16_t{kUnseenLog})) - (paired & expected);
      std::memcpy(surprise.data() + i + 1, &surplus, sizeof surplus);
      sum += surplus;
      unseen[0].add(missed);
      for (std::size_t k = 0; k < kUnseenBounds.size(); ++k)
        unseen[k + 1].add(missed & (expected >= kUnseenBounds[k]));
      seen[0].add(met);
      for (std::size_t k = 0; k < kSeenBounds.size(); ++k)
        seen[k + 1].add(met & (surplus >= kSeenBounds[k]));
    }
    for (std::size_t i = 0; i < kLane; ++i) fit += sum[i];
    addRanges(unseen, unseen_by);
    addRanges(seen, seen_by);
  }
}

// "an'", "wi'", "'em": an apostrophe beside a word, as dialect is written (and some quotations).
void Surface::countClipped(const FieldView& view, const FieldWords& known) {
  const std::string_view text = view.text;
  const std::size_t n = view.tokens.size();
  std::size_t counted = n;
  const auto count = [&](std::size_t i) {
    if (i == counted || (known.flags[i] & CT_TOKEN_NUMBER) != 0) return;
    ++clipped;
    counted = i;
  };
  const auto endsClipped = [&](std::size_t i) {
    const std::size_t end = view.endOf(i);
    return end < text.size() &&
           (text[end] == '\'' || (text[end] == '\xE2' && text.substr(end).starts_with("\u2019")));
  };
  for (const std::uint32_t i : known.apart) {
    if (i > 0 && endsClipped(i - 1)) count(i - 1);
    const std::size_t begin = view.tokens[i].begin;
    if (begin > 0 && text[begin - 1] == '\'') count(i);
  }
  if (endsClipped(n - 1)) count(n - 1);
}

void Surface::countWatched(const FieldView& view, const FieldWords& known,
                           std::vector<std::uint32_t>& room) {
  static const Watched kWatched;
  const std::span<const Token> tokens = view.tokens;
  if (room.size() < tokens.size() + kSievedBehind) room.resize(tokens.size() + kSievedBehind);
  const std::size_t found = findWatched(tokens, kWatched.all(), room.data(), isWide());
  for (std::size_t k = 0; k < found; ++k) {
    const std::size_t i = room[k];
    if ((known.flags[i] & CT_TOKEN_NUMBER) != 0) continue;
    old += kWatched.all().mayBe(tokens[i].hash) != 0 && kWatched.old(tokens[i].hash);
    if ((known.flags[i] & CT_TOKEN_SENTENCE_START) != 0) continue;
    const std::uint64_t before = tokens[i - 1].hash;
    doubled += before == tokens[i].hash;
    if (before == kWatched.a || before == kWatched.an)
      articles += articleDisagrees(before == kWatched.an, view.word(i));
  }
}

void Surface::countLoneCapitals(const FieldView& view, const FieldWords& known,
                                std::vector<std::uint8_t>& column,
                                std::vector<std::uint32_t>& room) {
  column.resize(known.flags.size());
  for (std::size_t i = 0; i < column.size(); i += kLanes) {
    const auto flags = lanesAt<Bytes>(known.flags.data() + i);
    const auto odd = hasAny(lanesAt<Bytes>(known.kinds.data() + i), kUsuallySmall) &
                     hasOf(flags, CT_TOKEN_CAPITAL | CT_TOKEN_SENTENCE_START, CT_TOKEN_CAPITAL);
    std::memcpy(column.data() + i, &odd, sizeof odd);
  }
  for (const std::uint32_t i : placesIn(column, room)) lone_capital += lone(view.tokens, i);
}

void Surface::countMisfits(const FieldView& view, const FieldWords& known,
                           const std::vector<std::int16_t>& surprise,
                           std::vector<std::uint8_t>& column, std::vector<std::uint32_t>& room) {
  using Eight = std::uint8_t __attribute__((vector_size(8)));
  column.resize(known.kinds.size());
  std::memset(column.data() + column.size() - kLanes, 0, kLanes);
  for (std::size_t i = 0; i + kLanes < column.size(); i += sizeof(Eight)) {
    const Shorts surplus =
        lanesAt<Shorts>(surprise.data() + i) + lanesAt<Shorts>(surprise.data() + i + 1);
    const Shorts kinds = shortsAt(known.kinds.data() + i);
    const auto odd = ((kinds & std::int16_t{kInLexicon}) != 0) &
                     (((kinds & std::int16_t{kSeenSpun}) != 0) | (surplus < kGate));
    const Eight bytes = __builtin_convertvector(odd, Eight);
    std::memcpy(column.data() + i, &bytes, sizeof bytes);
  }
  // Each word counts once: a story on beryllium has it in every sentence.
  Met seen_spun, seen_misfit;
  for (const std::uint32_t i : placesIn(column, room)) {
    const std::uint64_t hash = view.tokens[i].hash;
    const unsigned is_spun = known.kinds[i] / kSeenSpun & 1U;
    const int surplus = surprise[i] + surprise[i + 1];
    const unsigned misfit = seen_misfit.first(hash, static_cast<unsigned>(surplus < kGate));
    spun += static_cast<int>(seen_spun.first(hash, is_spun));
    misfits += static_cast<int>(misfit);
    gross_misfits += static_cast<int>(misfit & static_cast<unsigned>(surplus < 0));
    spun_misfits += static_cast<int>(misfit & is_spun);
  }
}

}  // namespace copytaster
