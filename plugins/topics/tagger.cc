// Rules, thresholds, evidence. Log-odds throughout; see rules.h and model.h for the two halves.
#include "plugins/topics/tagger.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace copytaster::topics {
namespace {

enum : std::uint8_t { kPlain = 0, kSpoken = 1, kVetoed = 2 };

// Where nothing was learned of a topic: how unlikely it is before a rule speaks, and what its
// first-level topic, given, adds. One phrase of the usual weight is not enough, one of weight 3 or
// two phrases are.
constexpr float kPriorOdds = -3.0F;
constexpr float kParentOdds = 1.2F;
// First-level topics by rules alone, where the language has no model.
constexpr float kRulesOnlyOdds = -2.0F;
constexpr float kRulesAlone = 0.5F;  // and the confidence from which they are given
constexpr float kRiseShare = 0.35F;
constexpr float kRiseMax = 2.0F;
// The best first-level topic is given below its threshold from here on: an article on nothing is
// rare. A headline alone says less, so it must say it more clearly: .38 is best on headlines of
// later years.
constexpr float kBestAtLeast = 0.30F, kBestOfBriefAtLeast = 0.38F;
// What a phrase weighs by its place.
constexpr float kInHeadline = 1.5F;
constexpr float kInLead = 1.0F;
constexpr float kInBody = 0.6F;
// A feature that adds less than this part of a topic's score is no evidence of it.
constexpr std::int32_t kTellingShare = 32;
constexpr std::size_t kAtOnce = 8;          // candidates for evidence that are put in order
constexpr std::size_t kPhraseTokens = 700;  // of a field; a phrase far down still says something
constexpr std::size_t kMentionsMax = 255;
constexpr double kSteps = 1000;  // confidence is told in thousandths

float confidence(float odds) {
  const double p = 1.0 / (1.0 + std::exp(-static_cast<double>(odds)));
  return static_cast<float>(std::round(p * kSteps) / kSteps);
}

// The least odds whose confidence is `least` or more: the exponential is dear, and most topics are
// far from it.
float oddsFor(float least) {
  float below = -40, enough = 40;  // of confidence 0 and 1
  if (confidence(below) >= least) return -std::numeric_limits<float>::infinity();
  if (confidence(enough) < least) return std::numeric_limits<float>::infinity();
  for (;;) {
    const float middle = below + (enough - below) / 2;
    if (middle <= below || middle >= enough) return enough;
    (confidence(middle) >= least ? enough : below) = middle;
  }
}

ct_evidence place(const FieldText& field, const ct_token& first, const ct_token& last,
                  float weight) {
  return {field.field, first.begin, last.begin + last.size, weight};
}

// Keeps the order of equals, and asks for no memory; the lists are short.
template <class T, class Before>
void sortShort(std::span<T> list, Before&& before) {
  for (std::size_t i = 1; i < list.size(); ++i) {
    const T item = list[i];
    std::size_t at = i;
    for (; at > 0 && before(item, list[at - 1]); --at) list[at] = list[at - 1];
    list[at] = item;
  }
}

constexpr std::uint32_t kIsFeature = 1U << 31;

TaggerRoom::Candidate candidate(float weight, std::uint32_t number) {
  // The bits of a float stand in its order, those of one below 0 in the reverse of it.
  const auto bits = std::bit_cast<std::int32_t>(weight);
  const std::int64_t order = bits ^ (bits >> 31 & 0x7FFFFFFF);
  return order << 32 | static_cast<std::uint32_t>(~number);
}
float weightOf(TaggerRoom::Candidate candidate) {
  const auto order = static_cast<std::int32_t>(candidate >> 32);
  return std::bit_cast<float>(order ^ (order >> 31 & 0x7FFFFFFF));
}

// The strongest of the candidates below `bound`, falling. Each is put in its place without a
// branch, for none could be foreseen.
std::array<TaggerRoom::Candidate, kAtOnce> strongestBelow(
    TaggerRoom::Candidate bound, std::span<const TaggerRoom::Candidate> candidates) {
  using Candidate = TaggerRoom::Candidate;
  constexpr auto kNone = std::numeric_limits<Candidate>::min();
  std::array<Candidate, kAtOnce> strongest;
  strongest.fill(kNone);
  for (const Candidate each : candidates) {
    Candidate next = each < bound ? each : kNone;
    for (Candidate& place : strongest) {
      const Candidate before = place;
      place = before > next ? before : next;
      next = before > next ? next : before;
    }
  }
  return strongest;
}

// What a candidate tells, looked up only where it may be told.
ct_evidence evidenceOf(TaggerRoom::Candidate candidate, const FieldText& headline,
                       const FieldText& body, const TaggerRoom& room) {
  const auto number = ~static_cast<std::uint32_t>(candidate);
  if ((number & kIsFeature) == 0) {
    ct_evidence evidence = room.mentions[number].where;
    evidence.weight = weightOf(candidate);
    return evidence;
  }
  const Feature& feature = room.bag.features()[number & ~kIsFeature];
  const FieldText& field = (feature.place & kPlaceHeadline) != 0 ? headline : body;
  const std::size_t at = feature.place & kPlaceIndex;
  const std::size_t last = at + ((feature.place & kPlacePair) != 0 ? 1 : 0);
  return place(field, field.tokens[at], field.tokens[last], weightOf(candidate));
}

bool overlap(const ct_evidence& a, const ct_evidence& b) {
  return a.field == b.field && a.begin < b.end && b.begin < a.end;
}

}  // namespace

