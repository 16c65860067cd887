// Any bytes as a replay request, to the real socket: answered by articles in order, within what was
// asked for, and by one end; and the next client is served.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <zmq.hpp>

#include "copytaster/v1/wire.pb.h"
#include "daemon/record/group.h"
#include "daemon/wire/replay.h"
#include "daemon/wire/socket.h"
#include "tests/daemon/record/journal_folder.h"

namespace {

using namespace copytaster;

constexpr std::uint64_t kArticles = 40;

void require(bool holds) {
  if (!holds) std::abort();
}

Journal filledJournal(const std::string& path) {
  Journal journal = Journal::open(path, smallOptions()).value();
  auto group = journal.begin();
  for (std::uint64_t n = 1; n <= kArticles; ++n) {
    group->putArticle(articleOf(n, "\x0a\x01x"));
    group->putNotes({n, 0, n % 3 == 0 ? "HOLD.en.04000000" : "PASS.de.11000000", ""});
  }
  require(group->commit().has_value());
  return journal;
}

// Made once, used for all inputs.
struct World {
  World() {
    socket.set(zmq::sockopt::linger, 0);
    replay->start();
    socket.connect(replay->endpoint().address);
  }
  std::string receive() {
    // libFuzzer's alarm interrupts calls: polled for, since that may be asked again.
    zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
    int ready = -1;
    while (ready < 0) ready = zmq_poll(&item, 1, 20'000);
    require(ready == 1);
    zmq::message_t frame;
    require(socket.recv(frame, zmq::recv_flags::dontwait).has_value());
    return frame.to_string();
  }

  JournalFolder folder;
  Journal journal = filledJournal(folder.path());
  Log log{"off"};
  Counters counters;
  WireContext context;
  Consumers consumers{journal.read().value()};
  ReplayOptions options{.bind = "inproc://replay"};
  std::unique_ptr<Replay> replay =
      Replay::open(options, {context, journal, consumers, counters, log, [] { return false; }})
          .value();
  zmq::socket_t socket{context.zmq().context, zmq::socket_type::dealer};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  v1::ReplayRequest request;
  const bool readable = request.ParseFromArray(data, static_cast<int>(size));
  world.socket.send(zmq::message_t(), zmq::send_flags::sndmore);
  world.socket.send(zmq::const_buffer(data, size), zmq::send_flags::none);
  for (std::uint64_t last = 0, count = 0;; ++count) {
    require(world.receive().empty());
    const std::string topic = world.receive(), message = world.receive();
    if (topic == "~end") {
      v1::ReplayEnd end;
      require(end.ParseFromString(message));
      require(readable || end.reason() == v1::ReplayEnd::REFUSED);
      return 0;
    }
    require(readable && (request.credit() == 0 || count < request.credit()));
    bool wanted = request.topics().empty();
    for (const std::string& prefix : request.topics()) wanted = wanted || topic.starts_with(prefix);
    require(wanted);
    v1::EnrichedArticle article;
    require(article.ParseFromString(message));
    require(article.sequence() == 0 || article.sequence() > last);
    last = article.sequence();
    require(count < kArticles);
  }
}
