// The topics filter: IPTC Media Topics, each with its confidence, its parents and the words that
// made it.
//
// All work is in examine and depends on the article alone; nothing is kept between articles. Model
// and taxonomy lie in files beside the library, so that a newsroom retrains or extends them without
// a compiler.
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include <copytaster/filter.h>

#include "plugins/topics/dateline.h"
#include "plugins/topics/entities.h"
#include "plugins/topics/tagger.h"

namespace copytaster::topics {
namespace {

constexpr std::int64_t kTopicsMax = 12;
constexpr std::int64_t kEvidenceMax = 5;
constexpr int kDaysAhead = 40;  // a dateline may lie so far ahead of its publication, for embargoes

// "date:1987-03-02"; the year is that of publication, or the one before where the day would lie
// ahead. Without a time of publication "date:--03-02", as ISO 8601:2000 writes a day of any year.
void dateId(const Dateline& line, std::int64_t published_at, std::string& out) {
  constexpr std::int64_t kDay = 86'400'000'000;
  char room[32];
  if (published_at <= 0) {
    std::snprintf(room, sizeof room, "date:--%02d-%02d", line.month, line.day);
  } else {
    const auto days = std::chrono::sys_days{std::chrono::days{published_at / kDay}};
    const std::chrono::year_month_day published{days};
    int year = static_cast<int>(published.year());
    const auto day =
        std::chrono::month{static_cast<unsigned>(line.month)} / static_cast<unsigned>(line.day);
    if (std::chrono::sys_days{day / year} > days + std::chrono::days{kDaysAhead}) --year;
    std::snprintf(room, sizeof room, "date:%04d-%02d-%02d", year, line.month, line.day);
  }
  out.assign(room);
}

class Topics {
 public:
  explicit Topics(const Settings& s)
      : taxonomy_(s.file("taxonomy", "mediatopics.tsv", "IPTC Media Topics as a table")),
        model_(s.file("model", "topics.model", "the learned half, made by scripts/train-topics")),
        rules_(s.file("phrases", "rules.tsv", "the rules that ship"),
               s.text("rules", "", "").empty()
                   ? ""
                   : s.file("rules", "", "rules of the newsroom's own, added to those"),
               taxonomy_),
        tagger_(model_, rules_.rules, taxonomy_,
                static_cast<std::size_t>(
                    s.integer("topics_max", kTopicsMax, "topics of an article at most")),
                static_cast<std::size_t>(
                    s.integer("evidence_max", kEvidenceMax, "words told for a topic at most"))),
        names_(s.file("names", "names.tsv",
                      "countries, organisations, persons, agencies; a newsroom edits it"),
               s.file("places", "places.tsv", "places, made from GeoNames by scripts/make-places")),
        finder_(names_),
        entities_(s.flag("entities", true, "names, places and datelines too, not topics alone")),
        provenance_("IPTC Media Topics " + std::string(taxonomy_.released()) + ", model of " +
                    std::string(model_.trained())) {
    parents_.resize(taxonomy_.size());
    for (std::uint32_t t = 0; t < taxonomy_.size(); ++t) {
      for (const auto code : taxonomy_.parents(t)) parents_[t].push_back(sdk::text(code));
    }
  }

  void examine(const Document& doc, Notes& notes) const {
    Room& room = roomOfThread();
    const FieldText headline{CT_HEADLINE, doc.headline(), doc.tokens(Field::kHeadline)};
    const FieldText body{CT_BODY, doc.body(), doc.tokens(Field::kBody)};
    const std::string_view language = doc.language();
    const bool learned = language.starts_with("en") || language == "und" || language.empty();
    room.message = provenance_;
    if (isTable(body.tokens, doc.lines())) {
      room.message += "; a table: no topic";
    } else {
      for (const Tag& tag : tagger_.tag(headline, body, learned, room.tagger)) note(tag, notes);
      if (!learned) room.message.append("; language ").append(language).append(": by rules only");
    }
    if (entities_) {
      const auto home = noteDateline(doc, room, notes);
      for (const Found& f :
           finder_.find(body.text, body.tokens, home.end, home.country, room.entities)) {
        note(f.type, f.count, f.text, f.id, f.offsets, notes);
      }
    }
    notes.message(room.message);
  }