Tagger::Tagger(const Model& model, const Rules& rules, const Taxonomy& taxonomy,
               std::size_t topics_max, std::size_t evidence_max)
    : model_(model),
      rules_(rules),
      topics_max_(topics_max),
      evidence_max_(evidence_max),
      least_by_rules_(oddsFor(kRulesAlone)),
      least_(oddsFor(kBestAtLeast)),
      least_of_brief_(oddsFor(kBestOfBriefAtLeast)) {
  for (std::uint32_t t = 0; t < taxonomy.size(); ++t) {
    topics_.push_back({taxonomy.top(t), taxonomy.at(t).level, kNoConcept});
    if (taxonomy.at(t).level == 1) first_level_.push_back(t);
  }
  for (std::uint32_t c = 0; c < model.classes(); ++c) {
    const std::uint32_t topic = taxonomy.find(model.code(c));
    if (topic == kNoConcept) {
      throw std::runtime_error("model and taxonomy disagree: no topic " +
                               std::string(model.code(c)));
    }
    topics_[topic].learned = c;
    classes_.push_back({topic, oddsFor(model.calibration(false, c).threshold),
                        oddsFor(model.calibration(true, c).threshold)});
    if (topics_[topic].level != 1) deeper_.push_back(c);
  }
}

std::span<const Tag> Tagger::tag(const FieldText& headline, const FieldText& body, bool learned,
                                 TaggerRoom& room) const {
  room.tag_count = 0;
  applyRules(headline, body, room);
  if (room.silenced) return {};
  Scores scores;
  if (learned) {
    room.bag.read(headline, body, model_.scale());
    // Without a word nothing is learned but how frequent a topic is.
    learned = !room.bag.features().empty();
    scores = model_.score(room.bag, body.tokens.size() < kBriefTokens);
  }
  decideFirstLevel(scores, learned, room);
  decideDeeper(scores, learned, room);
  if (learned) sieveFeatures(scores, room);
  hearMentions(room);
  room.evidence.resize(std::max(room.evidence.size(), room.tag_count * evidence_max_));
  for (std::size_t t = 0; t < room.tag_count; ++t) {
    if (learned) hearFeatures(scores, t, room);
    chooseEvidence(headline, body, t, room);
  }
  return std::span(room.tags).first(room.tag_count);
}

void Tagger::addMention(std::uint32_t index, const ct_token& first, const ct_token& last,
                        std::size_t at, const FieldText& field, TaggerRoom& room) const {
  const Rule& rule = rules_.at(index);
  const bool headline = field.field == CT_HEADLINE, lead = headline || at < kLeadTokens;
  const bool capital = (first.flags & CT_TOKEN_CAPITAL) != 0;
  std::uint8_t& count = room.mentions_of[index];
  // Without a branch: what does not count is written behind the last.
  const bool counts = !((rule.title & !headline) | (rule.lead & !lead) | (rule.capital & !capital) |
                        (count == kMentionsMax));
  room.mentions[room.mention_count] = {index, place(field, first, last,
                                                    headline ? kInHeadline
                                                    : lead   ? kInLead
                                                             : kInBody)};
  room.mention_count += counts & (count == 0);
  count = static_cast<std::uint8_t>(count + counts);
  if (room.mention_count == room.mentions.size()) room.mentions.resize(2 * room.mention_count);
}

