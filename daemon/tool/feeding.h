// The other side of a feed: sends articles into a daemon as a provider would, so that none is lost.
//
// PUB loses what nobody has subscribed to yet, so a publisher waits for the subscription first
// (XPUB tells of it) and, where the daemon is slower, waits instead of dropping (NODROP). A post
// waits for the receipt of each article, with a window of articles under way.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/result.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

enum class FeedingKind : std::uint8_t { kPublish, kPush, kPost };

struct FeedingOptions {
  std::string endpoint;
  FeedingKind kind = FeedingKind::kPublish;
  bool bind = false;  // instead of connect
  std::string topic;  // first frame, where the feed subscribes by prefix; empty: none
  std::chrono::milliseconds patience{10'000};  // for a subscriber, for room, for a receipt
  CurveKeys keys;
};

struct FeedingCounts {
  std::uint64_t sent = 0;
  std::uint64_t accepted = 0, repeated = 0, rejected = 0;  // posts: receipts so far
};

class Feeding {
 public:
  // kInvalid: not an endpoint; kBusy: the address is in use. [setup]
  static Result<std::unique_ptr<Feeding>> open(const FeedingOptions& options);
  // Waits, within patience, until what was sent has left for the peer.
  ~Feeding();

  // The address that a wildcard became.
  [[nodiscard]] const std::string& address() const;
  // Until somebody takes what is sent: kNotFound after `patience`.
  Result<void> awaitPeer();
  // One serialised Article. kFull: nobody took it within `patience`.
  Result<void> send(std::string_view article);
  // Posts: until every receipt is there. kFull as above.
  Result<void> finish();
  [[nodiscard]] const FeedingCounts& counts() const { return counts_; }
  // Of the last article that was rejected.
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  struct Line;
  explicit Feeding(const FeedingOptions& options);
  Result<void> awaitReceipts(std::uint64_t outstanding_max);

  FeedingOptions options_;
  FeedingCounts counts_;
  std::string reason_;
  std::unique_ptr<Line> line_;
};

}  // namespace copytaster
