// One article on its way through the daemon: its bytes, its memory, what was read and noted. Lives
// in a slot of the belt and is used again for a later article.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "daemon/article/document.h"
#include "daemon/article/notes.h"

namespace copytaster {

struct Copy {
  std::size_t place = 0;  // in the belt's ring

  // Set by the intake.
  std::string frame;      // the article's bytes as received; capacity is kept
  std::string_view feed;  // name; lives as long as the daemon
  Micros received_at = 0;
  bool is_read = false;              // document.article is what the intake read of the frame
  Refusal refusal = Refusal::kNone;  // other than kNone: a dead letter, which takes no sequence and
                                     // is not published
  std::string refusal_detail;        // for the dead letter: what a parser said
  std::uint64_t sequence = 0;        // given by the belt
  std::string reply_to;              // `post` feeds: whom to answer; empty: nobody
  bool repeated = false;             // `post` feeds: in the journal already; only answered
  std::array<std::uint8_t, 16> identity{};  // `post` feeds: of provider, id and version, kept with
                                            // the article so that it is known again
  // Feeds that follow another copytaster: its journal and the article's place there; 0: no place.
  std::uint64_t upstream_epoch = 0, upstream_sequence = 0;
  std::string gap;  // a Gap that the article's number showed, to be published before it

  // Set by the walk.
  Arena arena;
  Reading document;      // its article views `frame`, or the arena where the text was repaired
  std::string_view raw;  // the article as received where its text was not UTF-8, else empty
  ArenaList<Repair> repairs;
  NoteSheet notes;
  std::uint64_t skips = 0;      // bit k: the breaker of filter k is open for this article
  std::string topic;            // first frame of the message out
  std::string enriched;         // whole EnrichedArticle; its first field is the article
  std::size_t notes_begin = 0;  // where in it the notes begin, after the article
  bool settled = false;         // once, in a group that may have failed since
  std::uint64_t previous_on_topic = 0;

  std::size_t bytes() const { return frame.size() + enriched.size(); }
};

}  // namespace copytaster