void Tagger::findMentions(const FieldText& field, TaggerRoom& room) const {
  const auto& phrases = rules_.phrases();
  const auto tokens = field.tokens.first(std::min(field.tokens.size(), kPhraseTokens));
  for (const auto& start : phrases.starts(tokens, room.phrases)) {
    phrases.match(
        tokens, start, field.text, [&](std::size_t words, std::span<const std::uint32_t> meanings) {
          for (const auto rule : meanings)
            addMention(rule, tokens[start.at], tokens[start.at + words - 1], start.at, field, room);
        });
  }
}

void Tagger::applyRules(const FieldText& headline, const FieldText& body, TaggerRoom& room) const {
  for (const auto& mention : std::span(room.mentions).first(room.mention_count))
    room.mentions_of[mention.rule] = 0;
  for (const auto topic : std::span(room.topics).first(room.topic_count))
    room.odds[topic] = room.ruled[topic] = kPlain;
  room.topic_count = 0;
  room.mention_count = 0;
  room.silenced = false;
  findMentions(headline, room);
  findMentions(body, room);
  if (room.topics.size() <= room.mention_count) room.topics.resize(room.mentions.size());
  for (const auto& mention : std::span(room.mentions).first(room.mention_count)) {
    const Rule& rule = rules_.at(mention.rule);
    const std::uint8_t count = room.mentions_of[mention.rule];
    if (count < rule.count) continue;
    if (rule.topic == kEveryTopic) {
      room.silenced = true;
      return;
    }
    std::uint8_t& ruled = room.ruled[rule.topic];
    room.topics[room.topic_count] = rule.topic;
    room.topic_count += ruled == kPlain;
    ruled = rule.veto ? std::uint8_t{kVetoed} : std::max(ruled, std::uint8_t{kSpoken});
    if (rule.veto) continue;
    // Said twice is more than said once; said ten times is hardly more than three.
    constexpr std::array<float, 4> kShares = {0, 1.0F, 1.5F, 1.75F};
    const float share = kShares[rule.count > 1 ? 1 : std::min<std::size_t>(count, 3)];
    room.odds[rule.topic] += rule.weight * share * mention.where.weight;
  }
}

void Tagger::give(std::uint32_t topic, float odds, TaggerRoom& room) const {
  if (room.tag_count == topics_max_) return;
  if (room.tag_count == room.tags.size()) room.tags.emplace_back();
  room.tags[room.tag_count] = {topic, confidence(odds), {}};
  room.given[topic] = static_cast<std::uint32_t>(++room.tag_count);
}

// What is said of a topic below speaks for the one above it too.
std::vector<float> Tagger::voices(const FieldText& headline, const FieldText& body,
                                  TaggerRoom& room) const {
  applyRules(headline, body, room);
  addUp(room);
  std::vector<float> out;
  for (const auto topic : first_level_) out.push_back(room.below[topic]);
  return out;
}

void Tagger::addUp(TaggerRoom& room) const {
  for (const auto topic : first_level_) room.below[topic] = 0;
  for (const auto topic : std::span(room.topics).first(room.topic_count)) {
    const Topic& it = topics_[topic];
    if (it.level > 1 && room.ruled[topic] == kSpoken)
      room.below[it.top] += std::max(0.0F, room.odds[topic]);
  }
}

void Tagger::decideFirstLevel(const Scores& scores, bool learned, TaggerRoom& room) const {
  addUp(room);
  struct Candidate {
    std::uint32_t topic, learned;
    float own, odds;  // by itself, and beside its strongest rival
  };
  std::array<Candidate, kColumns> candidates;
  std::size_t count = 0, leader = 0;
  float first = 0, second = 0;
  for (const auto topic : first_level_) {
    const auto c = topics_[topic].learned;
    if (c == kNoConcept || room.ruled[topic] == kVetoed) continue;
    const float below = room.below[topic];  // of most 0, and so is its logarithm
    const float voice = below == 0 ? 0
                        : learned  ? model_.calibration(scores.brief, c).voice * std::log1p(below)
                                   : std::min(kRiseMax, kRiseShare * below);
    const float odds = (learned ? scores.odds[c] : kRulesOnlyOdds) + room.odds[topic] + voice;
    if (count == 0 || odds > first) {
      second = count == 0 ? odds : first;
      first = odds;
      leader = count;
    } else if (count == 1 || odds > second) {
      second = odds;
    }
    candidates[count++] = {topic, c, odds, odds};
  }
  if (count == 0) return;
  const float ceiling = learned ? model_.beside(first, second, true, scores.brief) : first;
  // Few are given: those alone are put in order.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    Candidate it = candidates[i];
    const bool leads = i == leader;
    if (leads) {
      it.odds = ceiling;
    } else if (learned) {
      it.odds = std::min(ceiling, model_.beside(it.own, first, false, scores.brief));
    }
    const float least = learned ? classes_[it.learned].least(scores) : least_by_rules_;
    candidates[kept] = it;
    kept += it.odds >= (leads ? std::min(least, scores.brief ? least_of_brief_ : least_) : least);
  }
  const auto likely = std::span(candidates).first(kept);
  sortShort(likely, [](const Candidate& a, const Candidate& b) { return a.own > b.own; });
  for (const auto& candidate : likely) give(candidate.topic, candidate.odds, room);
}

