// Each call checks its arguments once, copies text into the article's arena, and answers with a
// status: a filter that passes nonsense gets CT_INVALID and the wire goes on.
#include "daemon/chain/host.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <span>

#include "daemon/article/document.h"
#include "daemon/article/notes.h"
#include "daemon/article/utf8.h"
#include "daemon/chain/settings_calls.h"

namespace copytaster {
namespace {

std::string_view view(ct_text t) {
  return {t.data, static_cast<std::size_t>(t.size)};
}
ct_text text(std::string_view s) {
  return {s.data(), s.size()};
}

// --- The document.

ct_text docText(const ct_document* d, std::uint32_t field) {
  const Article& a = d->article;
  switch (field) {
    case CT_HEADLINE:
      return text(a.headline);
    case CT_BODY:
      return text(a.body);
    case CT_ID:
      return text(a.id);
    case CT_PROVIDER:
      return text(a.provider);
    case CT_SERVICE:
      return text(a.service);
    case CT_URI:
      return text(a.uri);
    case CT_BYLINE:
      return text(a.byline);
    case CT_DATELINE:
      return text(a.dateline);
    case CT_SLUG:
      return text(a.slug);
    case CT_EDITOR_NOTE:
      return text(a.editor_note);
    case CT_REFERS_TO:
      return text(a.refers_to);
    case CT_LANGUAGE:
      return text(d->language);
    case CT_FEED:
      return text(d->feed);
    default:
      return {nullptr, 0};
  }
}

std::int64_t docNumber(const ct_document* d, std::uint32_t which) {
  const Article& a = d->article;
  switch (which) {
    case CT_SEQUENCE:
      return static_cast<std::int64_t>(d->sequence);
    case CT_RECEIVED_AT:
      return d->received_at;
    case CT_PUBLISHED_AT:
      return a.published_at;
    case CT_UPDATED_AT:
      return a.updated_at;
    case CT_EMBARGOED_UNTIL:
      return a.embargoed_until;
    case CT_VERSION:
      return a.version;
    case CT_PROVIDER_SEQUENCE:
      return static_cast<std::int64_t>(a.provider_sequence);
    case CT_URGENCY:
      return a.urgency;
    case CT_STATUS:
      return a.status;
    case CT_ADVISORY:
      return a.advisory;
    default:
      return 0;
  }
}

const ReadText* readField(const ct_document* d, std::uint32_t field) {
  if (field == CT_HEADLINE) return &d->headline;
  return field == CT_BODY ? &d->body : nullptr;
}

const ct_token* docTokens(const ct_document* d, std::uint32_t field, std::uint64_t* count) {
  const ReadText* read = readField(d, field);
  *count = read == nullptr ? 0 : read->tokens.size();
  return read == nullptr ? nullptr : read->tokens.data();
}

const ct_span* docSpans(const ct_document* d, std::uint32_t field, std::uint32_t kind,
                        std::uint64_t* count) {
  const ReadText* read = readField(d, field);
  std::span<const ct_span> spans;
  if (read != nullptr) {
    spans = kind == CT_SENTENCES    ? read->sentences
            : kind == CT_QUOTATIONS ? read->quotations
            : kind == CT_LINES      ? read->lines
                                    : spans;
  }
  *count = spans.size();
  return spans.data();
}

ct_text docSubject(const ct_document* d, std::uint64_t index) {
  return text(d->article.subject(index));
}
ct_text docMetadata(const ct_document* d, ct_text key) {
  return text(d->article.metadata(view(key)));
}
const ct_document* docRestored(const ct_document* d) {
  return d->restored;
}

// --- Notes.

// Texts copied one behind the other, UTF-8 whatever they were: one bad byte, of a filter that cut a
// word in two, would make the whole message unreadable to every subscriber.
void copyInto(char* room, std::uint64_t size, std::span<ct_text> texts) {
  char* at = room;
  for (ct_text& t : texts) {
    if (t.size != 0) std::memcpy(at, t.data, t.size);
    t.data = t.size != 0 ? at : nullptr;
    at += t.size;
  }
  if (utf8::isAscii({room, size})) return;  // nearly all
  at = room;
  for (const ct_text& t : texts) {
    utf8::makeValid(at, t.size);
    at += t.size;
  }
}
std::uint64_t sizeOf(std::span<const ct_text> texts) {
  std::uint64_t size = 0;
  for (const ct_text& t : texts) size += std::min<std::uint64_t>(t.size, kNoteTextBytesMax + 1);
  return size;
}
ct_text copied(ct_notes* n, ct_text t) {
  copyInto(n->arena->make<char>(t.size).data(), t.size, {&t, 1});
  return t;
}
// False past the article's bound.
bool spend(ct_notes* n, std::uint64_t text_bytes) {
  if (text_bytes > kNoteTextBytesMax - n->text_bytes) return false;
  n->text_bytes += text_bytes;
  return true;
}
// Texts of a note in the article's memory; false past the article's bound.
bool copyTexts(ct_notes* n, std::span<ct_text> texts) {
  const std::uint64_t size = sizeOf(texts);
  if (!spend(n, size)) return false;
  copyInto(n->arena->make<char>(size).data(), size, texts);
  return true;
}
bool copyText(ct_notes* n, ct_text& t) {
  return copyTexts(n, {&t, 1});
}
bool copyTexts(ct_notes* n, const ct_text*& texts, std::uint64_t count) {
  if (count > kNotesMax) return false;
  const auto own = n->arena->make<ct_text>(count);
  std::copy_n(texts, count, own.data());
  texts = own.data();
  return copyTexts(n, own);
}
template <class T>
ct_status push(ct_notes* n, ArenaList<Noted<T>>& list, const T& note) {
  list.push(*n->arena, {n->current, note});
  return CT_OK;
}
// Every struct starts with its size: one of an older minor is shorter, and what it lacks is zero.
template <class T>
bool readStruct(const T* given, T& out) {
  if (given == nullptr || given->struct_size < sizeof(std::uint32_t)) return false;
  if (given->struct_size >= sizeof(T)) {
    std::memcpy(&out, given, sizeof(T));
  } else {
    out = T{};
    std::memcpy(&out, given, given->struct_size);
  }
  return true;
}
bool isShare(float value) {
  return value >= 0 && value <= 1;
}  // false for NaN too
bool inField(const ct_notes* n, std::uint32_t field, std::uint32_t begin, std::uint32_t end) {
  if (field != CT_HEADLINE && field != CT_BODY) return false;
  return begin <= end && end <= (field == CT_HEADLINE ? n->headline : n->body).size();
}

ct_status noteVerdict(ct_notes* n, std::uint32_t verdict, ct_text reason) {
  if (verdict < CT_PASS || verdict > CT_SPIKE) return CT_INVALID;
  Run& run = n->runs[n->current];
  if (verdict == CT_SPIKE && n->advisory) {
    run.message = "wanted to spike an advisory: refused";
    verdict = CT_PASS;
  }
  if (n->reasons.size() >= kNotesMax || !copyText(n, reason)) return CT_FULL;
  run.verdict = std::max(run.verdict, static_cast<ct_verdict>(verdict));
  return reason.size == 0 ? CT_OK : push(n, n->reasons, view(reason));
}

ct_status noteFinding(ct_notes* n, const ct_finding* given) {
  ct_finding f;
  if (!readStruct(given, f) || !inField(n, f.field, f.begin, f.end) || !isShare(f.confidence))
    return CT_INVALID;
  if (f.kind < CT_SPUN || f.kind > CT_RESIDUE) return CT_INVALID;
  if (n->findings.size() >= kFindingsMax || !copyText(n, f.reading)) return CT_FULL;
  return push(n, n->findings, f);
}

ct_status noteGarble(ct_notes* n, const ct_garble* given) {
  ct_garble g;
  if (!readStruct(given, g) || !isShare(g.score) || !isShare(g.severity)) return CT_INVALID;
  if (n->garbles.size() >= kNotesMax) return CT_FULL;
  g.restored = copied(n, g.restored);  // as large as the body: bounded by the frame
  return push(n, n->garbles, g);
}

ct_status noteDuplicate(ct_notes* n, const ct_duplicate* given) {
  ct_duplicate d;
  if (!readStruct(given, d) || !isShare(d.resemblance) || !isShare(d.containment))
    return CT_INVALID;
  if (d.relation < CT_ORIGINAL || d.relation > CT_REWRITE) return CT_INVALID;
  if (n->duplicates.size() >= kNotesMax) return CT_FULL;
  if (!copyText(n, d.of_id) || !copyText(n, d.of_provider)) return CT_FULL;
  if (!copyTexts(n, d.evidence, d.evidence_count)) return CT_FULL;
  return push(n, n->duplicates, d);
}

ct_status noteStory(ct_notes* n, const ct_story* given) {
  ct_story s;
  if (!readStruct(given, s) || !isShare(s.score)) return CT_INVALID;
  if (n->stories.size() >= kNotesMax) return CT_FULL;
  if (!copyText(n, s.id) || !copyTexts(n, s.evidence, s.evidence_count)) return CT_FULL;
  return push(n, n->stories, s);
}

// A code may be part of the topic that a message goes out under.
bool isTooLong(ct_text code) {
  return code.size > CT_TOPIC_CODE_BYTES_MAX;
}

ct_status noteTopic(ct_notes* n, const ct_topic* given) {
  ct_topic t;
  if (!readStruct(given, t) || !isShare(t.confidence)) return CT_INVALID;
  if (n->topics.size() >= kNotesMax || t.evidence_count > kNotesMax || t.parents_count > kNotesMax)
    return CT_FULL;
  std::uint64_t quoted = 0;  // bytes of the article, which go out with the topic
  for (const ct_evidence& e : std::span(t.evidence, t.evidence_count)) {
    if (!inField(n, e.field, e.begin, e.end)) return CT_INVALID;
    quoted += e.end - e.begin;
  }
  if (isTooLong(t.code) || std::any_of(t.parents, t.parents + t.parents_count, isTooLong))
    return CT_INVALID;
  const std::array own{t.code, t.label};
  if (!spend(n, sizeOf(own) + sizeOf({t.parents, t.parents_count}) + quoted)) return CT_FULL;
  return push(n, n->topics, writtenTopic(t, n->headline, n->body, *n->arena));
}

ct_status noteEntity(ct_notes* n, const ct_entity* given) {
  ct_entity e;
  if (!readStruct(given, e) || e.type < CT_PERSON || e.type > CT_AGENCY) return CT_INVALID;
  if (n->entities.size() >= kNotesMax || e.offsets_count > kFindingsMax) return CT_FULL;
  if (std::any_of(e.offsets, e.offsets + e.offsets_count,
                  [&](std::uint32_t at) { return at > n->body.size(); }))
    return CT_INVALID;
  const std::array texts{e.text, e.id};
  if (!spend(n, sizeOf(texts))) return CT_FULL;
  return push(n, n->entities, writtenEntity(e, *n->arena));
}

ct_status noteAnnotation(ct_notes* n, ct_text type_url, ct_text bytes) {
  if (n->annotations.size() >= kNotesMax || !copyText(n, type_url)) return CT_FULL;
  if (!spend(n, bytes.size)) return CT_FULL;
  return push(n, n->annotations, Annotation{view(type_url), n->arena->copy(view(bytes))});
}

ct_status noteMessage(ct_notes* n, ct_text line) {
  if (!copyText(n, line)) return CT_FULL;
  n->runs[n->current].message = view(line);
  return CT_OK;
}

void noteFailure(ct_notes* n, ct_text why) {
  why.size = std::min<std::uint64_t>(why.size, 512);
  n->runs[n->current].message = view(copied(n, why));
}

const ct_finding* notedFindings(const ct_notes* notes, std::uint64_t* count) {
  auto* n = const_cast<ct_notes*>(
      notes);  // the list given out is made when asked for, in the article's arena
  n->findings_seen.clear();
  for (const auto& f : n->findings) n->findings_seen.push(*n->arena, f.note);
  *count = n->findings_seen.size();
  return n->findings_seen.data();
}

void* keep(ct_notes* n, std::uint64_t size) {
  if (size > kKeptBytesMax) return nullptr;
  const auto room = n->arena->make<std::uint64_t>((size + 7) / 8);
  std::memset(room.data(), 0, room.size_bytes());
  n->runs[n->current].kept = std::as_writable_bytes(room).first(size);
  return room.data();
}
ct_text kept(const ct_notes* n) {
  const auto bytes = n->runs[n->current].kept;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// --- The store.

ct_status statusOf(ct_store* s, TableStatus status) {
  if (status == TableStatus::kFull || status == TableStatus::kFailed) s->failed = status;
  switch (status) {
    case TableStatus::kOk:
      return CT_OK;
    case TableStatus::kNotFound:
      return CT_NOT_FOUND;
    case TableStatus::kFull:
      return CT_FULL;
    case TableStatus::kInvalid:
      return CT_INVALID;
    case TableStatus::kFailed:
      return CT_FAILED;
  }
  return CT_FAILED;
}
ct_status storeGet(ct_store* s, ct_text key, ct_text* value) {
  const TableValue found = s->table->get(view(key));
  *value = text(found.value);
  return statusOf(s, found.status);
}
ct_status storePut(ct_store* s, ct_text key, ct_text value) {
  return statusOf(s, s->table->put(view(key), view(value)));
}
ct_status storeErase(ct_store* s, ct_text key) {
  return statusOf(s, s->table->erase(view(key)));
}
ct_status storeScan(ct_store* s, ct_text from, std::uint32_t (*each)(void*, ct_text, ct_text),
                    void* context) {
  return statusOf(s,
                  s->table->scanEach(view(from), [&](std::string_view key, std::string_view value) {
                    return each(context, text(key), text(value)) != 0;
                  }));
}

constexpr ct_store_api kStore{sizeof(ct_store_api), 0,         &storeGet, &storePut,
                              &storeErase,          &storeScan};

const void* extension(const char* name) {
  return std::strcmp(name, CT_STORE_EXTENSION) == 0 ? &kStore : nullptr;
}

// The boundary's log call has no context to carry one: a filter may log from any thread at any
// time.
std::atomic<Log*> current_log{nullptr};

void log(std::uint32_t level, ct_text line) {
  Log* to = current_log;
  if (to == nullptr) return;
  if (level >= CT_ERROR) return to->error("{}", view(line));
  if (level == CT_WARNING) return to->warning("{}", view(line));
  level == CT_INFO ? to->info("{}", view(line)) : to->debug("{}", view(line));
}

constexpr ct_host kHostTable{
    sizeof(ct_host), CT_ABI_MINOR,   &extension,     &docText,     &docNumber,   &docTokens,
    &docSpans,       &docSubject,    &docMetadata,   &docRestored, &noteVerdict, &noteFinding,
    &noteGarble,     &noteDuplicate, &noteStory,     &noteTopic,   &noteEntity,  &noteAnnotation,
    &noteMessage,    &noteFailure,   &notedFindings, &keep,        &kept,        &settingNumber,
    &settingInteger, &settingFlag,   &settingText,   &settingItem, &settingFile, &log};

}  // namespace

const ct_host* hostTable(Log& log_to) {
  current_log = &log_to;
  return &kHostTable;
}

}  // namespace copytaster
