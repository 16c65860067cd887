// Filters run in the order of the config, first all that examine, later (in sequence order) all
// that settle. What one noted the next ones see.
#include "daemon/chain/chain.h"

#include <mutex>
#include <set>

#include "daemon/article/reading.h"
#include "daemon/article/rereading.h"
#include "daemon/base/check.h"
#include "daemon/chain/open_filter.h"

namespace copytaster {
namespace {

constexpr const char* kOwnTable = "chain";
constexpr std::string_view kNotUtf8 =
    "text was not UTF-8: repaired, the bytes received stand in raw";

// What the daemon itself has to say of text that it repaired.
void noteRepairs(Copy& copy) {
  NoteSheet& notes = copy.notes;
  notes.current = kHost;
  notes.runs[kHost].verdict = CT_HOLD;
  notes.reasons.push(copy.arena, {kHost, kNotUtf8});
  for (const Repair& r : copy.repairs) {
    const ct_finding finding{sizeof(ct_finding), CT_ENCODING, r.field, r.begin, r.end, 0, 1.0F, 0,
                             {nullptr, 0}};
    notes.findings.push(copy.arena, {kHost, finding});
  }
}

void startNotes(Copy& copy) {
  NoteSheet& notes = copy.notes;
  const Article& article = copy.document.article;
  notes.reset(copy.arena);
  notes.advisory = article.advisory != CT_NO_ADVISORY || article.status != CT_USABLE;
  notes.headline = article.headline;
  notes.body = article.body;
}

// A restoration that this filter noted becomes what later ones read.
void readRestoration(Copy& copy, std::size_t garbles_before) {
  const auto& garbles = copy.notes.garbles;
  for (std::size_t i = garbles_before; i < garbles.size(); ++i) {
    const ct_text body = garbles[i].note.restored;
    if (body.size == 0) continue;
    copy.document.restored =
        readRestored(copy.document, {body.data, static_cast<std::size_t>(body.size)}, copy.arena);
  }
}

}  // namespace

Chain::Chain() = default;
Chain::~Chain() = default;

Result<std::unique_ptr<Chain>> Chain::open(std::vector<FilterSpec> specs,
                                           const std::vector<std::string>& folders, Log& log) {
  std::unique_ptr<Chain> chain(new Chain);
  std::string mistakes;
  std::set<std::string> names;
  if (specs.size() > kChainFiltersMax)
    return refuse(ErrorCode::kInvalid, "a chain has at most 32 filters");
  for (FilterSpec& spec : specs) {
    if (!names.insert(spec.name).second || spec.name == kOwnTable) {
      mistakes +=
          "filter '" + spec.name + "' stands twice in the chain, or has a name that is taken\n";
      continue;
    }
    auto filter = OpenFilter::open(std::move(spec), folders, hostTable(log));
    const auto built = filter ? (*filter)->build() : Result<void>(tl::unexpected(filter.error()));
    if (!built) {
      mistakes += built.error().what + '\n';
      continue;
    }
    chain->names_.push_back({(*filter)->name(), (*filter)->version()});
    chain->filters_.push_back(std::move(*filter));
  }
  if (!mistakes.empty()) {
    mistakes.pop_back();
    return refuse(ErrorCode::kInvalid, mistakes);
  }
  return chain;
}

Result<void> Chain::recall(const Tables& tables) {
  own_ = tables(kOwnTable);
  for (const auto& filter : filters_) {
    Table* table = tables(filter->name());
    if (table == nullptr || own_ == nullptr) {
      return refuse(ErrorCode::kFull, "no table for the state of filter " + filter->name());
    }
    filter->breaker.load(*own_, filter->name());
    if (auto recalled = filter->recall(table); !recalled) return recalled;
  }
  return {};
}

Result<void> Chain::rebuild() {
  const std::unique_lock lock(building_);
  for (const auto& filter : filters_) {
    if (auto built = filter->build(); !built) return built;
  }
  return {};
}

std::uint64_t Chain::skipsFor(std::uint64_t sequence) const {
  std::uint64_t skips = 0;
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    if (filters_[i]->breaker.open(sequence)) skips |= std::uint64_t{1} << i;
  }
  return skips;
}

void Chain::examine(Copy& copy) const {
  // One that was repaired, and comes again after a group that failed, lies in the arena.
  const bool is_read = copy.is_read && copy.raw.empty();
  const Article read = copy.document.article;
  copy.arena.reset();
  copy.document = Reading{};
  copy.repairs.clear();
  copy.raw = {};
  Article& article = copy.document.article;
  if (is_read) {
    article = read;
  } else {
    check(readArticle(copy.frame, article) == Refusal::kNone,
          "examined a frame that the intake let in unread");
  }
  if (!article.utf8) {
    copy.raw = copy.frame;
    const auto repaired = repairText(copy.frame, copy.arena, copy.repairs);
    check(readArticle(repaired, article) == Refusal::kNone, "a repaired article is an article");
  }
  copy.document.sequence = copy.sequence;
  copy.document.received_at = copy.received_at;
  copy.document.feed = copy.feed;
  readDocument(copy.document, copy.arena);
  startNotes(copy);
  if (!copy.raw.empty()) noteRepairs(copy);
  // Set here, not at the intake: whatever decided it has been settled, or this article could not be
  // on the belt.
  copy.skips = skipsFor(copy.sequence);
  const std::shared_lock lock(building_);
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    copy.notes.current = static_cast<FilterIndex>(i);
    if ((copy.skips >> i & 1U) != 0) {
      copy.notes.runs[i].outcome = Outcome::kBreakerOpen;
    } else if (filters_[i]->examines()) {
      const std::size_t garbles = copy.notes.garbles.size();
      filters_[i]->examine(copy.document, copy.notes);
      if (i + 1 < filters_.size()) readRestoration(copy, garbles);  // after the last nobody asks
    }
  }
}

// A filter that failed may have remembered half of the article. It was built and recalled before,
// at the start: where it cannot be now, the process is better begun anew.
void Chain::mend(OpenFilter& filter) {
  const std::unique_lock lock(building_);
  const auto built = filter.build();
  const auto recalled = built ? filter.recallAgain() : built;
  check(recalled.has_value(), recalled ? "" : recalled.error().what.c_str());
}

bool Chain::settle(Copy& copy) {
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    OpenFilter& filter = *filters_[i];
    Run& run = copy.notes.runs[i];
    if (run.outcome == Outcome::kBreakerOpen) continue;
    copy.notes.current = static_cast<FilterIndex>(i);
    if (filter.settles() && run.outcome != Outcome::kError &&
        !filter.settle(copy.document, copy.notes))
      return false;
    if (filter.isAhead()) mend(filter);
    if (filter.breaker.count(copy.sequence, run.outcome == Outcome::kError) &&
        filter.breaker.save(*own_, filter.name()) != TableStatus::kOk) {
      return false;
    }
  }
  writeTopic(copy);
  return true;
}

std::span<const DeclaredSetting> Chain::declared(std::size_t filter) const {
  return filters_[filter]->declared();
}

}  // namespace copytaster
