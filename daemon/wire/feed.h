// One feed: its socket, its counters, and a message taken from it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/counters.h"
#include "daemon/base/result.h"
#include "daemon/wire/envelope.h"
#include "daemon/wire/follower.h"
#include "daemon/wire/intake.h"
#include "daemon/wire/socket.h"

namespace copytaster {

class Feed {
 public:
  // Options, then bind or connect. `from`: where one that follows another copytaster goes on.
  static Result<std::unique_ptr<Feed>> open(WireContext& context, FeedOptions options,
                                            const UpstreamPosition& from, Counters& counters,
                                            Log& log);

  [[nodiscard]] const FeedOptions& options() const { return options_; }
  [[nodiscard]] const std::string& name() const { return options_.name; }
  [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  zmq::socket_t& zmq() { return socket_.zmq(); }
  // The socket to wait for.
  zmq::socket_t& source() { return follower_ ? follower_->source() : zmq(); }

  // Takes one message; false: nothing there. The article is its last frame.
  bool receive() {
    return follower_ ? follower_->receive(frames_, steadyMicros())
                     : copytaster::receive(zmq(), frames_);
  }
  [[nodiscard]] std::string_view frame() const {
    return follower_ ? follower_->article() : textOf(frames_.back());
  }
  // Of the article, where the feed follows another copytaster.
  [[nodiscard]] UpstreamPosition upstream() const {
    return follower_ ? follower_->position() : UpstreamPosition{};
  }
  // Whom to answer (`post`): the frames before the article, as one string.
  [[nodiscard]] std::string envelope() const { return envelopeOf(frames_); }
  // Answers; false: the peer does not take it, or has gone.
  bool answer(std::string_view envelope, std::string_view receipt) {
    return sendBack(zmq(), envelope, {receipt}) == Sent::kSent;
  }

  Counter &received_bytes, &unanswered, &gaps, &missed, &silent;
  Numbering numbering;
  Micros last_frame_at = 0;  // steadyMicros

 private:
  Feed(WireContext& context, FeedOptions options, Counters& counters);

  FeedOptions options_;
  Socket socket_;
  std::optional<Follower> follower_;
  std::vector<Endpoint> endpoints_;
  std::vector<zmq::message_t> frames_;
};

}  // namespace copytaster
