// A feed is set up whole before the first frame; what it counts carries its name from the config.
#include "daemon/wire/feed.h"

#include <fmt/format.h>

namespace copytaster {
namespace {

zmq::socket_type typeOf(WireKind kind) {
  switch (kind) {
    case WireKind::kSub:
      return zmq::socket_type::sub;
    case WireKind::kPull:
      return zmq::socket_type::pull;
    case WireKind::kPost:
      return zmq::socket_type::router;
  }
  return zmq::socket_type::sub;
}

std::string_view nameOf(WireKind kind) {
  switch (kind) {
    case WireKind::kSub:
      return "sub";
    case WireKind::kPull:
      return "pull";
    case WireKind::kPost:
      return "post";
  }
  return "";
}

// libzmq closes the connection of a peer whose frame is over MAXMSGSIZE, without a word to us. So
// its bound lies well over the feed's: what is between the two becomes a dead letter with its
// bytes.
SocketOptions socketOptions(const FeedOptions& feed) {
  SocketOptions options;
  options.receive_frames_max = static_cast<int>(
      std::min<std::uint64_t>(std::max<std::uint64_t>(feed.queue_frames_max, 1), 10'000'000));
  options.frame_bytes_max =
      static_cast<std::int64_t>(std::min<std::uint64_t>(feed.frame_bytes_max, 128U << 20)) * 2 +
      (64 << 10);
  // An EnrichedArticle holds the article, perhaps its bytes as received and as restored, and notes.
  if (!feed.replay.empty()) options.frame_bytes_max = options.frame_bytes_max * 2 + (4 << 20);
  options.linger_ms = feed.kind == WireKind::kPost ? 2'000 : 0;  // the last receipts
  options.curve = feed.curve;
  options.door = "feed " + feed.name;
  return options;
}

Counter& counter(Counters& counters, const FeedOptions& feed, std::string_view name,
                 std::string_view unit, std::string_view help) {
  return counters.total(name, {{"feed", feed.name}}, unit, help);
}

}  // namespace

Feed::Feed(WireContext& context, FeedOptions feed, Counters& counters)
    : received_bytes(counter(counters, feed, "received_bytes", "bytes",
                             "Bytes of the frames taken from the feed.")),
      unanswered(counter(counters, feed, "unanswered_receipts", "receipts",
                         "Receipts that their sender did not take; it will post again.")),
      gaps(counter(counters, feed, "gaps", "gaps", "Gaps in the numbers of the feed's providers.")),
      missed(counter(counters, feed, "missed_numbers", "articles",
                     "Numbers of the feed's providers that did not come.")),
      silent(counters.level("silent_feeds", {{"feed", feed.name}}, "feeds",
                            "1 while the feed has sent nothing for longer than it should.")),
      numbering(feed.count),
      last_frame_at(steadyMicros()),
      options_(std::move(feed)),
      socket_(context, typeOf(options_.kind), socketOptions(options_)) {}

Result<std::unique_ptr<Feed>> Feed::open(WireContext& context, FeedOptions options,
                                         const UpstreamPosition& from, Counters& counters,
                                         Log& log) {
  std::unique_ptr<Feed> feed(new Feed(context, std::move(options), counters));
  const FeedOptions& o = feed->options_;
  const auto wrong = [&](Error error) {
    error.what = fmt::format("feed `{}`: {}", o.name, error.what);
    return tl::make_unexpected(std::move(error));
  };
  const std::string role = fmt::format("feed {} ({})", o.name, nameOf(o.kind));
  if (!o.replay.empty()) {
    SocketOptions replay = socketOptions(o);
    replay.door.clear();
    auto follower = Follower::open(context, feed->socket_, {o.name, o.replay, o.topics, replay},
                                   from, counters, log);
    if (!follower) return wrong(follower.error());
    feed->follower_.emplace(std::move(*follower));
    feed->endpoints_.push_back({fmt::format("feed {} (replay)", o.name), o.replay, false});
  } else if (o.kind == WireKind::kSub) {
    for (const std::string& topic : o.topics) feed->zmq().set(zmq::sockopt::subscribe, topic);
  }
  if (!o.bind.empty()) {
    if (auto allowed = checkBind(o.bind, o.curve, o.insecure); !allowed)
      return wrong(allowed.error());
    auto address = feed->socket_.bind(o.bind);
    if (!address) return wrong(address.error());
    feed->endpoints_.push_back({role, *address, true});
  }
  for (const std::string& address : o.connect) {
    if (auto connected = feed->socket_.connect(address); !connected)
      return wrong(connected.error());
    feed->endpoints_.push_back({role, address, false});
  }
  return feed;
}

}  // namespace copytaster
