// The language of a text from its function words: a few hundred words of seven languages, looked up
// by the hashes that the reading made. News is full of them (a third of all tokens), so a hundred
// tokens decide. CLD2 is asked for the rest: other languages, other scripts, headlines, lists.
#include <cstdio>  // compact_lang_det.h uses FILE without saying so

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <array>
#include <bit>

#include "daemon/article/folding.h"
#include "daemon/article/reading.h"

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
constexpr std::size_t kSlots = 2048;

class WordTable {
 public:
  WordTable() {
    for (std::size_t language = 0; language < kWords.size(); ++language) {
      std::string_view rest = kWords[language].words;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        add(folding::hash(rest.substr(0, end)), static_cast<std::uint8_t>(1U << language));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
  }
  std::uint8_t languages(std::uint64_t hash) const {
    for (std::size_t i = hash % kSlots;; i = (i + 1) % kSlots) {
      if (slots_[i].hash == hash) return slots_[i].languages;
      if (slots_[i].languages == 0) return 0;
    }
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint8_t languages = 0;
  };
  void add(std::uint64_t hash, std::uint8_t language) {
    std::size_t i = hash % kSlots;
    while (slots_[i].languages != 0 && slots_[i].hash != hash) i = (i + 1) % kSlots;
    slots_[i].hash = hash;
    slots_[i].languages = static_cast<std::uint8_t>(slots_[i].languages | language);
  }
  std::array<Slot, kSlots> slots_;
};

const WordTable kTable;

std::string_view byFunctionWords(const ReadText& headline, const ReadText& body) {
  std::array<std::size_t, kWords.size()> hits{};
  std::size_t tokens = 0;
  for (const ReadText* text : {&body, &headline}) {
    for (const ct_token& token : text->tokens) {
      if (++tokens > kTokensMax) break;
      for (unsigned set = kTable.languages(token.hash); set != 0; set &= set - 1) {
        ++hits[static_cast<std::size_t>(std::countr_zero(set))];
      }
    }
  }
  tokens = std::min(tokens, kTokensMax);
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
