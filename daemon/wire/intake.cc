// The loop decides, the steps compute: wait, answer what is done, take what has come.
#include "daemon/wire/intake.h"

#include <xxhash.h>

#include <array>
#include <cstring>
#include <map>
#include <optional>

#include "copytaster/v1/wire.pb.h"
#include "daemon/article/utf8.h"
#include "daemon/record/reader.h"
#include "daemon/wire/event.h"
#include "daemon/wire/feed.h"

namespace copytaster {
namespace {

constexpr int kTurnFrames = 64;  // taken from one feed before the next has its turn
constexpr Micros kDrainMicrosMax = 2'000'000;
constexpr std::size_t kKeptBytes = 256 * 1024;
constexpr std::uint64_t kRecalledArticles = 2'000;  // looked at for the providers' last numbers
constexpr auto kTickMs = std::chrono::milliseconds(500);

// Provider, id and version, each with its size so that no two triples run together alike.
Identity identify(const Article& article) {
  thread_local std::string key;
  key.clear();
  for (const auto text : {article.provider, article.id}) {
    const std::uint64_t size = text.size();
    key.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
  }
  key.append(reinterpret_cast<const char*>(&article.version), sizeof article.version);
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(key.data(), key.size()));
  Identity out;
  static_assert(sizeof canonical.digest == sizeof out);
  std::memcpy(out.data(), canonical.digest, sizeof out);
  return out;
}

}  // namespace

class Intake::Desk {
 public:
  Desk(Parts parts) : parts_(std::move(parts)), next_sequence_(parts_.journal.nextSequence()) {}

  Result<void> open(std::vector<FeedOptions> options);
  void run(std::atomic<Micros>& seen);
  void stop() { stop_.ring(); }
  [[nodiscard]] std::vector<Endpoint> endpoints() const;

 private:
  void wait();
  bool takeAll();          // whether there was anything
  bool take(Feed& feed);   // one message; false: nothing there, or no room
  bool place(Feed& feed);  // the message that the feed holds; false: it has to wait
  // False: it cannot be told now whether the article is there already.
  bool read(Feed& feed, Copy& copy, std::string_view bytes);
  bool recognise(Copy& copy, const Article& article);
  void seeNumber(Feed& feed, Copy& copy, const Article& article);
  void recallNumbers();
  void lookForSilence();
  void answerDone();
  void answer(Feed& feed, const Copy& copy);
  Feed& feedOf(const Copy& copy);

  Parts parts_;
  std::vector<std::unique_ptr<Feed>> feeds_;
  Event stop_;
  bool stopping_ = false;
  Micros stop_at_ = 0;
  bool closed_ = false;
  Feed* waiting_ = nullptr;  // holds a message for which there was no room
  std::uint64_t next_sequence_;
  std::uint64_t in_flight_ = 0;
  std::map<Identity, std::uint64_t> posted_;  // in flight: identity to sequence
  std::string converted_, receipt_;
};

Result<void> Intake::Desk::open(std::vector<FeedOptions> options) {
  const auto reader = parts_.journal.read();
  if (!reader) return tl::make_unexpected(reader.error());
  for (FeedOptions& each : options) {
    const auto from = upstreamPosition(*reader, each.name).value_or(UpstreamPosition{});
    auto feed = Feed::open(parts_.context, std::move(each), from, parts_.counters, parts_.log);
    if (!feed) return tl::make_unexpected(feed.error());
    feeds_.push_back(std::move(*feed));
  }
  recallNumbers();
  return {};
}

std::vector<Endpoint> Intake::Desk::endpoints() const {
  std::vector<Endpoint> all;
  for (const auto& feed : feeds_)
    all.insert(all.end(), feed->endpoints().begin(), feed->endpoints().end());
  return all;
}

void Intake::Desk::run(std::atomic<Micros>& seen) {
  for (;;) {
    seen.store(steadyMicros(), std::memory_order_relaxed);
    answerDone();
    const bool busy = !closed_ && takeAll();
    if (stopping_ && !closed_) {
      const bool late = steadyMicros() - stop_at_ > kDrainMicrosMax;
      if (late || (!busy && waiting_ == nullptr)) {
        parts_.belt.close();
        closed_ = true;
      }
    }
    if (closed_ && in_flight_ == 0) return;
    if (!busy) {
      lookForSilence();
      wait();
    }
  }
}

