// What the chain notes about one article, until it is written as the end of an EnrichedArticle.
//
// It is the ct_notes of the plugin boundary. Texts lie in the article's arena. Each note remembers
// its filter, so that the notes of a filter that failed, or that the breaker skips, go out of the
// message without touching the others'.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "copytaster/abi.h"
#include "daemon/article/subjects.h"
#include "daemon/base/arena.h"

namespace copytaster {

inline constexpr std::size_t kChainFiltersMax = 32;  // filters a chain
inline constexpr std::size_t kFindingsMax = 4096;    // an article
inline constexpr std::size_t kNotesMax = 1024;       // topics, reasons …: each kind an article
inline constexpr std::size_t kNoteTextBytesMax = 1U << 20;  // an article, the restored body apart
inline constexpr std::size_t kKeptBytesMax = 256 * 1024;    // a filter an article

enum class Outcome : std::uint8_t {
  kNotRun = 0,
  kOk = 1,
  kError = 2,
  kTimeout = 3,
  kCrashed = 4,
  kBreakerOpen = 5
};

// Who noted it: the place in the chain; kHost for what the daemon itself found.
using FilterIndex = std::uint8_t;
inline constexpr FilterIndex kHost = kChainFiltersMax;

template <class T>
struct Noted {
  FilterIndex by;
  T note;
};

// One filter's run over the article.
struct Run {
  Outcome outcome = Outcome::kNotRun;
  std::uint32_t micros = 0;
  std::string_view message;
  std::span<std::byte> kept;
  ct_verdict verdict = CT_PASS;
};

struct Annotation {
  std::string_view type_url, bytes;
};

}  // namespace copytaster

struct ct_notes {
  copytaster::Arena* arena = nullptr;
  copytaster::FilterIndex current = copytaster::kHost;  // whose calls these are
  bool advisory = false;                                // nobody may spike the article
  std::size_t text_bytes = 0;                           // copied so far, against kNoteTextBytesMax
  std::string_view headline, body;                      // of the article: bounds of a finding

  std::array<copytaster::Run, copytaster::kChainFiltersMax + 1> runs;
  copytaster::ArenaList<copytaster::Noted<std::string_view>> reasons;
  copytaster::ArenaList<copytaster::Noted<ct_finding>> findings;
  copytaster::ArenaList<ct_finding> findings_seen;  // what a filter that asked was given
  copytaster::ArenaList<copytaster::Noted<ct_garble>> garbles;
  copytaster::ArenaList<copytaster::Noted<ct_duplicate>> duplicates;
  copytaster::ArenaList<copytaster::Noted<ct_story>> stories;
  copytaster::ArenaList<copytaster::Noted<copytaster::TopicNote>> topics;
  copytaster::ArenaList<copytaster::Noted<std::string_view>> entities;  // as they go out
  copytaster::ArenaList<copytaster::Noted<copytaster::Annotation>> annotations;

  // Forgets all; `a` holds what will be noted.
  void reset(copytaster::Arena& a) {
    *this = ct_notes{};
    arena = &a;
  }
  // Takes back what one filter noted of this article; its run stays.
  void dropNotesOf(copytaster::FilterIndex filter);
  // The strongest verdict of all filters.
  [[nodiscard]] ct_verdict verdict() const;
};

namespace copytaster {
using NoteSheet = ct_notes;
}