void Tagger::decideDeeper(const Scores& scores, bool learned, TaggerRoom& room) const {
  const std::size_t above = room.tag_count;
  // The confidence of the first-level topic above, 0 where that is not given: no part is more
  // certain than the whole.
  const auto given = [&](const Topic& it) {
    const std::uint32_t tag = room.given[it.top];
    return tag == 0 ? 0.0F : room.tags[tag - 1].confidence;
  };
  const auto giveBelow = [&](std::uint32_t topic, float odds, float ceiling) {
    const std::size_t before = room.tag_count;
    give(topic, odds, room);
    if (room.tag_count > before)
      room.tags[before].confidence = std::min(ceiling, room.tags[before].confidence);
  };
  if (learned) {
    // Those that are likely first, without a branch; they are few.
    std::array<std::uint32_t, kColumns> likely;
    std::size_t count = 0;
    for (const auto c : deeper_) {
      const auto topic = classes_[c].topic;
      const float odds = scores.odds[c] + room.odds[topic];
      const bool enough = odds >= classes_[c].least(scores);
      const bool above_given = room.given[topics_[topic].top] != 0;
      const bool vetoed = room.ruled[topic] == kVetoed;
      likely[count] = c;
      count += enough & above_given & !vetoed;
    }
    for (const auto c : std::span(likely).first(count)) {
      const auto topic = classes_[c].topic;
      giveBelow(topic, scores.odds[c] + room.odds[topic], given(topics_[topic]));
    }
  }
  const auto oddsOf = [&](std::uint32_t topic) {
    return kPriorOdds + room.odds[topic] + (topics_[topic].level > 1 ? kParentOdds : 0);
  };
  // Few of the topics that rules spoke of are likely: those alone are put in order.
  const auto spoken = std::span(room.topics).first(room.topic_count);
  const auto likely = std::partition(spoken.begin(), spoken.end(), [&](std::uint32_t t) {
    const bool ruled_alone = !learned || topics_[t].learned == kNoConcept;
    return oddsOf(t) >= 0 && ruled_alone && topics_[t].level != 1 && room.ruled[t] != kVetoed;
  });
  std::sort(spoken.begin(), likely);
  for (const auto topic : std::span(spoken.begin(), likely)) {
    const float ceiling = topics_[topic].level > 1 ? given(topics_[topic]) : 1.0F;
    if (ceiling > 0) giveBelow(topic, oddsOf(topic), ceiling);
  }
  sortShort(std::span(room.tags).subspan(above, room.tag_count - above),
            [](const Tag& a, const Tag& b) { return a.confidence > b.confidence; });
}

// The least that a feature must add to a tag's score to be told.
std::int32_t Tagger::leastTold(const Scores& scores, std::size_t column) {
  return std::max(0, scores.sums[column] / kTellingShare);
}

// The features that may tell anything of any tag, by what they add at most: without their rows.
void Tagger::sieveFeatures(const Scores& scores, TaggerRoom& room) const {
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  for (const Tag& tag : std::span(room.tags).first(room.tag_count)) {
    const auto c = topics_[tag.topic].learned;
    if (c != kNoConcept) least = std::min(least, leastTold(scores, model_.column(scores, c)));
  }
  const auto features = room.bag.features();
  if (room.telling.size() <= features.size()) {
    room.telling.resize(features.size() + 1);
    room.gains.resize(features.size() + 1);
  }
  room.telling_count = 0;
  for (const Feature& f : features) {
    room.telling[room.telling_count] = &f;
    room.telling_count += f.most > least;
  }
}

