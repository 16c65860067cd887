// Reads a copytaster's wire and loses nothing: subscribes, sees gaps, fetches what is missing from
// the replay socket, and remembers how far it came. Header-only, over cppzmq and the generated
// messages.
//
//   copytaster::Client wire({.publish = "tcp://127.0.0.1:7552", .replay = "tcp://127.0.0.1:7553",
//                            .position_file = "/var/lib/desk/position"});
//   for (;;) {
//     if (const auto article = wire.next(std::chrono::seconds(1))) handle(*article);
//   }
//
// An article counts as handled when next() is called again: what the program was at when it died
// comes again, everything else comes once, in sequence order. With `topics` only articles of those
// prefixes come; one that had to be fetched again may then follow later ones of another topic.
// One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <zmq.hpp>

#include "copytaster/v1/enriched.pb.h"
#include "copytaster/v1/wire.pb.h"

namespace copytaster {

struct ClientOptions {
  std::string publish;              // endpoint of the publishing socket
  std::string replay;               // of the replay socket
  std::vector<std::string> topics;  // prefixes, "PASS.en."; none: all
  std::string position_file;        // empty: not remembered
  // Where to begin without a position: with what is kept, at a sequence, or with what was received
  // at a time or later (microseconds since 1970); none: from now on.
  bool from_oldest = false;
  std::uint64_t from_sequence = 0;
  std::int64_t from_time = 0;
  std::uint32_t credit = 1'000;  // articles of one replay request
  // CURVE, Z85 keys; empty: none.
  std::string server_key, public_key, secret_key;
};

class Client {
 public:
  // Throws zmq::error_t where an endpoint is none.
  explicit Client(ClientOptions options)
      : options_(std::move(options)), live_(context_, zmq::socket_type::sub) {
    readPosition();
    open(live_);
    live_.set(zmq::sockopt::rcvhwm, kQueueMessages);
    if (options_.topics.empty()) {
      live_.set(zmq::sockopt::subscribe, "");
    } else {
      for (const std::string& topic : options_.topics) live_.set(zmq::sockopt::subscribe, topic);
      live_.set(zmq::sockopt::subscribe, "~beat");
    }
    live_.connect(options_.publish);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // The next article; none within the time. Says that the one before is handled.
  std::optional<v1::EnrichedArticle> next(std::chrono::milliseconds patience) {
    handled();
    const auto until = Clock::now() + patience;
    do {
      // What is missing comes first; the live socket keeps the rest meanwhile.
      zmq::pollitem_t item{fetching_ ? replay_->handle() : live_.handle(), 0, ZMQ_POLLIN, 0};
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
      zmq::poll(&item, 1, std::min(std::max(left, std::chrono::milliseconds(0)), kTick));
      if (item.revents == 0) {
        if (fetching_ && Clock::now() - asked_at_ > kReplayPatience) askAnew();
        continue;
      }
      auto article = fetching_ ? takeReplayed() : takeLive();
      if (article) return article;
    } while (Clock::now() < until);
    return std::nullopt;
  }

  // Remembers that the last one is handled, without asking for another.
  void handled() { remember(); }

  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  // All up to here came, or were not asked for.
  [[nodiscard]] std::uint64_t position() const { return covered_; }
  // Articles that retention had deleted before they could be fetched.
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr int kQueueMessages = 100'000;
  static constexpr std::chrono::milliseconds kTick{500};
  static constexpr std::chrono::seconds kReplayPatience{5};  // then it is asked again

  void open(zmq::socket_t& socket) const {
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::heartbeat_ivl, 5'000);
    socket.set(zmq::sockopt::heartbeat_timeout, 15'000);
    socket.set(zmq::sockopt::reconnect_ivl, 100);
    socket.set(zmq::sockopt::reconnect_ivl_max, 2'000);
    if (options_.server_key.empty()) return;
    socket.set(zmq::sockopt::curve_serverkey, options_.server_key);
    socket.set(zmq::sockopt::curve_publickey, options_.public_key);
    socket.set(zmq::sockopt::curve_secretkey, options_.secret_key);
  }

  static std::vector<std::string> receive(zmq::socket_t& socket) {
    std::vector<std::string> frames;
    for (;;) {
      zmq::message_t frame;
      if (!socket.recv(frame, zmq::recv_flags::dontwait)) return frames;
      frames.emplace_back(static_cast<const char*>(frame.data()), frame.size());
      if (!frame.more()) return frames;
    }
  }

  std::optional<v1::EnrichedArticle> takeLive() {
    const auto frames = receive(live_);
    if (frames.size() < 2) return std::nullopt;
    if (frames[0] == "~beat") {
      v1::Beat beat;
      if (!beat.ParseFromString(frames[1])) return std::nullopt;
      meet(beat.epoch(), beat.sequence());
      if (beat.sequence() > covered_) ask();  // lost at the tail, or before we came
      return std::nullopt;
    }
    v1::EnrichedArticle article;
    if (frames[0].starts_with('~') || !article.ParseFromString(frames[1])) return std::nullopt;
    meet(article.epoch(), article.sequence() - 1);
    return takeNew(std::move(article));
  }

  std::optional<v1::EnrichedArticle> takeNew(v1::EnrichedArticle article) {
    const std::uint64_t n = article.sequence();
    if (n <= covered_ || early_.contains(n)) return std::nullopt;
    if (options_.topics.empty()) {
      if (n == covered_ + 1) return deliver(std::move(article));
      ask();
      return std::nullopt;
    }
    // Other topics fill the sequence: only this topic's own chain can be checked here. The rest is
    // fetched up to each beat.
    const std::uint64_t before = article.previous_on_topic();
    if (before > covered_ && !early_.contains(before)) {
      ask();
      return std::nullopt;
    }
    early_.insert(n);
    dirty_ = true;
    return article;
  }

  // The first message of a journal, or of another one.
  void meet(std::uint64_t epoch, std::uint64_t last) {
    if (epoch == epoch_) return;
    const bool first = epoch_ == 0;
    epoch_ = epoch;
    const bool by_sequence = first && options_.from_sequence != 0;
    by_time_ = first && !by_sequence && options_.from_time != 0;
    const bool from_now = first && !by_time_ && !options_.from_oldest;
    covered_ = by_sequence ? options_.from_sequence - 1 : from_now ? last : 0;
    early_.clear();
    dirty_ = true;
  }

  std::optional<v1::EnrichedArticle> deliver(v1::EnrichedArticle article) {
    covered_ = article.sequence();
    by_time_ = false;
    early_.erase(early_.begin(), early_.upper_bound(covered_));
    dirty_ = true;
    return article;
  }

  // Asks for all after covered_.
  void ask() {
    if (!replay_) {
      replay_.emplace(context_, zmq::socket_type::dealer);
      open(*replay_);
      replay_->connect(options_.replay);
    }
    asked_from_ = covered_ + 1;
    fetching_ = true;
    v1::ReplayRequest request;
    request.set_epoch(epoch_);
    if (by_time_) {
      request.mutable_from_time()->set_seconds(options_.from_time / 1'000'000);
      request.mutable_from_time()->set_nanos(
          static_cast<std::int32_t>(options_.from_time % 1'000'000 * 1'000));
    } else {
      request.set_from_sequence(asked_from_);
    }
    for (const std::string& topic : options_.topics) request.add_topics(topic);
    request.set_credit(options_.credit);
    replay_->send(zmq::message_t(), zmq::send_flags::sndmore | zmq::send_flags::dontwait);
    replay_->send(zmq::buffer(request.SerializeAsString()), zmq::send_flags::dontwait);
    asked_at_ = Clock::now();
  }
  // No answer came: on a new socket, so that nothing of the old answer comes in with the new one.
  void askAnew() {
    replay_.reset();
    ask();
  }

  std::optional<v1::EnrichedArticle> takeReplayed() {
    const auto frames = receive(*replay_);
    asked_at_ = Clock::now();
    if (frames.size() < 3) return std::nullopt;
    if (frames[1] == "~end") {
      v1::ReplayEnd end;
      if (end.ParseFromString(frames[2])) takeEnd(end);
      return std::nullopt;
    }
    v1::EnrichedArticle article;
    if (!article.ParseFromString(frames[2]) || article.sequence() <= covered_) return std::nullopt;
    if (!early_.contains(article.sequence())) return deliver(std::move(article));
    covered_ = article.sequence();
    early_.erase(early_.begin(), early_.upper_bound(covered_));
    dirty_ = true;
    return std::nullopt;
  }

  void takeEnd(const v1::ReplayEnd& end) {
    switch (end.reason()) {
      case v1::ReplayEnd::EPOCH_CHANGED:
        meet(end.epoch(), 0);
        covered_ = 0;
        return ask();
      case v1::ReplayEnd::CREDIT_SPENT:
      case v1::ReplayEnd::LIVE_EDGE:
        if (end.first_available() > asked_from_ && !by_time_)
          lost_ += end.first_available() - asked_from_;
        by_time_ = false;
        covered_ = std::max(covered_, end.last_sequence());
        early_.erase(early_.begin(), early_.upper_bound(covered_));
        dirty_ = true;
        if (end.reason() == v1::ReplayEnd::CREDIT_SPENT) return ask();
        break;
      default:
        break;  // refused: the next beat asks again
    }
    fetching_ = false;
  }

  void readPosition() {
    if (options_.position_file.empty()) return;
    std::ifstream file(options_.position_file);
    std::uint64_t early = 0;
    if (file >> epoch_ >> covered_) {
      while (file >> early) early_.insert(early);
    }
  }

  // By renaming: the file is whole at every moment.
  void remember() {
    if (!dirty_ || options_.position_file.empty()) return;
    const std::string fresh = options_.position_file + ".new";
    {
      std::ofstream file(fresh);
      file << epoch_ << ' ' << covered_;
      for (const std::uint64_t n : early_) file << ' ' << n;
      file << '\n';
    }
    dirty_ = std::rename(fresh.c_str(), options_.position_file.c_str()) != 0;
  }

  ClientOptions options_;
  zmq::context_t context_;
  zmq::socket_t live_;
  std::optional<zmq::socket_t> replay_;  // there once something was fetched
  bool fetching_ = false;
  bool by_time_ = false;  // the first question asks for a time
  Clock::time_point asked_at_;
  std::uint64_t epoch_ = 0, covered_ = 0, asked_from_ = 0, lost_ = 0;
  std::set<std::uint64_t> early_;  // came already, past covered_; with `topics` only
  bool dirty_ = false;
};

}  // namespace copytaster
