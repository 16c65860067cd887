// One article as it stands on the wire: views into the frame's bytes, nothing copied.
//
// The frame is the serialised `Article` of proto/copytaster/v1/article.proto. It is walked once, at
// the edge, with every length checked; subjects and metadata are walked again when someone asks,
// which is seldom.
#pragma once

#include <cstdint>
#include <string_view>

#include "copytaster/abi.h"
#include "daemon/base/arena.h"
#include "daemon/base/clock.h"

namespace copytaster {

// Why a frame is no article. Each is a counter; describe() gives the sentence of the dead letter.
enum class Refusal : std::uint8_t {
  kNone,
  kTooLarge,      // over the feed's frame_bytes_max
  kNotAnArticle,  // not protobuf, a field of the wrong kind, or cut short
  kNoId,
  kNoText,         // neither headline nor body
  kTooManyFields,  // over kFieldsMax: a frame made to waste our time
  kNotReadable,    // the feed's format (JSON, ninjs) does not parse
};
std::string_view describe(Refusal refusal);

struct Article {
  static constexpr std::uint32_t kFieldsMax =
      4096;  // fields on the wire, repeated ones counted each

  std::string_view bytes;  // the whole message; empty: a document without an article (tests)
  std::string_view id, provider, headline, body, language, byline, dateline, slug, service, uri,
      refers_to, editor_note;
  std::uint32_t version = 0, status = 0, advisory = 0, urgency = 0;
  std::uint64_t provider_sequence = 0;
  Micros published_at = 0, updated_at = 0, embargoed_until = 0;  // 0: not said
  bool utf8 = true;  // false: some text field is not valid UTF-8

  std::string_view subject(std::uint64_t index) const;    // data() is nullptr past the last
  std::string_view metadata(std::string_view key) const;  // empty where there is none
};

// Walks the message. `out` is whole where the answer is kNone, else unspecified. Never throws;
// cost: one walk and one UTF-8 check, some 0.4 us for 3.6 kB.
[[nodiscard]] Refusal readArticle(std::string_view bytes, Article& out);

// A stretch of a field that was repaired, in the repaired text.
struct Repair {
  std::uint32_t field;  // CT_HEADLINE or CT_BODY
  std::uint32_t begin, end;
};

// Writes the message again with every text field valid UTF-8: a field of single bytes as
// Windows-1252, anything else with U+FFFD for what cannot be read. Unknown fields are kept. Returns
// the new message, in the arena, and where headline and body were repaired.
std::string_view repairText(std::string_view bytes, Arena& arena, ArenaList<Repair>& repairs);

}  // namespace copytaster