// What the rules said goes to the tags it speaks for, each mention to its topic and to the
// first-level topic above. What speaks for no tag goes to a list that nobody reads: a branch would
// be guessed.
void Tagger::hearMentions(TaggerRoom& room) const {
  room.candidates_max = 2 * room.mention_count + room.bag.features().size();
  const std::size_t lists = room.tag_count + 1;
  if (room.candidates.size() < lists * room.candidates_max)
    room.candidates.resize(lists * room.candidates_max);
  room.candidate_end.resize(std::max(room.candidate_end.size(), lists));
  for (std::size_t t = 0; t < lists; ++t)
    room.candidate_end[t] = room.candidates.data() + t * room.candidates_max;
  for (std::uint32_t t = 0; t < room.tag_count; ++t)
    room.given[room.tags[t].topic] = t + 1;  // they were put in order since
  for (std::uint32_t m = 0; m < room.mention_count; ++m) {
    const auto& mention = room.mentions[m];
    const Rule& rule = rules_.at(mention.rule);
    if (rule.veto || rule.weight <= 0) continue;  // hardly any
    const bool heard = room.mentions_of[mention.rule] >= rule.count;
    const auto speak = [&](std::uint32_t list, float weight) {
      *room.candidate_end[list]++ = candidate(weight, m);
    };
    const Topic& it = topics_[rule.topic];
    speak(heard ? room.given[rule.topic] : 0, mention.where.weight * rule.weight);
    speak(heard && it.level > 1 ? room.given[it.top] : 0,
          mention.where.weight * (rule.weight * kRiseShare));
  }
  for (std::size_t t = 0; t < room.tag_count; ++t) room.given[room.tags[t].topic] = 0;
}

// The features that add enough to a tag's score are candidates, too.
void Tagger::hearFeatures(const Scores& scores, std::size_t t, TaggerRoom& room) const {
  const auto c = topics_[room.tags[t].topic].learned;
  if (c == kNoConcept) return;
  const std::size_t column = model_.column(scores, c);
  const std::int32_t least = leastTold(scores, column);
  const Feature* const first = room.bag.features().data();
  // Those that are told first, without a branch; they are few.
  std::size_t told = 0;
  for (const Feature* f : std::span(room.telling).first(room.telling_count)) {
    const std::int32_t gain = f->weight * model_.row(f->bucket)[column];
    room.gains[told] = {gain, static_cast<std::uint32_t>(f - first)};
    told += gain > least;
  }
  for (const auto& gain : std::span(room.gains).first(told))
    *room.candidate_end[t + 1]++ =
        candidate(model_.oddsOf(gain.value, scores, c), kIsFeature | gain.feature);
}

// The strongest candidates, and of those that overlap the strongest.
void Tagger::chooseEvidence(const FieldText& headline, const FieldText& body, std::size_t t,
                            TaggerRoom& room) const {
  const std::span candidates(&room.candidates[(t + 1) * room.candidates_max],
                             room.candidate_end[t + 1]);
  const auto kept = std::span(room.evidence).subspan(t * evidence_max_, evidence_max_);
  std::size_t count = 0;
  auto last = std::numeric_limits<TaggerRoom::Candidate>::max();
  for (std::size_t seen = 0; seen < candidates.size() && count < evidence_max_; seen += kAtOnce) {
    const auto strongest = strongestBelow(last, candidates);
    for (const auto candidate :
         std::span(strongest).first(std::min(kAtOnce, candidates.size() - seen))) {
      const ct_evidence next = evidenceOf(candidate, headline, body, room);
      const auto chosen = kept.first(count);
      const bool again = std::any_of(chosen.begin(), chosen.end(),
                                     [&](const ct_evidence& e) { return overlap(e, next); });
      if (!again) kept[count++] = next;
      if (count == evidence_max_) break;
    }
    last = strongest.back();
  }
  room.tags[t].evidence = kept.first(count);
}

bool isTable(std::span<const ct_token> body, std::span<const ct_span> lines) {
  constexpr std::size_t kLeast = 30;      // words; less is a brief
  constexpr std::size_t kShortLine = 12;  // words
  if (body.size() < kLeast) return false;
  const std::size_t numbers = countFlagged(body, CT_TOKEN_NUMBER);
  std::size_t in_short_lines = 0;
  for (const ct_span& l : lines) {
    const std::size_t words = l.token_end - l.token_begin;
    if (words < kShortLine) in_short_lines += words;
  }
  return 10 * numbers > 4 * body.size() ||
         (5 * numbers > body.size() && 10 * in_short_lines > 7 * body.size());
}

}  // namespace copytaster::topics