// Sleeps until something happens. Feeds are left alone while one of them waits for room: what they
// have would have to wait too.
void Intake::Desk::wait() {
  std::vector<zmq::pollitem_t> items;
  items.push_back({nullptr, stop_.descriptor(), ZMQ_POLLIN, 0});
  items.push_back({nullptr, parts_.belt.doneDescriptor(), ZMQ_POLLIN, 0});
  if (waiting_ == nullptr && !closed_) {
    for (const auto& feed : feeds_) items.push_back({feed->source().handle(), 0, ZMQ_POLLIN, 0});
  }
  zmq::poll(items, kTickMs);
  if (items[0].revents == 0) return;
  stop_.silence();
  stopping_ = true;
  stop_at_ = steadyMicros();
}

bool Intake::Desk::takeAll() {
  if (waiting_ != nullptr) {
    if (!place(*waiting_)) return false;
    waiting_ = nullptr;
  }
  bool any = false;
  for (const auto& feed : feeds_) {
    for (int i = 0; i < kTurnFrames && take(*feed); ++i) any = true;
    if (waiting_ != nullptr) return any;
  }
  return any;
}

bool Intake::Desk::take(Feed& feed) {
  if (!feed.receive()) return false;
  parts_.belt.took(feed.name());
  if (place(feed)) return true;
  waiting_ = &feed;
  return false;
}

bool Intake::Desk::place(Feed& feed) {
  std::string_view bytes = feed.frame();
  std::string unreadable;
  if (feed.options().format != WireFormat::kProtobuf &&
      bytes.size() <= feed.options().frame_bytes_max) {
    unreadable = feed.options().format == WireFormat::kJson ? convertJson(bytes, converted_)
                                                            : convertNinjs(bytes, converted_);
    if (unreadable.empty()) bytes = converted_;
  }
  Copy* copy = parts_.belt.claim(bytes.size());
  if (copy == nullptr) return false;
  feed.last_frame_at = steadyMicros();
  copy->refusal = Refusal::kNone;
  copy->refusal_detail = std::move(unreadable);
  if (!copy->refusal_detail.empty()) copy->refusal = Refusal::kNotReadable;
  if (!read(feed, *copy, bytes)) return false;
  feed.received_bytes.add(static_cast<std::int64_t>(feed.frame().size()));
  parts_.belt.submit(*copy);
  ++in_flight_;
  return true;
}

bool Intake::Desk::read(Feed& feed, Copy& copy, std::string_view bytes) {
  parts_.last_received_at = std::max(parts_.last_received_at, parts_.clock.now());
  copy.received_at = parts_.last_received_at;
  copy.feed = feed.name();
  // A place that once held a giant does not keep its memory for ever.
  if (copy.frame.capacity() > kKeptBytes && bytes.size() < kKeptBytes)
    std::string().swap(copy.frame);
  copy.frame.assign(bytes);
  const UpstreamPosition upstream = feed.upstream();
  copy.upstream_epoch = upstream.epoch;
  copy.upstream_sequence = upstream.sequence;
  copy.identity = {};
  copy.repeated = false;
  copy.reply_to.clear();
  copy.gap.clear();
  Article& article = copy.document.article;
  if (feed.frame().size() > feed.options().frame_bytes_max) copy.refusal = Refusal::kTooLarge;
  if (copy.refusal == Refusal::kNone) copy.refusal = readArticle(copy.frame, article);
  copy.is_read = copy.refusal == Refusal::kNone;
  if (!copy.is_read) copy.frame.assign(feed.frame());  // the letter: as received
  if (feed.options().kind == WireKind::kPost) {
    copy.reply_to = feed.envelope();
    if (copy.refusal == Refusal::kNone && !recognise(copy, article)) return false;
  }
  if (copy.refusal != Refusal::kNone || copy.repeated) return true;
  seeNumber(feed, copy, article);
  copy.skips = parts_.skips(next_sequence_);
  ++next_sequence_;
  return true;
}

// Posted before: on the belt still, or in the journal. In that order: what has left the belt is
// committed, so a snapshot taken afterwards holds it. False where none can be had (every reader's
// slot is in use): the article waits, for it must not go out twice.
bool Intake::Desk::recognise(Copy& copy, const Article& article) {
  copy.identity = identify(article);
  if (const auto found = posted_.find(copy.identity); found != posted_.end()) {
    copy.repeated = true;
    copy.sequence = found->second;
    return true;
  }
  const auto reader = parts_.journal.read();
  if (!reader) return false;
  if (const auto sequence = reader->identified(copy.identity)) {
    copy.repeated = true;
    copy.sequence = *sequence;
    return true;
  }
  posted_.emplace(copy.identity, next_sequence_);
  return true;
}

