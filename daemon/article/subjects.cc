// Written from the end to the beginning by a Pen, into a piece of the arena that surely is large
// enough. Field numbers are enriched.proto's.
#include "daemon/article/subjects.h"

#include "daemon/article/fields.h"
#include "daemon/article/pen.h"
#include "daemon/article/utf8.h"

namespace copytaster {
namespace {

namespace to = fields::enriched;

std::string_view view(ct_text t) {
  return {t.data, static_cast<std::size_t>(t.size)};
}

// A text of a filter, and what was written of it.
std::string_view writeText(Pen& pen, std::uint32_t field, ct_text text) {
  char* const written = pen.text(field, view(text));
  if (!utf8::isAscii({written, text.size})) utf8::makeValid(written, text.size);  // hardly any
  return {written, static_cast<std::size_t>(text.size)};
}

constexpr std::size_t kEvidenceFields = 6, kTopicFields = 4, kEntityFields = 6;
constexpr std::size_t kOffsetMax = 5;  // bytes

std::size_t roomFor(const ct_topic& t) {
  std::size_t bytes = t.code.size + t.label.size;
  for (std::uint64_t i = 0; i < t.parents_count; ++i) bytes += t.parents[i].size;
  for (std::uint64_t i = 0; i < t.evidence_count; ++i)
    bytes += t.evidence[i].end - t.evidence[i].begin + utf8::kWidenedMax;
  return bytes +
         (kTopicFields + t.parents_count + kEvidenceFields * t.evidence_count) * Pen::kFieldMax;
}

void writeEvidence(Pen& pen, ct_evidence e, std::string_view headline, std::string_view body) {
  const std::size_t end = pen.size();
  const std::string_view all = e.field == CT_HEADLINE ? headline : body;
  utf8::widen(all, e.begin, e.end);
  if (e.weight != 0) pen.real(5, e.weight);
  if (e.end != 0) pen.number(4, e.end);
  if (e.begin != 0) pen.number(3, e.begin);
  e.field == CT_HEADLINE ? pen.constant(2, "headline") : pen.constant(2, "body");
  if (e.end != e.begin) pen.text(1, all.substr(e.begin, e.end - e.begin));
  pen.message(5, end);
}

}  // namespace

TopicNote writtenTopic(const ct_topic& t, std::string_view headline, std::string_view body,
                       Arena& arena) {
  Pen pen(arena.make<char>(roomFor(t)));
  TopicNote note{{}, t.confidence, {}};
  for (std::uint64_t i = t.evidence_count; i > 0; --i)
    writeEvidence(pen, t.evidence[i - 1], headline, body);
  for (std::uint64_t i = t.parents_count; i > 0; --i) {
    const auto parent = writeText(pen, 4, t.parents[i - 1]);
    if (i == t.parents_count) note.first_level = parent;
  }
  if (t.confidence != 0) pen.real(3, t.confidence);
  if (t.label.size != 0) writeText(pen, 2, t.label);
  if (t.code.size != 0) {
    const auto code = writeText(pen, 1, t.code);
    if (t.parents_count == 0) note.first_level = code;
  }
  pen.message(to::kTopics, 0);
  note.bytes = pen.written();
  return note;
}

std::string_view writtenEntity(const ct_entity& e, Arena& arena) {
  Pen pen(arena.make<char>(e.text.size + e.id.size + kOffsetMax * e.offsets_count +
                           kEntityFields * Pen::kFieldMax));
  if (e.offsets_count != 0) pen.packed(5, {e.offsets, e.offsets_count});
  if (e.count != 0) pen.number(4, e.count);
  if (e.id.size != 0) writeText(pen, 3, e.id);
  if (e.text.size != 0) writeText(pen, 2, e.text);
  pen.number(1, e.type);
  pen.message(to::kEntities, 0);
  return pen.written();
}

}  // namespace copytaster
