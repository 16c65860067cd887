// The editor's report: see report.h.
#include "daemon/tool/report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "daemon/tool/excerpt.h"

namespace copytaster {
namespace {

constexpr std::size_t kTopicWordsMax = 5;
constexpr std::size_t kNamesMax = 8;

Style styleOf(v1::EnrichedArticle::Verdict verdict) {
  if (verdict == v1::EnrichedArticle::HOLD) return Style::kWarning;
  return verdict == v1::EnrichedArticle::SPIKE ? Style::kBad : Style::kGood;
}

std::string timeOf(const google::protobuf::Timestamp& at) {
  if (at.seconds() == 0) return "";
  const std::chrono::sys_seconds time{std::chrono::seconds(at.seconds())};
  return fmt::format("{:%Y-%m-%d %H:%M}", time);
}

void printHead(const v1::EnrichedArticle& enriched, Page& page) {
  const v1::Article& article = enriched.article();
  Styled head;
  head.add(v1::EnrichedArticle::Verdict_Name(enriched.verdict()), styleOf(enriched.verdict()));
  head.add("  " + article.id(), Style::kBold);
  std::string rest;
  if (article.version() != 0) rest += fmt::format(" v{}", article.version());
  if (article.advisory() != v1::Article::NONE)
    rest += " " + v1::Article::Advisory_Name(article.advisory());
  for (const std::string& part :
       {article.provider(), timeOf(enriched.received_at()), enriched.language()}) {
    if (!part.empty()) rest += "  " + part;
  }
  head.add(rest, Style::kFaint);
  page.print(fmt::format("#{}", enriched.sequence()), head);
}

void printGarble(const v1::Garble& garble, Page& page) {
  if (garble.findings().empty() && garble.kinds().empty()) return;
  std::map<int, int> counts;
  for (const auto& finding : garble.findings()) ++counts[finding.kind()];
  std::string kinds;
  for (const auto& [kind, count] : counts) {
    kinds += fmt::format("{}{} ×{}", kinds.empty() ? "" : ", ",
                         v1::Garble::Kind_Name(static_cast<v1::Garble::Kind>(kind)), count);
  }
  page.print("garbled", Styled()
                            .add(fmt::format("{:.2f}", garble.score()), Style::kBold)
                            .add(fmt::format("  {:.1f}% of the body  ", 100 * garble.severity()),
                                 Style::kFaint)
                            .add(kinds));
}

std::string listed(const google::protobuf::RepeatedPtrField<std::string>& words) {
  return fmt::format("{}", fmt::join(words, "; "));
}

void printDuplicate(const v1::Duplicate& duplicate, Page& page) {
  if (duplicate.relation() <= v1::Duplicate::ORIGINAL) return;
  Styled text;
  text.add(v1::Duplicate::Relation_Name(duplicate.relation()), Style::kBold);
  text.add(fmt::format(" of {}", duplicate.of().id()));
  text.add(
      fmt::format("  {} #{}  resemblance {:.2f}, containment {:.2f}", duplicate.of().provider(),
                  duplicate.of().sequence(), duplicate.resemblance(), duplicate.containment()),
      Style::kFaint);
  if (!duplicate.evidence().empty()) text.add("\n" + listed(duplicate.evidence()));
  page.print("repeats", text);
}

void printStory(const v1::Story& story, Page& page) {
  if (story.size() < 2) return;
  Styled text;
  text.add(story.id(), Style::kBold);
  text.add(fmt::format("  article {} of {}", story.position(), story.size()));
  if (!story.evidence().empty()) text.add("  " + listed(story.evidence()), Style::kFaint);
  page.print("story", text);
}

void printTopic(const v1::Topic& topic, std::string_view label, Page& page) {
  std::vector<const v1::Evidence*> words;
  for (const auto& word : topic.evidence()) words.push_back(&word);
  std::ranges::stable_sort(words, [](auto* a, auto* b) { return a->weight() > b->weight(); });
  std::string because;
  std::set<std::string_view> seen;
  for (const v1::Evidence* word : words) {
    if (seen.size() == kTopicWordsMax || !seen.insert(word->text()).second) continue;
    because += (because.empty() ? "  ← " : ", ") + word->text();
  }
  page.print(label, Styled()
                        .add(topic.label(), Style::kBold)
                        .add(fmt::format(" {:.2f}", topic.confidence()))
                        .add("  " + topic.code(), Style::kFaint)
                        .add(because));
}

void printNames(const v1::EnrichedArticle& enriched, Page& page) {
  std::string names;
  std::set<std::string_view> seen;
  for (const auto& entity : enriched.entities()) {
    if (seen.size() == kNamesMax || !seen.insert(entity.text()).second) continue;
    names += (names.empty() ? "" : ", ") + entity.text();
  }
  if (!names.empty()) page.print("names", Styled().add(names, Style::kFaint));
}

}  // namespace

void printArticle(const v1::EnrichedArticle& enriched, bool whole, Page& page) {
  printHead(enriched, page);
  const v1::Article& article = enriched.article();
  if (!article.headline().empty())
    page.print("", marked(article.headline(), "headline", enriched.garble(), Style::kBold));
  if (!article.body().empty()) {
    page.print("", whole ? marked(article.body(), "body", enriched.garble(), Style::kPlain)
                         : excerpt(article.body(), enriched.garble()));
  }
  for (const std::string& reason : enriched.reasons())
    page.print("why", Styled().add(reason, styleOf(enriched.verdict())));
  printGarble(enriched.garble(), page);
  printDuplicate(enriched.duplicate(), page);
  printStory(enriched.story(), page);
  const char* label = "topics";
  for (const auto& topic : enriched.topics()) {
    printTopic(topic, label, page);
    label = "";
  }
  printNames(enriched, page);
  for (const auto& run : enriched.runs()) {
    if (run.outcome() != v1::Run::OK && run.outcome() != v1::Run::OUTCOME_UNSPECIFIED) {
      page.print("failed", Styled().add(run.filter() + ": " + v1::Run::Outcome_Name(run.outcome()) +
                                            " " + run.message(),
                                        Style::kBad));
    }
  }
  page.blank();
}

void printLine(const v1::EnrichedArticle& enriched, Page& page) {
  const v1::Article& article = enriched.article();
  Styled line;
  line.add(fmt::format("{:<6}", v1::EnrichedArticle::Verdict_Name(enriched.verdict())),
           styleOf(enriched.verdict()));
  if (!article.headline().empty()) {
    line.add(article.headline(), Style::kBold);
  } else {
    line.add(opening(article.body()), Style::kBold);
  }
  line.add("  " + article.provider(), Style::kFaint);
  const auto& duplicate = enriched.duplicate();
  if (duplicate.relation() > v1::Duplicate::ORIGINAL) {
    line.add(fmt::format("  {} of {}", v1::Duplicate::Relation_Name(duplicate.relation()),
                         duplicate.of().id()),
             Style::kLabel);
  }
  for (const int kind : enriched.garble().kinds()) {
    line.add("  " + v1::Garble::Kind_Name(static_cast<v1::Garble::Kind>(kind)), Style::kBad);
  }
  if (enriched.story().size() > 1)
    line.add(fmt::format("  story {}", enriched.story().id()), Style::kFaint);
  if (!enriched.topics().empty()) line.add("  " + enriched.topics(0).label(), Style::kTopic);
  page.print(fmt::format("#{}", enriched.sequence()), line);
}

void Summary::add(const v1::EnrichedArticle& enriched) {
  ++articles_;
  ++verdicts_[enriched.verdict()];
  if (enriched.duplicate().relation() > v1::Duplicate::ORIGINAL)
    ++relations_[enriched.duplicate().relation()];
  for (const int kind : enriched.garble().kinds()) ++kinds_[kind];
  if (enriched.story().size() > 1) stories_.insert(enriched.story().id());
  if (!enriched.topics().empty()) ++with_topic_;
  for (const auto& run : enriched.runs()) {
    if (run.outcome() > v1::Run::OK) ++failed_runs_;
  }
}

void Summary::print(Page& page, double seconds) const {
  const auto counts = [](const auto& map, auto name) {
    std::string text;
    for (const auto& [value, count] : map)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name(value));
    return text.empty() ? std::string("none") : text;
  };
  page.print("articles", Styled()
                             .add(fmt::format("{}", articles_), Style::kBold)
                             .add(": " + counts(verdicts_,
                                                [](int v) {
                                                  return v1::EnrichedArticle::Verdict_Name(
                                                      static_cast<v1::EnrichedArticle::Verdict>(v));
                                                }))
                             .add(fmt::format("  in {:.1f} s", seconds), Style::kFaint));
  page.print("repeats", Styled().add(counts(relations_, [](int v) {
    return v1::Duplicate::Relation_Name(static_cast<v1::Duplicate::Relation>(v));
  })));
  page.print("garbled", Styled().add(counts(kinds_, [](int v) {
    return v1::Garble::Kind_Name(static_cast<v1::Garble::Kind>(v));
  })));
  page.print("stories", Styled().add(fmt::format("{} of two articles or more", stories_.size())));
  page.print("topics", Styled().add(fmt::format("on {} of {} articles", with_topic_, articles_)));
  if (failed_runs_ != 0) {
    page.print("failed",
               Styled().add(fmt::format("{} runs of a filter", failed_runs_), Style::kBad));
  }
}

}  // namespace copytaster
