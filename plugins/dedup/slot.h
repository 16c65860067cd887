// What the window keeps in memory of one article: enough to judge a candidate without touching the
// store.
#pragma once

#include <cstdint>

#include "signature.h"

namespace copytaster::dedup {

struct Slot {
  std::uint64_t text[2];
  std::uint64_t id;       // hash of provider and id
  std::uint32_t stamp;    // low bits of the sequence; with live: whether the slot is this article's
  std::uint32_t seconds;  // time of receipt, since 1970
  std::uint32_t head;  // low bits of the sequence of the head of its chain; its own where it is one
  std::uint32_t story;  // low bits of the sequence of the story's first article
  std::uint32_t title;
  std::uint32_t threshold;
  std::uint16_t words;     // at most 65,535
  std::uint16_t provider;  // hash
  std::uint8_t shingle_count, sentence_count, term_count, number_count, title_count, frame_count;
  Notice notice;
  std::uint8_t killed, live;
  std::uint16_t numbers[Signature::kNumbers];
  std::uint16_t titles[Signature::kTitle];
  std::uint16_t frame[Signature::kFrame];
  Term terms[Signature::kTerms];
  float norm;  // of the terms, squared, as they weighed when it entered
};

}  // namespace copytaster::dedup
