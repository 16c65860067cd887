// Follows another copytaster: its articles in sequence order, each once, whatever its publisher
// loses and whoever of the two was away.
//
// The live socket brings [topic][EnrichedArticle] and a beat each second; a gap in the sequence, or
// a beat beyond what came, is fetched from the other's replay socket first, while the live one
// keeps what follows. Where it goes on from is a position that the owner keeps with the articles
// (record/upstream.h). All topics are subscribed to, because only then does the sequence show what
// is missing; those not asked for are passed over here. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "daemon/base/clock.h"
#include "daemon/base/counters.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/record/upstream.h"
#include "daemon/wire/socket.h"

namespace copytaster {

struct FollowerOptions {
  std::string feed;                 // for the log and the counters
  std::string replay;               // the other's replay endpoint
  std::vector<std::string> topics;  // prefixes
  SocketOptions socket;             // of the replay socket
};

class Follower {
 public:
  // [setup] `live` is the owner's, a SUB. kInvalid: the replay endpoint.
  static Result<Follower> open(WireContext& context, Socket& live, FollowerOptions options,
                               const UpstreamPosition& from, Counters& counters, Log& log);

  // The socket that brings what comes next.
  zmq::socket_t& source() { return fetching_ ? replay_->zmq() : live_->zmq(); }
  // Takes messages until one is an article; false: there is none now. What is no EnrichedArticle
  // counts as an article that moves no position, so that it becomes a dead letter.
  bool receive(std::vector<zmq::message_t>& frames, Micros now);
  // Of the article received last; the bytes lie in its frames.
  [[nodiscard]] std::string_view article() const { return article_; }
  [[nodiscard]] const UpstreamPosition& position() const { return position_; }

 private:
  Follower(WireContext& context, Socket& live, FollowerOptions options,
           const UpstreamPosition& from, Counters& counters, Log& log);

  bool takeLive(const std::vector<zmq::message_t>& frames, Micros now);
  bool takeReplayed(const std::vector<zmq::message_t>& frames, Micros now);
  bool takeNext(std::string_view topic, std::uint64_t sequence, std::string_view article);
  bool takeUnreadable(std::string_view bytes);
  void takeBeat(std::string_view bytes, Micros now);
  void takeEnd(std::string_view bytes, Micros now);
  void meet(std::uint64_t epoch);
  void ask(Micros now);

  WireContext* context_;
  Socket* live_;
  FollowerOptions options_;
  Log* log_;
  Counter &fetched_, &lost_, &behind_;
  std::optional<Socket> replay_;  // a new one for each question without an answer
  UpstreamPosition covered_;      // all up to here came, or was not asked for
  UpstreamPosition position_;     // of article_
  std::string_view article_;
  bool fetching_ = false;
  Micros asked_at_ = 0, refused_at_ = 0;
  std::uint64_t asked_from_ = 0;
};

}  // namespace copytaster
