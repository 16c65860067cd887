// A turn sends until the allowance, the credit, the journal or the client ends it; whatever ended
// it, `next` is the first sequence that was not decided, so that a turn can be broken off anywhere.
#include "daemon/wire/replay.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "copytaster/v1/wire.pb.h"
#include "daemon/record/reader.h"
#include "daemon/wire/envelope.h"
#include "daemon/wire/event.h"
#include "daemon/wire/socket.h"
#include "daemon/wire/stored.h"

namespace copytaster {
namespace {

constexpr int kTurnArticlesMax = 256;    // sent to one client before the next has its turn
constexpr int kTurnRecordsMax = 16'384;  // looked at, where a filter lets few through
constexpr int kTurnRequests = 64;
constexpr int kTopicsMax = 64;                    // prefixes a request
constexpr Micros kStalledMicrosMax = 60'000'000;  // a client that takes nothing this long is gone
constexpr int kRequestBytesMax = 64 << 10;
constexpr int kQueueMessages = 2'000;  // to one client; ends where it does not read

SocketOptions socketOptions(const ReplayOptions& replay) {
  SocketOptions options;
  options.receive_frames_max = 1'000;
  options.send_frames_max = kQueueMessages;
  options.frame_bytes_max = kRequestBytesMax;
  options.linger_ms = 500;
  options.curve = replay.curve;
  options.door = "replay";
  return options;
}

// A client may name any second; what lies outside of protobuf's own range (years 1 to 9999) is its
// end.
std::int64_t microsOf(const google::protobuf::Timestamp& time) {
  constexpr std::int64_t kFirst = -62'135'596'800, kLast = 253'402'300'799;
  return std::clamp(time.seconds(), kFirst, kLast) * 1'000'000 + time.nanos() / 1'000;
}

// One client's request, on its way.
struct Stream {
  std::uint64_t next = 1;
  std::uint64_t credit = UINT64_MAX;
  std::vector<std::string> topics;
  std::vector<std::string> verdicts;  // "PASS." …: how the topics of those begin
  std::optional<v1::ReplayEnd::Reason> ended;
  std::string message;  // of the end
  Micros moved_at = 0;  // when it last sent something, or had not to
  double tokens = 0;    // articles that the rate lets out now
  Micros tokens_at = 0;

  [[nodiscard]] bool wants(std::string_view topic) const {
    const auto begins = [&](const std::string& prefix) { return topic.starts_with(prefix); };
    return (topics.empty() || std::ranges::any_of(topics, begins)) &&
           (verdicts.empty() || std::ranges::any_of(verdicts, begins));
  }
};

}  // namespace

class Replay::Desk {
 public:
  Desk(const ReplayOptions& options, Parts parts)
      : options_(options),
        parts_(std::move(parts)),
        socket_(parts_.context, zmq::socket_type::router, socketOptions(options)),
        replayed_(parts_.counters.total("replayed_articles", {}, "articles",
                                        "Articles sent from the journal to clients that asked.")),
        requests_(parts_.counters.total("replay_requests", {}, "requests", "Replay requests.")),
        refused_(parts_.counters.total("replay_refused", {}, "requests",
                                       "Replay requests that were refused.")),
        dropped_(parts_.counters.total("replay_dropped", {}, "streams",
                                       "Replays whose client went, or took nothing.")),
        running_(parts_.counters.level("replay_streams", {}, "streams", "Replays on their way.")) {
    socket_.zmq().set(zmq::sockopt::router_mandatory,
                      true);  // a full or absent client is an answer
  }

  Result<std::string> bind() { return socket_.bind(options_.bind); }
  void run();
  void stop() { stop_.ring(); }

 private:
  enum class Turn : std::uint8_t { kMore, kWaits, kOver };

  void readRequests();
  void take(const std::vector<zmq::message_t>& frames);
  void admit(const v1::ReplayRequest& request, const Reader& reader, Stream& stream);
  bool givePlace(const v1::ReplayRequest& request, const Reader& reader, Stream& stream);
  Turn turn(const std::string& envelope, Stream& stream);
  Turn sendSome(const std::string& envelope, Stream& stream, const Reader& reader);
  Turn sendEnd(const std::string& envelope, const Stream& stream, const Reader& reader);
  int allowance(Stream& stream) const;

