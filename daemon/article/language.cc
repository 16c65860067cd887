// The language of a text from its function words: a few hundred words of seven languages, looked up
// by the hashes that the reading made. News is full of them (a third of all tokens), so a hundred
// tokens decide. CLD2 is asked for the rest: other languages, other scripts, headlines, lists.
#include <cstdio>  // compact_lang_det.h uses FILE without saying so

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/article/folding.h"
#include "daemon/article/reading.h"
#include "daemon/base/check.h"

namespace copytaster {
namespace {

struct Words {
  std::string_view language, words;
};

constexpr std::array<Words, 7> kWords = {{
    {"en",
     "the of and to in that is was for it with as his he be by on not had are but from or have an "
     "they which "
     "one you were her she there would their we him been has when who will more no if out so said "
     "what its about "
     "than into them can only other some could time these two may then do first any my now such "
     "like our over "
     "after while during where between because against"},
    {"de",
     "der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
     "werden aus er hat "
     "dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder "
     "aber vor zur "
     "bis mehr durch man sein wurde sei hatte kann gegen vom können schon wenn habe seine ihre "
     "dann unter wir"},
    {"fr",
     "le la les et des en un du une que est pour qui dans par sur au plus pas ne ce il sont cette "
     "avec ses aux "
     "mais été comme ou son leur être fait ont nous deux elle ces où même entre après sans tout "
     "avait selon "
     "était sous depuis contre aussi dont alors"},
    {"es",
     "el los las y del que en un una por con no se para su al lo como más pero sus le ya este sí "
     "porque esta "
     "entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante uno ni "
     "contra ese eso "
     "había fue era han según años está"},
    {"it",
     "il di che la per un del in una è non sono con si da della dei le nel alla più anche gli al "
     "dal ha delle lo "
     "ma come degli nella sono stato dopo suo questo sua anni essere hanno tra contro era quando "
     "ancora fatto "
     "già può così"},
    {"pt",
     "o a os as do da dos das que e em um uma para com não por mais no na se foi ao como mas ele "
     "pelo pela até "
     "isso ela entre depois sem mesmo aos seus quem nas já está eu também só é são foram tem há "
     "ser sua seu"},
    {"nl",
     "de het een van en dat die niet op te is voor met zijn aan er om dan ook als maar bij nog uit "
     "naar heeft "
     "hebben deze door wordt over hij werd zij worden was meer geen tot zich al kan ze wel haar "
     "zal na onder"},
}};

constexpr std::size_t kTokensMax = 300;  // enough to decide
constexpr std::size_t kHitsMin = 6;      // fewer say nothing
constexpr std::size_t kSampleBytes = 1200;

// How many words of each language: a field of kHitBits for each, so that one addition counts a word
// of several.
class Hits {
 public:
  static constexpr std::uint64_t of(unsigned language) {
    return std::uint64_t{1} << (language * kBits);
  }
  void add(std::uint64_t hits) { all_ += hits; }
  std::size_t count(std::size_t language) const { return all_ >> (language * kBits) & kMask; }

 private:
  static constexpr unsigned kBits = 9;
  static constexpr std::uint64_t kMask = (1U << kBits) - 1;
  static_assert(kTokensMax <= kMask && kWords.size() * kBits <= 64);
  std::uint64_t all_ = 0;
};

// The words by their hashes. Each lies in one of two slots (cuckoo hashing, Pagh and Rodler, 2001):
// a look-up is two reads and no branch, for whether a word of a text is a function word cannot be
// foreseen. A slot is the upper bits of a hash, and the set of languages in the lowest.
class WordTable {
 public:
  WordTable() {
    for (std::size_t set = 0; set < hits_.size(); ++set) {
      for (unsigned language = 0; language < kWords.size(); ++language)
        hits_[set] += (set >> language & 1) != 0 ? Hits::of(language) : 0;
    }
    for (std::size_t language = 0; language < kWords.size(); ++language) {
      std::string_view rest = kWords[language].words;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        add(folding::hash(rest.substr(0, end)), std::uint64_t{1} << language);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
  }
  std::uint64_t hits(std::uint64_t hash) const {
    return hits_[setIn(slots_[first(hash)], hash) | setIn(slots_[second(hash)], hash)];
  }

 private:
  static constexpr std::size_t kSlots = 2048;  // a third of them full
  static constexpr std::uint64_t kSet = (1U << kWords.size()) - 1;
  static constexpr int kMovesMax = 1000;

  static std::size_t first(std::uint64_t word) { return word >> 53; }
  static std::size_t second(std::uint64_t word) { return word >> 42 & (kSlots - 1); }
  static std::uint64_t setIn(std::uint64_t slot, std::uint64_t hash) {
    return (slot ^ hash) <= kSet ? slot & kSet : 0;
  }

  void add(std::uint64_t hash, std::uint64_t language) {
    for (std::uint64_t* slot : {&slots_[first(hash)], &slots_[second(hash)]}) {
      if (*slot != 0 && ((*slot ^ hash) & ~kSet) == 0) {
        *slot |= language;
        return;
      }
    }
    std::uint64_t moved = (hash & ~kSet) | language;
    std::size_t to = first(moved);
    for (int moves = 0; moved != 0; ++moves) {
      check(moves < kMovesMax, "the function words fit their table");
      std::swap(moved, slots_[to]);
      to = first(moved) == to ? second(moved) : first(moved);
    }
  }

  std::array<std::uint64_t, kSlots> slots_{};
  std::array<std::uint64_t, kSet + 1> hits_{};
};

const WordTable kTable;

std::string_view byFunctionWords(const ReadText& headline, const ReadText& body) {
  Hits found;
  std::size_t tokens = 0;
  for (const ReadText* text : {&body, &headline}) {
    for (const ct_token& token :
         text->tokens.first(std::min(text->tokens.size(), kTokensMax - tokens)))
      found.add(kTable.hits(token.hash));
    tokens = std::min(tokens + text->tokens.size(), kTokensMax);
  }
  std::array<std::size_t, kWords.size()> hits{};
  for (std::size_t language = 0; language < hits.size(); ++language)
    hits[language] = found.count(language);
  const auto best = std::max_element(hits.begin(), hits.end());
  std::size_t second = 0;
  for (const std::size_t& h : hits) {
    if (&h != &*best) second = std::max(second, h);
  }
  const bool enough = *best >= kHitsMin && *best * 5 >= tokens;  // a fifth of the words
  const bool clear = *best >= second * 2 + 2;
  if (!enough || !clear) return {};
  return kWords[static_cast<std::size_t>(best - hits.begin())].language;
}

// UTF-8 is not cut in the middle of a sequence.
std::string_view sample(std::string_view text) {
  if (text.size() <= kSampleBytes) return text;
  std::size_t end = kSampleBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

std::string_view byCld2(std::string_view text) {
  text = sample(text);
  if (text.empty()) return "und";
  bool reliable = false;
  const auto language =
      CLD2::DetectLanguage(text.data(), static_cast<int>(text.size()), true, &reliable);
  return reliable ? CLD2::LanguageCode(language) : "und";
}

}  // namespace

std::string_view readLanguage(const ReadText& headline, const ReadText& body) {
  const std::string_view sure = byFunctionWords(headline, body);
  if (!sure.empty()) return sure;
  return byCld2(body.text.size() >= headline.text.size() ? body.text : headline.text);
}

}  // namespace copytaster