// A hole in the provider's numbers goes out before the article that showed it.
void Intake::Desk::seeNumber(Feed& feed, Copy& copy, const Article& article) {
  const auto missed = feed.numbering.see(article.provider, article.service,
                                         article.provider_sequence, copy.received_at);
  if (!missed) return;
  feed.gaps.add();
  feed.missed.add(static_cast<std::int64_t>(missed->count));
  parts_.log.warning("feed {}: {} numbers of a provider did not come, {} to {}", feed.name(),
                     missed->count, missed->first, missed->last);
  v1::Gap gap;
  gap.set_feed(feed.name());
  if (article.utf8) {
    gap.set_provider(std::string(article.provider));
    gap.set_service(std::string(article.service));
  }
  gap.set_first_missed(missed->first);
  gap.set_last_missed(missed->last);
  gap.set_count(missed->count);
  gap.mutable_at()->set_seconds(copy.received_at / 1'000'000);
  gap.mutable_at()->set_nanos(static_cast<std::int32_t>(copy.received_at % 1'000'000 * 1'000));
  gap.SerializeToString(&copy.gap);
}

// Where the providers' counts stood when the daemon last ended, from the journal's last articles.
void Intake::Desk::recallNumbers() {
  const auto reader = parts_.journal.read();
  if (!reader) return;
  const std::uint64_t next = parts_.journal.nextSequence();
  const std::uint64_t from = next > kRecalledArticles ? next - kRecalledArticles : 1;
  reader->walkEach(from, [&](const ArticleRecord& record, const NotesRecord*) {
    Article article;
    for (const auto& feed : feeds_) {
      if (feed->name() != record.feed || readArticle(record.bytes, article) != Refusal::kNone)
        continue;
      feed->numbering.see(article.provider, article.service, article.provider_sequence,
                          record.received_at);
    }
    return true;
  });
}

void Intake::Desk::lookForSilence() {
  const Micros now = steadyMicros();
  for (const auto& feed : feeds_) {
    const Micros bound = feed->options().silent_after;
    const bool silent = bound != 0 && now - feed->last_frame_at > bound;
    if (silent == (feed->silent.value() != 0)) continue;
    feed->silent.set(silent ? 1 : 0);
    if (silent) {
      parts_.log.warning("feed {}: silent for {} seconds", feed->name(), bound / 1'000'000);
    } else {
      parts_.log.info("feed {}: speaks again", feed->name());
    }
  }
}

Feed& Intake::Desk::feedOf(const Copy& copy) {
  for (const auto& feed : feeds_) {
    if (feed->name().data() == copy.feed.data()) return *feed;
  }
  broken("a copy of no feed", __FILE__, __LINE__);
}

void Intake::Desk::answerDone() {
  while (Copy* copy = parts_.belt.nextDone()) {
    Feed& feed = feedOf(*copy);
    const bool went_out = copy->refusal == Refusal::kNone && !copy->repeated;
    if (went_out && feed.options().kind == WireKind::kPost) posted_.erase(copy->identity);
    if (!copy->reply_to.empty()) answer(feed, *copy);
    parts_.belt.done(*copy);
    --in_flight_;
  }
}

void Intake::Desk::answer(Feed& feed, const Copy& copy) {
  v1::Receipt receipt;
  receipt.set_epoch(parts_.journal.epoch());
  if (copy.refusal != Refusal::kNone) {
    receipt.set_status(v1::Receipt::REJECTED);
    receipt.set_reason(std::string(describe(copy.refusal)));
    if (!copy.refusal_detail.empty()) receipt.mutable_reason()->append(": " + copy.refusal_detail);
  } else {
    receipt.set_status(copy.repeated ? v1::Receipt::REPEATED : v1::Receipt::ACCEPTED);
    receipt.set_sequence(copy.sequence);
  }
  Article article;
  // Even a refused article may have an id to answer with.
  if (copy.refusal != Refusal::kTooLarge) {
    [[maybe_unused]] const auto again = readArticle(copy.frame, article);
    if (utf8::isValid(article.id)) receipt.set_id(std::string(article.id));
  }
  receipt.SerializeToString(&receipt_);
  if (!feed.answer(copy.reply_to, receipt_)) feed.unanswered.add();
}

Intake::Intake(std::unique_ptr<Desk> desk)
    : desk_(std::move(desk)), endpoints_(desk_->endpoints()), seen_(steadyMicros()) {}

Intake::~Intake() {
  if (!thread_.joinable()) return;
  stop();
  join();
}

Result<std::unique_ptr<Intake>> Intake::open(std::vector<FeedOptions> feeds, Parts parts) {
  auto desk = std::make_unique<Desk>(std::move(parts));
  if (auto opened = desk->open(std::move(feeds)); !opened)
    return tl::make_unexpected(opened.error());
  return std::unique_ptr<Intake>(new Intake(std::move(desk)));
}

void Intake::start() {
  thread_ = std::thread([this] { desk_->run(seen_); });
}
void Intake::stop() {
  desk_->stop();
}
void Intake::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace copytaster
