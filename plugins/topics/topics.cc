// The topics filter: IPTC Media Topics, each with its confidence, its parents and the words that
// made it.
//
// All work is in examine and depends on the article alone; nothing is kept between articles. Model
// and taxonomy lie in files beside the library, so that a newsroom retrains or extends them without
// a compiler.
#include <atomic>
#include <memory>
#include <optional>

#include <copytaster/filter.h>

#include "plugins/topics/tagger.h"

namespace copytaster::topics {
namespace {

constexpr std::int64_t kTopicsMax = 12;
constexpr std::int64_t kEvidenceMax = 5;

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
    if (isTable(body.tokens, doc.lines())) {
      notes.message(provenance_ + "; a table: no topic");
    } else {
      for (const Tag& tag : tagger_.tag(headline, body, learned, room.tagger)) note(tag, notes);
      notes.message(learned
                        ? provenance_
                        : provenance_ + "; language " + std::string(language) + ": by rules only");
    }
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
  };

  // Scratch memory, one a thread, made at its first article; made anew where the thread serves
  // another filter.
  Room& roomOfThread() const {
    thread_local std::uint64_t owner = 0;
    thread_local std::optional<Room> room;
    if (owner != number_) {
      room.reset();
      room.emplace(Room{TaggerRoom(model_, rules_.rules, taxonomy_)});
      owner = number_;
    }
    return *room;
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

  static std::uint64_t nextNumber() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }

  Taxonomy taxonomy_;
  Model model_;
  AllRules rules_;
  Tagger tagger_;
  std::string provenance_;
  std::vector<std::vector<ct_text>> parents_;
  std::uint64_t number_ = nextNumber();
};

}  // namespace
}  // namespace copytaster::topics

COPYTASTER_EXPORT constexpr auto copytaster_plugin =
    copytaster::plugin<copytaster::topics::Topics>("topics", "1.0.0");
