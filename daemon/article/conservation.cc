// The counters are set, not added to: at each look they are a picture of one moment.
#include "daemon/article/conservation.h"

#include <fmt/format.h>

namespace copytaster {

Conservation::Conservation(const std::vector<std::string>& feeds, const Belt& belt,
                           Counters& counters, Log& log)
    : belt_(belt), log_(log) {
  for (const std::string& feed : feeds) {
    const Counter::Labels labels{{"feed", feed}};
    tallies_.emplace(
        feed,
        Tallies{counters.total("received_frames", labels, "frames", "Frames taken from the feed."),
                counters.total("published_articles", labels, "articles",
                               "Articles of the feed that went out."),
                counters.total("rejected_frames", labels, "frames",
                               "Frames of the feed that became dead letters."),
                counters.total("repeated_articles", labels, "articles",
                               "Articles posted again that the journal had already."),
                counters.level("in_flight_articles", labels, "articles",
                               "Frames of the feed that are on their way through."),
                counters.level("unaccounted_frames", labels, "frames",
                               "Received less published, rejected, repeated and in flight: other "
                               "than 0 is a mistake of copytaster.")});
  }
}

void Conservation::look() {
  std::string complaint;
  for (const FeedAccount& account : belt_.accounts()) {
    const auto found = tallies_.find(account.feed);
    if (found == tallies_.end()) continue;
    const auto set = [](Counter& counter, auto value) {
      counter.set(static_cast<std::int64_t>(value));
    };
    set(found->second.received, account.received);
    set(found->second.published, account.published);
    set(found->second.rejected, account.rejected);
    set(found->second.repeated, account.repeated);
    set(found->second.in_flight, account.in_flight);
    set(found->second.unaccounted, account.unaccounted());
    if (account.unaccounted() == 0) continue;
    complaint += fmt::format(
        "{}feed {}: {} frames received, but {} published + {} rejected + {} "
        "repeated + {} in flight",
        complaint.empty() ? "" : "; ", account.feed, account.received, account.published,
        account.rejected, account.repeated, account.in_flight);
  }
  const std::lock_guard lock(mutex_);
  if (complaint_.empty() && !complaint.empty())
    log_.error("frames are unaccounted for: {}; please report this", complaint);
  complaint_ = complaint;
}

std::string Conservation::complaint() const {
  const std::lock_guard lock(mutex_);
  return complaint_;
}

}  // namespace copytaster
