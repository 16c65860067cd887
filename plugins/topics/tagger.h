// From an article to its topics: the learned score and the written rules add up, a threshold a
// topic decides, and the words that did it are kept.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/topics/model.h"
#include "plugins/topics/rules.h"
#include "plugins/topics/taxonomy.h"

namespace copytaster::topics {

struct Tag {
  std::uint32_t topic;  // index in the taxonomy
  float confidence;
  std::span<const ct_evidence> evidence;  // strongest first; of the room
};

// Reused from article to article. One a thread.
struct TaggerRoom {
  struct Mention {
    std::uint32_t rule;
    ct_evidence where;  // the first; weight: by the place, kInHeadline and so on
  };
  TaggerRoom(const Model& model, const Rules& all, const Taxonomy& taxonomy)
      : bag(model.bits()),
        mentions_of(all.size()),
        odds(taxonomy.size()),
        below(taxonomy.size()),
        ruled(taxonomy.size()),
        given(taxonomy.size()) {}

  Bag bag;
  std::vector<const Feature*> telling;  // that may be evidence
  std::size_t telling_count = 0;
  PhraseTable::Room phrases;
  std::vector<Mention> mentions = std::vector<Mention>(1);  // one a rule, in the order of the text
  std::size_t mention_count = 0;
  std::vector<std::uint8_t> mentions_of;  // by rule
  std::vector<float> odds;                // by topic: what the rules add
  std::vector<float> below;               // by first-level topic: what they add to those below it
  std::vector<std::uint8_t> ruled;        // by topic: kPlain, kSpoken or kVetoed
  std::vector<std::uint32_t> topics;      // that the rules spoke of, each once
  std::size_t topic_count = 0;
  std::vector<Tag> tags;
  std::vector<std::uint32_t> given;  // by topic: 1 + index of its tag, 0: none; all 0 between two
  struct Gain {
    std::int32_t value;  // what the feature adds to a topic's score
    std::uint32_t feature;
  };
  std::vector<Gain> gains;  // of one tag
  // What may be told of a topic: its weight above, below the number of a mention or a feature. The
  // stronger is the greater, of equals the first.
  using Candidate = std::int64_t;
  std::vector<Candidate> candidates;      // a list by tag, candidates_max long, and one of no tag
  std::vector<Candidate*> candidate_end;  // of each list
  std::size_t candidates_max = 0;
  std::vector<ct_evidence> evidence;  // evidence_max by tag
  std::size_t tag_count = 0;
  bool silenced = false;  // a rule forbids every topic
};

class Tagger {
 public:
  // Model and rules outlive the tagger. Throws std::runtime_error where the model has a topic the
  // taxonomy has not. [setup]
  Tagger(const Model& model, const Rules& rules, const Taxonomy& taxonomy, std::size_t topics_max,
         std::size_t evidence_max);

  // The topics of an article, the first the most certain of the first level; views the room.
  // `learned` false: by rules alone. [examine]
  // What the rules below each first-level topic add up to, in the order of their codes: for the
  // trainer. [any]
  std::vector<float> voices(const FieldText& headline, const FieldText& body,
                            TaggerRoom& room) const;
  std::span<const Tag> tag(const FieldText& headline, const FieldText& body, bool learned,
                           TaggerRoom& room) const;

 private:
  void addUp(TaggerRoom& room) const;
  void applyRules(const FieldText& headline, const FieldText& body, TaggerRoom& room) const;
  void findMentions(const FieldText& field, TaggerRoom& room) const;
  void addMention(std::uint32_t rule, const ct_token& first, const ct_token& last, std::size_t at,
                  const FieldText& field, TaggerRoom& room) const;
  void decideFirstLevel(const Scores& scores, bool learned, TaggerRoom& room) const;
  void decideDeeper(const Scores& scores, bool learned, TaggerRoom& room) const;
  void give(std::uint32_t topic, float odds, TaggerRoom& room) const;
  void hearMentions(TaggerRoom& room) const;
  static std::int32_t leastTold(const Scores& scores, std::size_t column);
  void sieveFeatures(const Scores& scores, TaggerRoom& room) const;
  void hearFeatures(const Scores& scores, std::size_t t, TaggerRoom& room) const;
  void chooseEvidence(const FieldText& headline, const FieldText& body, std::size_t t,
                      TaggerRoom& room) const;

  const Model& model_;
  const Rules& rules_;
  std::size_t topics_max_, evidence_max_;
  // Odds from which a first-level topic is given: by rules alone; the most certain of an article.
  float least_by_rules_, least_, least_of_brief_;
  // What is asked of topics for every article, close together.
  struct Topic {
    std::uint32_t top;      // the first-level topic above; itself on the first level
    std::uint32_t level;    // 1 to 5; 0: a newsroom's own
    std::uint32_t learned;  // its class in the model; kNoConcept: not learned
  };
  struct Class {
    std::uint32_t topic;
    float least_full, least_brief;  // odds from which it is given
    float least(const Scores& scores) const { return scores.brief ? least_brief : least_full; }
  };
  std::vector<Topic> topics_;                        // as the taxonomy's
  std::vector<Class> classes_;                       // as the model's
  std::vector<std::uint32_t> first_level_, deeper_;  // topics; classes below the first level
};

// True for tables, schedules and lists of results: mostly numbers and short lines. [any]
bool isTable(std::span<const ct_token> body, std::span<const ct_span> lines);

}  // namespace copytaster::topics
