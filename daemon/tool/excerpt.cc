// Excerpts: see excerpt.h. Offsets of findings come from the wire, so all are checked against the
// text, and cuts fall between characters.
#include "daemon/tool/excerpt.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace copytaster {
namespace {

constexpr std::size_t kOpeningBytes = 240;
constexpr std::size_t kAroundBytes = 70;       // shown on either side of a finding
constexpr std::size_t kFindingBytesMax = 160;  // of one finding
constexpr std::size_t kStretchesMax = 6;

using Finding = v1::Garble::Finding;

// The findings of a field in order, none within another, all within the text.
std::vector<const Finding*> findingsOf(std::string_view field, std::size_t size,
                                       const v1::Garble& garble) {
  std::vector<const Finding*> found;
  for (const Finding& finding : garble.findings()) {
    const bool within = finding.begin() <= finding.end() && finding.end() <= size;
    if (finding.field() == field && within) found.push_back(&finding);
  }
  std::ranges::stable_sort(found, [](const Finding* a, const Finding* b) {
    return a->begin() != b->begin() ? a->begin() < b->begin() : a->end() > b->end();
  });
  std::size_t past = 0;
  std::erase_if(found, [&](const Finding* finding) {
    if (finding->begin() < past) return true;
    past = std::max<std::size_t>(past, finding->end());
    return false;
  });
  return found;
}

bool within(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The nearest place between words at or before (after) `at`, but no further than some 20 bytes.
std::size_t wordBefore(std::string_view text, std::size_t at) {
  const std::size_t end = at;
  while (at > 0 && end - at < 20 && text[at - 1] != ' ' && text[at - 1] != '\n') --at;
  while (at > 0 && at < text.size() && within(text[at])) --at;
  return at;
}
std::size_t wordAfter(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  while (at < text.size() && at - begin < 20 && text[at] != ' ' && text[at] != '\n') ++at;
  while (at < text.size() && within(text[at])) ++at;
  return at;
}

// Paragraphs of an excerpt run on: a line feed is shown as one space.
std::string flat(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

void addFinding(Styled& out, std::string_view text, const Finding& finding, bool shorten) {
  std::string found(text.substr(finding.begin(), finding.end() - finding.begin()));
  if (shorten && found.size() > kFindingBytesMax) {
    const std::size_t head = wordBefore(found, kFindingBytesMax - 40);
    found = found.substr(0, head) + " … " + found.substr(wordAfter(found, found.size() - 40));
  }
  if (shorten) found = flat(found);
  if (found.empty()) found = "‸";  // a place where something is missing
  const bool replaced = finding.cut() || !finding.reading().empty();
  out.add(found, replaced ? Style::kRemoved : Style::kMarked);
  if (finding.reading().empty()) return;
  if (replaced) out.add(" ");
  std::string reading = finding.reading();
  if (shorten && reading.size() > kFindingBytesMax)
    reading = reading.substr(0, wordBefore(reading, kFindingBytesMax)) + " …";
  out.add(shorten ? flat(reading) : reading, Style::kInserted);
}

}  // namespace

Styled marked(std::string_view text, std::string_view field, const v1::Garble& garble,
              Style style) {
  Styled out;
  std::size_t at = 0;
  for (const Finding* finding : findingsOf(field, text.size(), garble)) {
    out.add(text.substr(at, finding->begin() - at), style);
    addFinding(out, text, *finding, false);
    at = finding->end();
  }
  out.add(text.substr(at), style);
  return out;
}

std::string opening(std::string_view body) {
  if (body.size() <= kOpeningBytes) return flat(body);
  return flat(body.substr(0, wordBefore(body, kOpeningBytes))) + "…";
}

Styled excerpt(std::string_view body, const v1::Garble& garble) {
  const auto found = findingsOf("body", body.size(), garble);
  Styled out;
  if (found.empty()) out.add(opening(body), Style::kFaint);
  std::size_t shown = 0, stretches = 0;
  while (shown < found.size() && stretches++ < kStretchesMax) {
    // A stretch: findings so close that what stands around them touches.
    std::size_t last = shown;
    const auto begin = [&](std::size_t i) {
      return wordBefore(body,
                        found[i]->begin() - std::min<std::size_t>(found[i]->begin(), kAroundBytes));
    };
    const auto end = [&](std::size_t i) {
      return wordAfter(body, std::min<std::size_t>(found[i]->end() + kAroundBytes, body.size()));
    };
    while (last + 1 < found.size() && begin(last + 1) <= end(last)) ++last;
    std::size_t at = begin(shown);
    if (at > 0) out.add("… ", Style::kFaint);
    for (; shown <= last; ++shown) {
      out.add(flat(body.substr(at, found[shown]->begin() - at)), Style::kFaint);
      addFinding(out, body, *found[shown], true);
      at = found[shown]->end();
    }
    out.add(flat(body.substr(at, end(last) - at)) + (end(last) < body.size() ? " " : ""),
            Style::kFaint);
  }
  if (shown > 0 && found[shown - 1]->end() + kAroundBytes < body.size())
    out.add("…", Style::kFaint);
  if (shown < found.size())
    out.add(fmt::format("\n{} more findings; --with-body shows all", found.size() - shown),
            Style::kFaint);
  return out;
}

}  // namespace copytaster
