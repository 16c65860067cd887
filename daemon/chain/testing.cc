// The desk of testing.h over the real chain, with tables in memory.
#include "copytaster/testing.h"

#include <fmt/format.h>

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
#include <stdexcept>

#include "daemon/article/fields.h"
#include "daemon/base/memory_table.h"
#include "daemon/chain/chain.h"

namespace copytaster::testing {
namespace {

constexpr std::uint64_t kEpoch = 1;
constexpr Micros kFirstDay = 1'704'067'200'000'000;  // 2024-01-01

std::string text(ct_text t) {
  return {t.data == nullptr ? "" : t.data, static_cast<std::size_t>(t.size)};
}
std::vector<std::string> texts(const ct_text* list, std::uint64_t count) {
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < count; ++i) out.push_back(text(list[i]));
  return out;
}

std::string serialise(const Article& a) {
  std::string out;
  protozero::pbf_writer w(out);
  const auto add = [&](std::uint32_t tag, const std::string& value) {
    if (!value.empty()) w.add_string(tag, value);
  };
  add(fields::kId, a.id);
  add(fields::kHeadline, a.headline);
  add(fields::kBody, a.body);
  add(fields::kProvider, a.provider);
  add(fields::kLanguage, a.language);
  add(fields::kDateline, a.dateline);
  add(fields::kByline, a.byline);
  add(fields::kSlug, a.slug);
  add(fields::kService, a.service);
  add(fields::kEditorNote, a.editor_note);
  add(fields::kRefersTo, a.refers_to);
  for (const auto& subject : a.subjects) w.add_string(fields::kSubjects, subject);
  for (const auto& [key, value] : a.metadata) {
    protozero::pbf_writer entry(w, fields::kMetadata);
    entry.add_string(1, key);
    entry.add_string(2, value);
  }
  if (a.version != 0) w.add_uint32(fields::kVersion, a.version);
  if (a.urgency != 0) w.add_uint32(fields::kUrgency, a.urgency);
  if (a.status != CT_USABLE) w.add_enum(fields::kStatus, a.status);
  if (a.advisory != CT_NO_ADVISORY) w.add_enum(fields::kAdvisory, a.advisory);
  if (a.published_at != 0) {
    protozero::pbf_writer time(w, fields::kPublishedAt);
    time.add_int64(1, a.published_at / 1'000'000);
    time.add_int32(2, static_cast<std::int32_t>(a.published_at % 1'000'000 * 1'000));
  }
  return out;
}

void takeGarble(const Copy& copy, Tasted& out) {
  for (const auto& g : copy.notes.garbles) {
    out.garble_score = std::max(out.garble_score, g.note.score);
    out.severity = std::max(out.severity, g.note.severity);
    if (g.note.restored.size != 0) out.restored = text(g.note.restored);
  }
  for (const auto& f : copy.notes.findings) {
    const auto& note = f.note;
    const auto& article = copy.document.article;
    const auto field = note.field == CT_HEADLINE ? article.headline : article.body;
    out.findings.push_back({static_cast<ct_garble_kind>(note.kind),
                            static_cast<ct_field>(note.field), note.begin, note.end,
                            std::string(field.substr(note.begin, note.end - note.begin)),
                            text(note.reading), note.confidence, note.cut != 0});
  }
}

void takeRelations(const Copy& copy, Tasted& out) {
  for (const auto& d : copy.notes.duplicates) {
    out.has_duplicate = true;
    out.relation = static_cast<ct_relation>(d.note.relation);
    out.of_sequence = d.note.of_sequence;
    out.of_id = text(d.note.of_id);
    out.of_provider = text(d.note.of_provider);
    out.resemblance = d.note.resemblance;
    out.containment = d.note.containment;
    out.duplicate_evidence = texts(d.note.evidence, d.note.evidence_count);
  }
  for (const auto& s : copy.notes.stories) {
    out.story_id = text(s.note.id);
    out.story_size = s.note.size;
    out.story_position = s.note.position;
    out.story_score = s.note.score;
    out.story_evidence = texts(s.note.evidence, s.note.evidence_count);
  }
}

// Topics and entities are noted as they go out: what is shown is what a subscriber reads.
Evidence readEvidence(protozero::pbf_reader in) {
  Evidence out{};
  while (in.next()) {
    switch (in.tag()) {
      case 1:
        out.text = in.get_string();
        break;
      case 2:
        out.field = in.get_string() == "headline" ? CT_HEADLINE : CT_BODY;
        break;
      case 3:
        out.begin = in.get_uint32();
        break;
      case 4:
        out.end = in.get_uint32();
        break;
      case 5:
        out.weight = in.get_float();
        break;
      default:
        in.skip();
    }
  }
  return out;
}
Topic readTopic(protozero::pbf_reader in) {
  Topic out{};
  while (in.next()) {
    switch (in.tag()) {
      case 1:
        out.code = in.get_string();
        break;
      case 2:
        out.label = in.get_string();
        break;
      case 3:
        out.confidence = in.get_float();
        break;
      case 4:
        out.parents.push_back(in.get_string());
        break;
      case 5:
        out.evidence.push_back(readEvidence(in.get_message()));
        break;
      default:
        in.skip();
    }
  }
  return out;
}
Entity readEntity(protozero::pbf_reader in) {
  Entity out{};
  while (in.next()) {
    switch (in.tag()) {
      case 1:
        out.type = static_cast<ct_entity_type>(in.get_enum());
        break;
      case 2:
        out.text = in.get_string();
        break;
      case 3:
        out.id = in.get_string();
        break;
      case 4:
        out.count = in.get_uint32();
        break;
      case 5: {
        const auto offsets = in.get_packed_uint32();
        out.offsets.assign(offsets.begin(), offsets.end());
        break;
      }
      default:
        in.skip();
    }
  }
  return out;
}

void takeSubjects(const Copy& copy, Tasted& out) {
  const auto inside = [](std::string_view field) {
    protozero::pbf_reader in(field.data(), field.size());
    in.next();
    return in.get_message();
  };
  for (const auto& t : copy.notes.topics) out.topics.push_back(readTopic(inside(t.note.bytes)));
  for (const auto& e : copy.notes.entities) out.entities.push_back(readEntity(inside(e.note)));
  for (const auto& a : copy.notes.annotations)
    out.annotations[std::string(a.note.type_url)] = a.note.bytes;
}

}  // namespace

struct Desk::Inside {
  Log log{"warning"};
  std::map<std::string, MemoryTable> tables;
  std::unique_ptr<Chain> chain;
  Copy copy;
  std::uint64_t sequence = 0;
  Micros at = kFirstDay;

  void open(std::vector<FilterUnderTest> filters) {
    std::vector<FilterSpec> specs;
    for (FilterUnderTest& filter : filters) {
      FilterSpec spec{filter.name, filter.library, {}, filter.plugin};
      for (auto& [key, value] : filter.settings) spec.settings.entries[key] = {value, 0, 0};
      specs.push_back(std::move(spec));
    }
    auto opened = Chain::open(std::move(specs), {}, log);
    if (!opened) throw std::runtime_error(opened.error().what);
    chain = std::move(*opened);
    recall();
  }
  void recall() {
    const auto recalled = chain->recall([this](const std::string& name) { return &tables[name]; });
    if (!recalled) throw std::runtime_error(recalled.error().what);
  }
};

Desk::Desk(std::vector<FilterUnderTest> chain) : inside_(std::make_unique<Inside>()) {
  inside_->open(std::move(chain));
}

Desk::~Desk() = default;
Desk::Desk(Desk&&) noexcept = default;

Tasted Desk::taste(const Article& article) {
  Inside& in = *inside_;
  Article own = article;
  Copy& copy = in.copy;
  copy.sequence = ++in.sequence;
  if (own.id.empty()) own.id = fmt::format("a{}", copy.sequence);
  if (own.published_at != 0) in.at = own.published_at;
  copy.frame = serialise(own);
  copy.feed = "test";
  copy.received_at = in.at;
  copytaster::Article read;
  if (const Refusal refusal = readArticle(copy.frame, read); refusal != Refusal::kNone) {
    throw std::runtime_error(std::string(describe(refusal)));
  }
  in.chain->examine(copy);
  if (!in.chain->settle(copy)) throw std::runtime_error("a store refused");
  writeEnriched(copy, in.chain->filters(), kEpoch);

  Tasted out;
  out.sequence = copy.sequence;
  out.verdict = copy.notes.verdict();
  for (const auto& reason : copy.notes.reasons) out.reasons.emplace_back(reason.note);
  out.language = copy.document.language;
  out.wire_topic = copy.topic;
  takeGarble(copy, out);
  takeRelations(copy, out);
  takeSubjects(copy, out);
  for (std::size_t i = 0; i < in.chain->filters().size(); ++i) {
    const copytaster::Run& run = copy.notes.runs[i];
    out.runs.push_back({in.chain->filters()[i].name, run.outcome != Outcome::kError,
                        run.outcome == Outcome::kBreakerOpen, std::string(run.message),
                        run.micros});
  }
  out.bytes = copy.enriched;
  return out;
}

void Desk::restart(std::vector<FilterUnderTest> chain) {
  inside_->open(std::move(chain));
}

void Desk::restart() {
  if (auto built = inside_->chain->rebuild(); !built) throw std::runtime_error(built.error().what);
  inside_->recall();
}

std::map<std::string, std::string> Desk::store(const std::string& filter) const {
  std::map<std::string, std::string> out;
  const auto found = inside_->tables.find(filter);
  if (found == inside_->tables.end()) return out;
  static_cast<void>(found->second.scanEach("", [&](std::string_view key, std::string_view value) {
    out.emplace(key, value);
    return true;
  }));
  return out;
}

}  // namespace copytaster::testing