  ReplayOptions options_;
  Parts parts_;
  Socket socket_;
  Event stop_;
  Counter &replayed_, &requests_, &refused_, &dropped_, &running_;
  std::map<std::string, Stream> streams_;  // by envelope
  std::vector<zmq::message_t> frames_;
  std::string message_;
};

void Replay::Desk::run() {
  auto patience = std::chrono::milliseconds(0);
  for (;;) {
    zmq::pollitem_t items[] = {{socket_.zmq().handle(), 0, ZMQ_POLLIN, 0},
                               {nullptr, stop_.descriptor(), ZMQ_POLLIN, 0}};
    zmq::poll(items, 2, patience);
    if (items[1].revents != 0) return;
    readRequests();
    bool more = false;
    for (auto at = streams_.begin(); at != streams_.end();) {
      const Turn result = turn(at->first, at->second);
      more = more || result == Turn::kMore;
      at = result == Turn::kOver ? streams_.erase(at) : std::next(at);
    }
    running_.set(static_cast<std::int64_t>(streams_.size()));
    const bool step_back = more && parts_.live_is_behind();
    patience = std::chrono::milliseconds(streams_.empty() ? 1'000 : !more || step_back ? 2 : 0);
  }
}

void Replay::Desk::readRequests() {
  for (int i = 0; i < kTurnRequests && receive(socket_.zmq(), frames_); ++i) take(frames_);
}

void Replay::Desk::take(const std::vector<zmq::message_t>& frames) {
  requests_.add();
  const std::string envelope = envelopeOf(frames);
  const bool known = streams_.contains(envelope);
  // Past twice the bound not even a refusal is queued: whoever floods gets no answer.
  if (!known && streams_.size() >= options_.streams_max * 2) return refused_.add();
  const bool full = !known && streams_.size() >= options_.streams_max;
  Stream& stream = streams_[envelope];  // a new request replaces the one before
  stream = Stream{};
  stream.moved_at = stream.tokens_at = steadyMicros();
  v1::ReplayRequest request;
  const auto content = textOf(frames.back());
  if (full) {
    stream.message = "too many replays at a time; ask again later";
  } else if (!request.ParseFromArray(content.data(), static_cast<int>(content.size()))) {
    stream.message = "not a copytaster.v1.ReplayRequest";
  } else if (request.topics_size() > kTopicsMax || request.verdicts_size() > kTopicsMax) {
    stream.message = "too many topics or verdicts";
  } else if (const auto reader = parts_.journal.read()) {
    admit(request, *reader, stream);
  } else {
    stream.message = "the journal cannot be read";
  }
  if (stream.message.empty()) return;
  stream.ended = v1::ReplayEnd::REFUSED;
  refused_.add();
}

void Replay::Desk::admit(const v1::ReplayRequest& request, const Reader& reader, Stream& stream) {
  if (request.epoch() != 0 && request.epoch() != parts_.journal.epoch()) {
    stream.ended = v1::ReplayEnd::EPOCH_CHANGED;
    return;
  }
  if (!givePlace(request, reader, stream)) return;
  if (request.credit() != 0) stream.credit = request.credit();
  stream.topics.assign(request.topics().begin(), request.topics().end());
  for (const int verdict : request.verdicts()) {
    if (v1::EnrichedArticle::Verdict_IsValid(verdict) && verdict != 0)
      stream.verdicts.push_back(
          v1::EnrichedArticle::Verdict_Name(static_cast<v1::EnrichedArticle::Verdict>(verdict)) +
          ".");
  }
}

// Where the stream begins: a sequence, a time, a consumer's position, or the oldest kept.
bool Replay::Desk::givePlace(const v1::ReplayRequest& request, const Reader& reader,
                             Stream& stream) {
  if (!request.consumer().empty()) {
    // Nobody has done with what is not there yet.
    const auto done = std::min(request.acknowledge(), reader.nextSequence() - 1);
    if (!parts_.consumers.acknowledge(request.consumer(), done)) {
      stream.message = "not a consumer's name, or too many consumers";
      return false;
    }
  }
  if (request.from_sequence() != 0) {
    stream.next = request.from_sequence();
  } else if (request.has_from_time()) {
    stream.next = reader.firstReceivedAt(microsOf(request.from_time()));
  } else if (!request.consumer().empty()) {
    stream.next = parts_.consumers.position(request.consumer()).value_or(0) + 1;
  }
  return true;
}

Replay::Desk::Turn Replay::Desk::turn(const std::string& envelope, Stream& stream) {
  const auto reader = parts_.journal.read();
  if (!reader) return Turn::kWaits;
  const Turn result =
      stream.ended ? sendEnd(envelope, stream, *reader) : sendSome(envelope, stream, *reader);
  const Micros now = steadyMicros();
  if (result != Turn::kWaits) stream.moved_at = now;
  if (now - stream.moved_at < kStalledMicrosMax) return result;
  dropped_.add();
  return Turn::kOver;
}

// How many articles the client's rate lets out now.
int Replay::Desk::allowance(Stream& stream) const {
  if (options_.articles_second_max == 0) return kTurnArticlesMax;
  const Micros now = steadyMicros();
  const auto rate = static_cast<double>(options_.articles_second_max);
  stream.tokens = std::min(stream.tokens + static_cast<double>(now - stream.tokens_at) * rate / 1e6,
                           static_cast<double>(kTurnArticlesMax));
  stream.tokens_at = now;
  return static_cast<int>(stream.tokens);
}

Replay::Desk::Turn Replay::Desk::sendSome(const std::string& envelope, Stream& stream,
                                          const Reader& reader) {
  const int allowed = allowance(stream);
  if (allowed == 0) {
    stream.moved_at = steadyMicros();  // it is we who wait
    return Turn::kWaits;
  }
  int sent = 0, seen = 0;
  bool stopped = false;
  Sent last = Sent::kSent;
  reader.walkEach(stream.next, [&](const ArticleRecord& article, const NotesRecord* notes) {
    stopped = notes == nullptr ? false : sent == allowed || seen == kTurnRecordsMax;
    if (notes == nullptr || stopped) return false;
    if (stream.credit == 0) {
      stream.ended = v1::ReplayEnd::CREDIT_SPENT;
      return false;
    }
    ++seen;
    if (stream.wants(notes->topic)) {
      writeStored(article, *notes, message_);
      last = sendBack(socket_.zmq(), envelope, {notes->topic, message_});
      if (last != Sent::kSent) return false;
      ++sent;
      if (stream.credit != UINT64_MAX) --stream.credit;
    }
    stream.next = article.sequence + 1;
    return true;
  });
  replayed_.add(sent);
  stream.tokens -= sent;
  if (last == Sent::kGone) {
    dropped_.add();
    return Turn::kOver;
  }
  if (last == Sent::kFull) return sent == 0 ? Turn::kWaits : Turn::kMore;
  if (!stopped && !stream.ended) stream.ended = v1::ReplayEnd::LIVE_EDGE;
  return Turn::kMore;
}

Replay::Desk::Turn Replay::Desk::sendEnd(const std::string& envelope, const Stream& stream,
                                         const Reader& reader) {
  v1::ReplayEnd end;
  end.set_epoch(parts_.journal.epoch());
  end.set_reason(*stream.ended);
  end.set_last_sequence(std::min(stream.next, reader.nextSequence()) - 1);
  end.set_first_available(reader.stat().first_sequence);
  end.set_message(stream.message);
  const auto sent = sendBack(socket_.zmq(), envelope, {"~end", end.SerializeAsString()});
  return sent == Sent::kFull ? Turn::kWaits : Turn::kOver;
}

Replay::Replay(std::unique_ptr<Desk> desk, Endpoint endpoint)
    : desk_(std::move(desk)), endpoint_(std::move(endpoint)) {}

Replay::~Replay() {
  stop();
  join();
}

Result<std::unique_ptr<Replay>> Replay::open(ReplayOptions options, Parts parts) {
  const auto wrong = [](const Error& error) {
    return tl::make_unexpected(Error{error.code, "replay: " + error.what});
  };
  if (auto allowed = checkBind(options.bind, options.curve, options.insecure); !allowed)
    return wrong(allowed.error());
  auto desk = std::make_unique<Desk>(options, std::move(parts));
  auto address = desk->bind();
  if (!address) return wrong(address.error());
  return std::unique_ptr<Replay>(new Replay(std::move(desk), Endpoint{"replay", *address, true}));
}

void Replay::start() {
  thread_ = std::thread([this] { desk_->run(); });
}
void Replay::stop() {
  desk_->stop();
}
void Replay::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace copytaster
