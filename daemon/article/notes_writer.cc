// The message out is written front to back into the copy's recycled buffer with protozero;
// sub-messages go into it in place; topics and entities were written when they were noted. Field
// numbers are enriched.proto's.
#include "daemon/article/notes_writer.h"

#include <algorithm>
#include <cstring>
#include <protozero/pbf_writer.hpp>

#include "daemon/article/fields.h"
#include "daemon/article/utf8.h"

namespace copytaster {
namespace {

using protozero::pbf_writer;
namespace to = fields::enriched;

std::string_view view(ct_text t) {
  return {t.data, static_cast<std::size_t>(t.size)};
}

void addText(pbf_writer& w, std::uint32_t tag, std::string_view text) {
  if (!text.empty()) w.add_string(tag, text.data(), text.size());
}
void addTexts(pbf_writer& w, std::uint32_t tag, const ct_text* texts, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto text = view(texts[i]);
    w.add_string(tag, text.data() == nullptr ? "" : text.data(), text.size());
  }
}
void addNumber(pbf_writer& w, std::uint32_t tag, std::uint64_t value) {
  if (value != 0) w.add_uint64(tag, value);
}
void addShare(pbf_writer& w, std::uint32_t tag, float value) {
  if (value != 0) w.add_float(tag, value);
}

void addTime(pbf_writer& w, std::uint32_t tag, Micros at) {
  if (at == 0) return;
  Micros seconds = at / 1'000'000, micros = at % 1'000'000;
  if (micros < 0) --seconds, micros += 1'000'000;
  pbf_writer time(w, tag);
  if (seconds != 0) time.add_int64(1, seconds);
  if (micros != 0) time.add_int32(2, static_cast<std::int32_t>(micros * 1'000));
}

std::string_view fieldName(std::uint32_t field) {
  return field == CT_HEADLINE ? "headline" : "body";
}

// The text of a range and its place, widened to whole characters.
struct Found {
  Found(const Copy& copy, std::uint32_t field, std::uint32_t first, std::uint32_t last)
      : begin(first), end(last) {
    const auto all =
        field == CT_HEADLINE ? copy.document.article.headline : copy.document.article.body;
    utf8::widen(all, begin, end);
    text = all.substr(begin, end - begin);
  }
  std::uint32_t begin, end;
  std::string_view text;
};

// The findings in order of place, whoever found them; a stable order whatever the filters did.
void writeFindings(pbf_writer& garble, const Copy& copy) {
  const auto& findings = copy.notes.findings;
  thread_local std::vector<const ct_finding*> order;
  order.clear();
  for (const auto& f : findings) order.push_back(&f.note);
  std::stable_sort(order.begin(), order.end(), [](const ct_finding* a, const ct_finding* b) {
    if (a->field != b->field) return a->field == CT_HEADLINE;
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
  });
  for (const ct_finding* f : order) {
    pbf_writer w(garble, 4);
    w.add_enum(1, static_cast<std::int32_t>(f->kind));
    w.add_string(2, fieldName(f->field).data());
    const Found found(copy, f->field, f->begin, f->end);
    addNumber(w, 3, found.begin);
    addNumber(w, 4, found.end);
    addText(w, 5, found.text);
    addText(w, 6, view(f->reading));
    addShare(w, 7, f->confidence);
    if (f->cut != 0) w.add_bool(8, true);
  }
}

void writeGarble(pbf_writer& out, const Copy& copy) {
  const NoteSheet& notes = copy.notes;
  if (notes.garbles.empty() && notes.findings.empty()) return;
  pbf_writer garble(out, to::kGarble);
  // Of several filters that score, the gravest stands; the last restoration does.
  float score = 0, severity = 0;
  std::string_view restored;
  for (const auto& g : notes.garbles) {
    score = std::max(score, g.note.score);
    severity = std::max(severity, g.note.severity);
    if (g.note.restored.size != 0) restored = view(g.note.restored);
  }
  addShare(garble, 1, score);
  addShare(garble, 2, severity);
  std::uint32_t kinds = 0;
  for (const auto& f : notes.findings) kinds |= 1U << f.note.kind;
  std::array<std::int32_t, 32> list{};
  std::size_t count = 0;
  for (std::int32_t k = 0; k < 32; ++k) {
    if ((kinds >> k & 1U) != 0) list[count++] = k;
  }
  if (count != 0) garble.add_packed_enum(3, list.begin(), list.begin() + count);
  writeFindings(garble, copy);
  addText(garble, 5, restored);
}

void writeDuplicate(pbf_writer& out, const NoteSheet& notes) {
  if (notes.duplicates.empty()) return;
  const ct_duplicate& d = notes.duplicates[notes.duplicates.size() - 1].note;
  pbf_writer w(out, to::kDuplicate);
  w.add_enum(1, static_cast<std::int32_t>(d.relation));
  if (d.of_sequence != 0 || d.of_id.size != 0) {
    pbf_writer of(w, 2);
    addNumber(of, 1, d.of_sequence);
    addText(of, 2, view(d.of_id));
    addText(of, 3, view(d.of_provider));
  }
  addShare(w, 3, d.resemblance);
  addShare(w, 4, d.containment);
  addTexts(w, 5, d.evidence, d.evidence_count);
}

void writeStory(pbf_writer& out, const NoteSheet& notes) {
  if (notes.stories.empty()) return;
  const ct_story& s = notes.stories[notes.stories.size() - 1].note;
  pbf_writer w(out, to::kStory);
  addText(w, 1, view(s.id));
  addNumber(w, 2, s.size);
  addNumber(w, 3, s.position);
  addShare(w, 4, s.score);
  addTexts(w, 5, s.evidence, s.evidence_count);
}

void writeRuns(pbf_writer& out, const NoteSheet& notes, std::span<const FilterName> filters) {
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const Run& run = notes.runs[i];
    pbf_writer w(out, to::kRuns);
    w.add_string(1, filters[i].name);
    w.add_string(2, filters[i].version);
    w.add_enum(3, static_cast<std::int32_t>(run.outcome));
    addNumber(w, 4, run.micros);
    addText(w, 5, run.message);
  }
}

void writeAnnotations(pbf_writer& out, const NoteSheet& notes,
                      std::span<const FilterName> filters) {
  for (const auto& a : notes.annotations) {
    pbf_writer w(out, to::kAnnotations);
    w.add_string(1, filters[a.by].name);
    pbf_writer any(w, 2);
    addText(any, 1, a.note.type_url);
    any.add_bytes(2, a.note.bytes.data(), a.note.bytes.size());
  }
}

std::string_view name(ct_verdict verdict) {
  switch (verdict) {
    case CT_PASS:
      return "PASS";
    case CT_HOLD:
      return "HOLD";
    case CT_SPIKE:
      return "SPIKE";
  }
  return "PASS";
}

// "medtop:04000000" of the surest topic's first level, without its scheme.
std::string_view firstLevel(const NoteSheet& notes) {
  const TopicNote* surest = nullptr;
  for (const auto& t : notes.topics) {
    if (surest == nullptr || t.note.confidence > surest->confidence) surest = &t.note;
  }
  if (surest == nullptr) return "none";
  return surest->first_level.substr(surest->first_level.find(':') + 1);
}

// "en" of "en-US"; "und" for what cannot be a primary subtag (the claim is the wire's, and the
// topic a subscriber's).
std::string_view primaryLanguage(std::string_view language) {
  const auto primary = language.substr(0, language.find_first_of("-_"));
  const bool plain = primary.size() == 2 && std::all_of(primary.begin(), primary.end(), [](char c) {
                       return c >= 'a' && c <= 'z';
                     });
  return plain ? primary : "und";
}

}  // namespace

void writeTopic(Copy& copy) {
  copy.topic.assign(name(copy.notes.verdict()));
  copy.topic += '.';
  copy.topic += primaryLanguage(copy.document.language);
  copy.topic += '.';
  copy.topic += firstLevel(copy.notes);
}

void writeEnriched(Copy& copy, std::span<const FilterName> filters, std::uint64_t epoch) {
  const NoteSheet& notes = copy.notes;
  copy.enriched.clear();
  pbf_writer out(copy.enriched);
  const auto article = copy.document.article.bytes;
  out.add_message(to::kArticle, article.data(), article.size());
  copy.notes_begin = copy.enriched.size();
  out.add_fixed64(to::kEpoch, epoch);
  out.add_uint64(to::kSequence, copy.sequence);
  addNumber(out, to::kPreviousOnTopic, copy.previous_on_topic);
  addText(out, to::kFeed, copy.feed);
  addTime(out, to::kReceivedAt, copy.received_at);
  out.add_enum(to::kVerdict, static_cast<std::int32_t>(notes.verdict()));
  for (const auto& reason : notes.reasons) addText(out, to::kReasons, reason.note);
  addText(out, to::kLanguage, copy.document.language);
  writeGarble(out, copy);
  writeDuplicate(out, notes);
  writeStory(out, notes);
  for (const auto& topic : notes.topics) copy.enriched.append(topic.note.bytes);
  for (const auto& entity : notes.entities) copy.enriched.append(entity.note);
  writeRuns(out, notes, filters);
  if (!copy.raw.empty()) out.add_bytes(to::kRaw, copy.raw.data(), copy.raw.size());
  writeAnnotations(out, notes, filters);
}

}  // namespace copytaster
