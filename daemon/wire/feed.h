// One feed: its socket, its counters, and a message taken from it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/base/counters.h"
#include "daemon/base/result.h"
#include "daemon/wire/envelope.h"
#include "daemon/wire/intake.h"
#include "daemon/wire/socket.h"

namespace copytaster {

class Feed {
 public:
  // Options, then bind or connect.
  static Result<std::unique_ptr<Feed>> open(WireContext& context, FeedOptions options,
                                            Counters& counters);

  [[nodiscard]] const FeedOptions& options() const { return options_; }
  [[nodiscard]] const std::string& name() const { return options_.name; }
  [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  zmq::socket_t& zmq() { return socket_.zmq(); }

  // Takes one message; false: nothing there. The article is its last frame.
  bool receive() { return copytaster::receive(zmq(), frames_); }
  [[nodiscard]] std::string_view frame() const { return textOf(frames_.back()); }
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
  std::vector<Endpoint> endpoints_;
  std::vector<zmq::message_t> frames_;
};

}  // namespace copytaster
