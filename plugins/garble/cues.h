// Phrases that give something away: page furniture, placeholders, refusals of language models.
//
// A cue is a sequence of words in a little language (cue_list.cc); it is looked for by the hashes
// of the tokens that the reading made, first word first, behind a table that lets nearly every
// word of clean copy pass with one load. What a cue marks is its words, its sentence or its line.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "plugins/garble/damage.h"
#include "plugins/garble/reading_view.h"
#include "plugins/garble/token_sieve.h"

namespace copytaster {

enum class Scope : std::uint8_t { kWords, kSentence, kLine, kParenthesis };

enum CueFlag : std::uint8_t {
  kCut = 1,           // the reading is that nothing should stand here
  kUnquoted = 2,      // not where it is quoted, or where someone is said to have said it
  kShortLine = 4,     // only in a line of up to 14 words
  kPageSign = 8,      // a whole page was taken for an article
  kStrong = 16,       // alone enough for a person to look
  kCaseMatters = 32,  // the first word begins with a capital
  kColon = 64,        // the last word is followed by a colon
};

struct Cue {
  Kind kind;
  Scope scope;
  std::uint8_t flags;
  float confidence;
  std::string_view pattern;  // words; ^ line start, $ line end, a|b either, * up to 8 words, _ one
                             // word, # a number
};

extern const std::span<const Cue> kCues;

// What the cues of one field add up to.
struct CueSigns {
  int page = 0;    // signs of a page
  int strong = 0;  // cues that are enough alone
};

class CueReader {
 public:
  CueReader();
  // [examine] Appends what the cues mark.
  CueSigns read(const FieldView& view, DamageList& out) const;

 private:
  struct Element {
    enum Type : std::uint8_t { kWord, kAny, kGap, kNumber, kLineStart, kLineEnd } type;
    std::vector<std::uint64_t> hashes;
  };
  struct Compiled {
    const Cue* cue;
    std::vector<Element> elements;  // from the first word on
    bool line_start = false;
  };
  struct Trigger {
    std::uint64_t hash;
    std::uint32_t cue;
  };
  // One past the last token of the match, 0 where there is none.
  std::size_t match(const FieldView& view, std::size_t token, const Compiled& cue,
                    std::size_t element) const;
  bool mark(const FieldView& view, std::size_t first, std::size_t end, const Cue& cue,
            DamageList& out) const;

  std::vector<Compiled> cues_;
  std::vector<Trigger> triggers_;  // by hash
  FirstWords firsts_;              // where they may stand
  // Bitmap of the first two words. Of common first words only the second tells.
  std::vector<std::uint64_t> begins_;
};

}  // namespace copytaster
