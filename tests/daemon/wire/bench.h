// A wire's workbench: a real belt, a real journal in a folder of its own, and the test in the place
// of the walk. Nothing here sleeps: every step waits for the thing itself.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "copytaster/v1/article.pb.h"
#include "copytaster/v1/wire.pb.h"
#include "daemon/article/belt.h"
#include "daemon/article/conservation.h"
#include "daemon/base/check.h"
#include "daemon/record/group.h"
#include "daemon/record/reader.h"
#include "daemon/wire/intake.h"
#include "daemon/wire/publisher.h"
#include "daemon/wire/socket.h"
#include "tests/daemon/record/journal_folder.h"

namespace copytaster::test {

inline std::string articleBytes(const std::string& id, const std::string& body = "Some text.") {
  v1::Article article;
  article.set_id(id);
  article.set_provider("Test Wire");
  article.set_body(body);
  return article.SerializeAsString();
}

inline JournalOptions unsynced() {
  JournalOptions options;
  options.sync = false;
  options.map_bytes = std::uint64_t{1} << 30;
  return options;
}

struct Bench {
  explicit Bench(std::size_t bytes_max = std::size_t{64} << 20)
      : journal(Journal::open(folder.path(), unsynced()).value()),
        belt(bytes_max, journal.nextSequence()) {
    counters.beforeEach([this] { conservation.look(); });
  }

  Intake::Parts intakeParts() {
    return {context, belt, journal, clock, counters, log, [](std::uint64_t) { return 0; }, 0};
  }
  Publisher::Parts publisherParts() { return {context, belt, journal, clock, counters, log}; }

  // The walk, done by hand: examines and settles the next copy, and puts it in the journal.
  Copy& settleOne(const std::string& topic = "PASS.en.none") {
    Copy* copy = belt.nextToExamine();
    BOOST_REQUIRE(copy != nullptr);
    belt.examined(*copy);
    BOOST_REQUIRE(belt.nextToSettle(1'000'000) == copy);
    if (copy->refusal == Refusal::kNone && !copy->repeated) {
      auto group = journal.begin();
      BOOST_REQUIRE(group);
      copy->topic = topic;
      copy->enriched = "\x0a" + std::string(1, static_cast<char>(copy->frame.size())) + copy->frame;
      group->putArticle({.sequence = copy->sequence,
                         .received_at = copy->received_at,
                         .feed = copy->feed,
                         .identity = copy->identity,
                         .bytes = copy->frame});
      group->putNotes({.sequence = copy->sequence, .topic = topic, .bytes = ""});
      BOOST_REQUIRE(group->commit());
    }
    belt.committed();
    return *copy;
  }
  // The publisher, done by hand.
  void publishOne() {
    Copy* copy = belt.nextToPublish();
    BOOST_REQUIRE(copy != nullptr);
    belt.published(*copy, copy->refusal != Refusal::kNone ? End::kRejected
                          : copy->repeated                ? End::kRepeated
                                                          : End::kPublished);
  }
  std::int64_t count(const std::string& name) const {
    std::int64_t sum = 0;
    counters.each([&](const Counter& c) { sum += c.name() == name ? c.value() : 0; });
    return sum;
  }

  JournalFolder folder;
  WireContext context;
  Journal journal;
  Belt belt;
  FakeClock clock{1'700'000'000'000'000};
  Counters counters;
  Log log{"error"};
  Conservation conservation{{"wire"}, belt, counters, log};
};

// The other side of a socket.
inline zmq::socket_t peer(Bench& bench, zmq::socket_type type, const std::string& address,
                          int patience_ms = 20'000) {
  zmq::socket_t socket(bench.context.zmq().context, type);
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::rcvtimeo, patience_ms);
  socket.set(zmq::sockopt::sndtimeo, patience_ms);
  if (type == zmq::socket_type::sub) socket.set(zmq::sockopt::subscribe, "");
  socket.connect(address);
  return socket;
}

inline std::vector<std::string> receiveAll(zmq::socket_t& socket) {
  std::vector<std::string> frames;
  for (;;) {
    zmq::message_t frame;
    if (!socket.recv(frame)) return frames;
    frames.emplace_back(static_cast<const char*>(frame.data()), frame.size());
    if (!frame.more()) return frames;
  }
}

inline void sendAll(zmq::socket_t& socket, const std::vector<std::string>& frames) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    zmq::message_t frame(frames[i].data(), frames[i].size());
    const auto flags = i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
    // Not a macro of the test framework: senders may be threads of their own, and its log is not
    // for two.
    check(socket.send(frame, flags).has_value(), "a test's frame was not sent");
  }
}

}  // namespace copytaster::test
