// Text that was decoded with the wrong table, and what was lost on the way: found and read back.
//
// Clean text is passed at memory speed: a repair is only thought of where a byte above 0x7F is
// followed by another such character that could continue it in one of ten codecs, or where a
// control, an entity or a replacement character stands. Then the whole field is turned into glyphs
// and, codec by codec, every chain of characters that would be valid UTF-8 is weighed by how much
// less odd the text becomes (glyphs.h). The codec with the most evidence repairs the field; again
// for the next codec (text mixed of several) or layer (misread twice), until nothing gains.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "plugins/garble/codecs.h"
#include "plugins/garble/damage.h"
#include "plugins/garble/glyphs.h"
#include "plugins/garble/reading_view.h"

namespace copytaster {

class EncodingReader {
 public:
  // [examine] Appends what is damaged in the field. The text is UTF-8.
  void read(const FieldView& view, DamageList& out) const;

  // The test that spares clean text all else; false: nothing to repair. One look at each mark.
  bool suspicious(const FieldView& view) const;

 private:
  struct Chain {
    std::uint32_t begin, end;            // glyphs
    std::uint32_t code_begin, code_end;  // in Scratch::codes
    double gain;
  };
  struct Verdict {
    double strong = 0, total = 0;  // nats gained: by chains that stand on their own, by all
    std::uint32_t sequences = 0, misfits = 0;
  };
  struct Scratch;

  bool repairRound(Scratch& s) const;
  Verdict weigh(const Scratch& s, std::size_t codec, std::vector<Chain>& chains,
                std::vector<char32_t>& codes) const;
  std::size_t sequenceAt(const std::vector<Glyph>& glyphs, std::size_t at, std::size_t codec,
                         char32_t& code) const;

  ByteTable table_;
};

}  // namespace copytaster
