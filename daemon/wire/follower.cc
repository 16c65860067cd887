// The same steps as the clients' (proto/copytaster/client.h), without topics in the tracking and
// without waiting: the intake's loop polls.
#include "daemon/wire/follower.h"

#include <algorithm>
#include <protozero/pbf_reader.hpp>

#include "copytaster/v1/wire.pb.h"
#include "daemon/article/fields.h"

namespace copytaster {
namespace {

constexpr int kTurnMessages = 256;             // looked at before the other feeds have their turn
constexpr Micros kPatienceMicros = 5'000'000;  // for an answer; then it is asked again
constexpr Micros kRefusedMicros = 1'000'000;   // before who refused us is asked again
constexpr std::uint32_t kCreditArticles = 2'000;  // of one request; well within the socket's queue

struct Enriched {
  std::uint64_t epoch = 0, sequence = 0;
  std::string_view article;
};

// Nothing where the bytes are no EnrichedArticle with a place in a journal.
std::optional<Enriched> readEnriched(std::string_view bytes) {
  using Type = protozero::pbf_wire_type;
  Enriched out;
  try {
    for (protozero::pbf_reader message(bytes.data(), bytes.size()); message.next();) {
      if (message.tag_and_type() ==
          protozero::tag_and_type(fields::enriched::kArticle, Type::length_delimited)) {
        const auto view = message.get_view();
        out.article = {view.data(), view.size()};
      } else if (message.tag_and_type() ==
                 protozero::tag_and_type(fields::enriched::kEpoch, Type::fixed64)) {
        out.epoch = message.get_fixed64();
      } else if (message.tag_and_type() ==
                 protozero::tag_and_type(fields::enriched::kSequence, Type::varint)) {
        out.sequence = message.get_uint64();
      } else {
        message.skip();
      }
    }
  } catch (const protozero::exception&) {
    return std::nullopt;
  }
  if (out.epoch == 0 || out.sequence == 0) return std::nullopt;
  return out;
}

template <typename Message>
bool parse(std::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

Follower::Follower(WireContext& context, Socket& live, FollowerOptions options,
                   const UpstreamPosition& from, Counters& counters, Log& log)
    : context_(&context),
      live_(&live),
      options_(std::move(options)),
      log_(&log),
      fetched_(counters.total("fetched_articles", {{"feed", options_.feed}}, "articles",
                              "Articles that came from the other's replay socket.")),
      lost_(counters.total("lost_articles", {{"feed", options_.feed}}, "articles",
                           "Articles that the other's retention had deleted before they could be "
                           "fetched.")),
      behind_(counters.level("behind_articles", {{"feed", options_.feed}}, "articles",
                             "What the other has published and we have not taken, at its last "
                             "beat.")),
      covered_(from),
      position_(from) {}

Result<Follower> Follower::open(WireContext& context, Socket& live, FollowerOptions options,
                                const UpstreamPosition& from, Counters& counters, Log& log) {
  Follower follower(context, live, std::move(options), from, counters, log);
  live.zmq().set(zmq::sockopt::subscribe, "");
  if (auto there = Socket(context, zmq::socket_type::dealer, follower.options_.socket)
                       .connect(follower.options_.replay);
      !there)
    return tl::make_unexpected(there.error());
  return follower;
}

bool Follower::receive(std::vector<zmq::message_t>& frames, Micros now) {
  for (int i = 0; i < kTurnMessages; ++i) {
    if (!copytaster::receive(source(), frames)) {
      if (fetching_ && now - asked_at_ > kPatienceMicros) {
        replay_.reset();  // so that nothing of the old answer comes in with the new one
        ask(now);
      }
      return false;
    }
    if (fetching_ ? takeReplayed(frames, now) : takeLive(frames, now)) return true;
  }
  return false;
}

bool Follower::takeLive(const std::vector<zmq::message_t>& frames, Micros now) {
  const auto topic = textOf(frames.front()), bytes = textOf(frames.back());
  if (topic == "~beat") {
    takeBeat(bytes, now);
    return false;
  }
  if (topic.starts_with('~')) return false;  // the other's gaps are the other's
  const auto enriched = frames.size() < 2 ? std::nullopt : readEnriched(bytes);
  if (!enriched) return takeUnreadable(bytes);
  meet(enriched->epoch);
  if (enriched->sequence <= covered_.sequence) return false;
  if (enriched->sequence == covered_.sequence + 1)
    return takeNext(topic, enriched->sequence, enriched->article);
  ask(now);  // this one comes again with the rest
  return false;
}

void Follower::takeBeat(std::string_view bytes, Micros now) {
  v1::Beat beat;
  if (!parse(bytes, beat) || beat.epoch() == 0) return;
  meet(beat.epoch());
  const std::uint64_t last = std::max(beat.sequence(), covered_.sequence);
  behind_.set(static_cast<std::int64_t>(last - covered_.sequence));
  if (last > covered_.sequence) ask(now);  // lost at the tail, or before we came
}

bool Follower::takeReplayed(const std::vector<zmq::message_t>& frames, Micros now) {
  asked_at_ = now;
  if (frames.size() < 3) return false;
  const auto topic = textOf(frames[1]), bytes = textOf(frames.back());
  if (topic == "~end") {
    takeEnd(bytes, now);
    return false;
  }
  const auto enriched = readEnriched(bytes);
  if (!enriched) return takeUnreadable(bytes);
  if (enriched->epoch != covered_.epoch || enriched->sequence <= covered_.sequence) return false;
  fetched_.add();
  return takeNext(topic, enriched->sequence, enriched->article);
}

bool Follower::takeNext(std::string_view topic, std::uint64_t sequence, std::string_view article) {
  covered_.sequence = sequence;
  if (std::ranges::none_of(options_.topics,
                           [&](const std::string& prefix) { return topic.starts_with(prefix); }))
    return false;
  article_ = article;
  position_ = covered_;
  return true;
}

bool Follower::takeUnreadable(std::string_view bytes) {
  article_ = bytes;
  return true;
}

void Follower::takeEnd(std::string_view bytes, Micros now) {
  v1::ReplayEnd end;
  fetching_ = false;
  if (!parse(bytes, end)) return;
  switch (end.reason()) {
    case v1::ReplayEnd::EPOCH_CHANGED:
      meet(end.epoch());
      return ask(now);
    case v1::ReplayEnd::CREDIT_SPENT:
    case v1::ReplayEnd::LIVE_EDGE:
      if (end.first_available() > asked_from_ && asked_from_ != 1) {  // 1: we never had any
        const std::uint64_t lost = end.first_available() - asked_from_;
        lost_.add(static_cast<std::int64_t>(lost));
        log_->warning(
            "feed {}: {} articles from {} on were deleted upstream before they could be "
            "fetched",
            options_.feed, lost, asked_from_);
      }
      covered_.sequence = std::max(covered_.sequence, end.last_sequence());
      if (end.reason() == v1::ReplayEnd::CREDIT_SPENT) ask(now);
      return;
    default:
      refused_at_ = now;
      log_->warning("feed {}: {} refused: {}", options_.feed, options_.replay, end.message());
  }
}

// Another journal than before: all of it is new to us.
void Follower::meet(std::uint64_t epoch) {
  if (epoch == covered_.epoch) return;
  log_->info("feed {}: follows journal {:016x} from its oldest article", options_.feed, epoch);
  covered_ = {epoch, 0};
}

// For all after what is covered. Without an answer nothing is lost: the next beat asks again.
void Follower::ask(Micros now) {
  if (refused_at_ != 0 && now - refused_at_ < kRefusedMicros) return;
  if (!replay_) {
    replay_.emplace(*context_, zmq::socket_type::dealer, options_.socket);
    if (!replay_->connect(options_.replay)) return replay_.reset();
  }
  v1::ReplayRequest request;
  request.set_epoch(covered_.epoch);
  request.set_from_sequence(covered_.sequence + 1);
  for (const std::string& topic : options_.topics) request.add_topics(topic);
  request.set_credit(kCreditArticles);
  const std::string bytes = request.SerializeAsString();
  zmq::message_t empty, content(bytes.data(), bytes.size());
  if (!replay_->zmq().send(empty, zmq::send_flags::sndmore | zmq::send_flags::dontwait)) return;
  if (!replay_->zmq().send(content, zmq::send_flags::dontwait)) return;
  asked_from_ = covered_.sequence + 1;
  asked_at_ = now;
  fetching_ = true;
}

}  // namespace copytaster
