// An article being put together from another format: plain fields, then its serialised form.
//
// Written with protozero instead of the generated message, because a provider's text may not be
// UTF-8: the generated message would refuse what the walk can repair.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace copytaster {

// Values of Article.Status and Article.Advisory in article.proto.
enum class DraftStatus : std::uint8_t { kUsable = 0, kWithheld = 1, kCanceled = 2 };
enum class DraftAdvisory : std::uint8_t {
  kNone = 0,
  kUpdate = 1,
  kCorrection = 2,
  kKill = 3,
  kWithdrawal = 4
};

struct ArticleDraft {
  std::string id, provider, headline, body, language, byline, dateline, slug, service, uri,
      refers_to, editor_note;
  std::uint32_t version = 0, urgency = 0;
  DraftStatus status = DraftStatus::kUsable;
  DraftAdvisory advisory = DraftAdvisory::kNone;
  std::int64_t published_at = 0, updated_at = 0, embargoed_until = 0;  // microseconds; 0: not said
  std::vector<std::string> subjects;
  std::vector<std::pair<std::string, std::string>> metadata;

  [[nodiscard]] std::string serialise() const;
  // What a provider's word for the state of an item means: "usable", "stat:withheld", "canceled".
  // A cancelled item kills what went out under its id.
  void setStatus(std::string_view word);
  // "sig:update", "correction", "kill", "withdrawal" …; other words change nothing.
  void setSignal(std::string_view word);
};

// ISO 8601 as the news formats write it: 2026-11-22T07:15:00Z, 20261122T071500+0100, fractions,
// or a date alone (midnight UTC). Microseconds since 1970; 0 where it cannot be read.
std::int64_t readIsoTime(std::string_view text);

// Text without spaces around it.
std::string_view trimmed(std::string_view text);
// Runs of white space as one space: for headlines and bylines that an XML file broke over lines.
std::string squeezed(std::string_view text);
// The part of a qualified code after its colon: "stat:usable" is "usable".
std::string_view codeOf(std::string_view qcode);
std::uint32_t numberOf(std::string_view text);  // 0 where it is none

}  // namespace copytaster