 private:
  struct AllRules {
    AllRules(const std::string& shipped, const std::string& own, Taxonomy& taxonomy) {
      rules.addFile(shipped, taxonomy);
      if (!own.empty()) rules.addFile(own, taxonomy);
      rules.seal();
      taxonomy.seal();
    }
    Rules rules;
  };
  struct Room {
    TaggerRoom tagger;
    EntityRoom entities;
    std::string message, date;
    std::vector<std::uint32_t> offsets;  // of the dateline's parts
  };
  struct Home {
    std::size_t end = 0;  // bytes of the body that are the dateline
    std::uint16_t country = 0;
  };

  // Scratch memory, one a thread, made at its first article; made anew where the thread serves
  // another filter.
  Room& roomOfThread() const {
    struct Mine {
      std::uint64_t owner = 0;
      std::optional<Room> room;
    };
    thread_local Mine mine;  // one, for it is dear to reach from a library
    if (mine.owner != number_) {
      mine.room.reset();
      mine.room.emplace(
          Room{TaggerRoom(model_, rules_.rules, taxonomy_), EntityRoom(names_), {}, {}, {}});
      mine.owner = number_;
    }
    return *mine.room;
  }

  void note(const Tag& tag, Notes& notes) const {
    const Concept& it = taxonomy_.at(tag.topic);
    const auto& parents = parents_[tag.topic];
    notes.topic({.struct_size = 0,
                 .confidence = tag.confidence,
                 .code = sdk::text(it.code),
                 .label = sdk::text(it.label),
                 .parents = parents.data(),
                 .parents_count = parents.size(),
                 .evidence = tag.evidence.data(),
                 .evidence_count = tag.evidence.size()});
  }

  static void note(std::uint32_t type, std::uint32_t count, std::string_view text,
                   std::string_view id, std::span<const std::uint32_t> offsets, Notes& notes) {
    notes.entity({.struct_size = 0,
                  .type = type,
                  .count = count,
                  .reserved = 0,
                  .text = sdk::text(text),
                  .id = sdk::text(id),
                  .offsets = offsets.data(),
                  .offsets_count = offsets.size()});
  }

  // The dateline's place, date ("date:1987-03-02" as its id) and agency; from its own field, else
  // from the body.
  Home noteDateline(const Document& doc, Room& room, Notes& notes) const {
    Home home;
    const auto in_body = readDatelineOfBody(doc.body());
    const auto in_field = readDatelineField(doc.text(Field::kDateline));
    if (in_body) home.end = in_body->end;
    if (!in_field && !in_body) return home;
    const Dateline& line = in_field ? *in_field : *in_body;
    const auto offsetOf = [&](std::string_view part, std::vector<std::uint32_t>& offsets) {
      offsets.clear();
      if (!in_field) offsets.push_back(static_cast<std::uint32_t>(part.data() - doc.body().data()));
    };
    auto& offsets = room.offsets;
    offsetOf(line.text, offsets);
    const Known* const place = finder_.place(line.place, line.region);
    if (place != nullptr) home.country = place->country;
    note(CT_DATELINE_PLACE, 1, line.text, place != nullptr ? place->id : std::string_view{},
         offsets, notes);
    if (line.month != 0) {
      dateId(line, doc.publishedAt(), room.date);
      offsetOf(line.date, offsets);
      note(CT_DATELINE_PLACE, 1, line.date, room.date, offsets, notes);
    }
    const auto agency = !line.agency.empty() ? line.agency
                        : in_body            ? in_body->agency
                                             : std::string_view{};
    if (!agency.empty()) {
      const Known* const known = finder_.agency(agency);
      offsets.clear();
      note(CT_AGENCY, 1, known != nullptr ? known->text : agency,
           known != nullptr ? known->id : std::string_view{}, offsets, notes);
    }
    return home;
  }

  static std::uint64_t nextNumber() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }

  Taxonomy taxonomy_;
  Model model_;
  AllRules rules_;
  Tagger tagger_;
  Names names_;
  EntityFinder finder_;
  bool entities_;
  std::string provenance_;
  std::vector<std::vector<ct_text>> parents_;
  std::uint64_t number_ = nextNumber();
};

}  // namespace
}  // namespace copytaster::topics

COPYTASTER_EXPORT constexpr auto copytaster_plugin =
    copytaster::plugin<copytaster::topics::Topics>("topics", "1.0.0");
