#include "tests/faults/simulation/life.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "copytaster/v1/article.pb.h"
#include "daemon/wire/socket.h"
#include "daemon/wire/stored.h"

namespace copytaster::simulation {
namespace {

constexpr unsigned kStuckSeconds = 30;
constexpr std::size_t kRoomyBytes = std::size_t{1} << 20;  // a belt that no burst fills
constexpr int kPatienceMs = 60'000;  // for a receipt that is due: far beyond any delay

WalkOptions walkOptions(World& world) {
  WalkOptions options;
  options.group_articles = 1 + world.chance() % 40;
  options.retry_pause = std::chrono::milliseconds(0);
  return options;
}

FeedOptions feed(const char* name, WireKind kind, std::uint64_t life) {
  FeedOptions options;
  options.name = name;
  options.kind = kind;
  options.bind = fmt::format("inproc://{}-{}", name, life);
  return options;
}

zmq::socket_t peer(WireContext& context, zmq::socket_type type, const FeedOptions& feed) {
  zmq::socket_t socket(context.zmq().context, type);
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::rcvtimeo, kPatienceMs);
  socket.connect(feed.bind);
  return socket;
}

}  // namespace

Life::Life(World& world, WireContext& context, std::size_t belt_bytes)
    : world_(world),
      belt_bytes_(belt_bytes),
      journal_(Journal::open(world.folder.path(), smallOptions()).value()),
      chain_(Chain::open(filters(), {}, log_).value()),
      belt_(belt_bytes, journal_.nextSequence()),
      walk_(walkOptions(world), belt_, *chain_, journal_, counters_, log_) {
  expect(walk_.recall().has_value(), "filters recall what is in the journal");
  publishAgain();
  // A context is for all seeds, and an inproc name is not free at once.
  static std::uint64_t lives = 0;
  ++lives;
  const auto post = feed("post", WireKind::kPost, lives),
             pull = feed("pull", WireKind::kPull, lives);
  const Micros last = journal_.read().value().stat().last_received_at;
  intake_ =
      Intake::open({post, pull}, {context, belt_, journal_, world.clock, counters_, log_,
                                  [this](std::uint64_t n) { return chain_->skipsFor(n); }, last})
          .value();
  poster_ = peer(context, zmq::socket_type::dealer, post);
  pusher_ = peer(context, zmq::socket_type::push, pull);
  intake_->start();
  ++world.lives;
}

void Life::publishAgain() {
  published_to_ = journal_.publishedTo();
  expect(!world_.ended_in_order || published_to_ + 1 == journal_.nextSequence(),
         "after an end in order nothing is published again");
  world_.ended_in_order = false;
  walk_.publishedBy([this] { return published_to_; });
  const auto reader = journal_.read();
  expect(reader.has_value(), "the journal is readable");
  std::string message;
  reader->walkEach(published_to_ + 1, [&](const ArticleRecord& article, const NotesRecord* notes) {
    expect(notes != nullptr, "what is in the journal is settled");
    expect(article.sequence == published_to_ + 1, "the journal has no holes");
    writeStored(article, *notes, message);
    world_.subscriber.deliver(article.sequence, message, journal_);
    published_to_ = article.sequence;
    return true;
  });
}

Life::~Life() {
  poster_.reset();
  pusher_.reset();
  if (!ended_) goRoundUnseen();
  intake_.reset();
}

// What was on the belt of a process that is gone: it goes round without a trace, so that the
// intake's thread can end.
void Life::goRoundUnseen() {
  intake_->stop();
  for (Copy* copy : taken_) belt_.examined(*copy);
  std::jthread examiner([this] {
    while (Copy* copy = belt_.nextToExamine()) belt_.examined(*copy);
  });
  while (!belt_.drained()) {
    belt_.nextToSettle(1'000);
    belt_.committed();
    while (Copy* copy = belt_.nextToPublish()) belt_.published(*copy, End::kRepeated);
  }
}

// Until the intake has taken what was sent, or holds a frame for which the belt has no room, and
// has answered what was published.
void Life::waitForIntake() {
  for (;; std::this_thread::yield()) {
    std::size_t received = 0, ended = 0;
    for (const FeedAccount& account : belt_.accounts()) {
      received += account.received;
      ended += account.published + account.rejected + account.repeated;
    }
    if (received != sent_) continue;
    const Belt::Load load = belt_.load();
    for (; counted_ < ended; ++counted_) {
      bytes_ -= sizes_.front();
      sizes_.pop_front();
    }
    // What lies on the belt when all is there, and when the last frame is held.
    const std::size_t all = sent_ - ended;
    const std::size_t last = all > 0 ? sizes_.back() : 0;
    blocked_ = all > 0 && load.articles == all - 1 && load.bytes == bytes_ - last &&
               (load.articles == kInFlightMax || (load.bytes > 0 && bytes_ > belt_bytes_));
    if (!blocked_ && (load.articles != all || load.bytes != bytes_)) continue;
    unexamined_ = sent_ - (blocked_ ? 1 : 0) - examined_;
    return;
  }
}

void Life::note(const std::string& frame) {
  sizes_.push_back(frame.size());
  bytes_ += frame.size();
  ++sent_;
}

void Life::send(zmq::socket_t& socket, const std::string& frame) {
  // Frames of one socket keep their order; those of two have one only if each waits for the other.
  if (last_ != &socket) waitForIntake();
  last_ = &socket;
  note(frame);
  if (&socket == &*poster_) socket.send(zmq::message_t(), zmq::send_flags::sndmore);
  expect(socket.send(zmq::buffer(frame), zmq::send_flags::none).has_value(), "inproc takes all");
  // No more than one frame is ever left to wait for room.
  const bool roomy = belt_.load().articles < kInFlightMax / 2 && belt_bytes_ > kRoomyBytes;
  if (!roomy) waitForIntake();
}

void Life::post(std::size_t n) {
  world_.upstream.posted(n);
  send(*poster_, world_.upstream.frame(n));
}

// The article is posted while the intake cannot look into the journal, where it may be.
void Life::postUnreadable(std::size_t n) {
  const std::uint64_t before = takeReaderSlots(true);
  world_.upstream.posted(n);
  const std::string& frame = world_.upstream.frame(n);
  note(frame);
  poster_->send(zmq::message_t(), zmq::send_flags::sndmore);
  poster_->send(zmq::buffer(frame), zmq::send_flags::none);
  while (takeReaderSlots(true) == before) std::this_thread::yield();
  takeReaderSlots(false);
  waitForIntake();
}

void Life::pull() {
  v1::Article article;
  article.set_id(fmt::format("pull-{}", world_.pulled++));
  article.set_provider("Unasked");
  article.set_body(world_.oneIn(5) ? "Said before." : std::string(world_.chance() % 900, 'y'));
  send(*pusher_, world_.oneIn(10) ? "\xff" : article.SerializeAsString());
}

void Life::examineSome() {
  for (auto left = world_.chance() % 20; left > 0 && unexamined_ > 0; --left, --unexamined_) {
    taken_.push_back(belt_.nextToExamine());
    ++examined_;
  }
  std::shuffle(taken_.begin(), taken_.end(), world_.chance);
  for (auto left = world_.chance() % 20; left > 0 && !taken_.empty(); --left) {
    walk_.examine(*taken_.back());
    taken_.pop_back();
  }
}

void Life::settle(Faults& faults) {
  const Armed armed(faults);
  walk_.settleSome(0);
}

// In a process of its own, which must end there: nothing of this one is touched.
bool Life::stopsOver(Faults faults) {
  faults.kill_at = 1;  // nothing is committed either
  const pid_t child = ::fork();
  expect(child >= 0, "fork");
  if (child == 0) {
    // The intake may have held a lock at the fork; nobody gives it back here.
    ::alarm(kStuckSeconds);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(2);
    try {
      settle(faults);
    } catch (const Killed&) {
    }
    ::_exit(faults.corrupt_at == 0 ? 1 : 0);  // struck, and went on
  }
  int status = 0;
  expect(::waitpid(child, &status, 0) == child, "waitpid");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return false;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) return false;
  expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT,
         "a journal that does not read back stops the process");
  return true;
}

void Life::publishSome() {
  for (auto left = 1 + world_.chance() % 15; left > 0; --left) {
    Copy* copy = belt_.nextToPublish();
    if (copy == nullptr) break;
    End end = copy->repeated ? End::kRepeated : End::kPublished;
    if (copy->refusal != Refusal::kNone) {
      end = End::kRejected;
    } else if (!copy->repeated) {
      expect(copy->sequence == published_to_ + 1, "published in order, nothing left out");
      world_.subscriber.deliver(copy->sequence, copy->enriched, journal_);
      published_to_ = copy->sequence;
    }
    if (!copy->reply_to.empty()) ++receipts_due_;
    belt_.published(*copy, end);
  }
  waitForIntake();
}

void Life::readReceipts() {
  for (; receipts_due_ > 0; --receipts_due_) {
    zmq::message_t empty, bytes;
    expect(poster_->recv(empty).has_value() && poster_->recv(bytes).has_value(),
           "what is published is acknowledged");
    v1::Receipt receipt;
    expect(receipt.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "a Receipt");
    world_.upstream.answered(receipt);
  }
}

bool Life::isIdle() const {
  return !blocked_ && receipts_due_ == 0 && belt_.load().articles == 0;
}

void Life::count() const {
  for (const FeedAccount& account : belt_.accounts())
    expect(account.unaccounted() == 0, "received = published + rejected + repeated + in flight");
}

void Life::end() {
  expect(isIdle(), "the driver ends a life that is idle");
  intake_->stop();
  expect(belt_.nextToExamine() == nullptr, "nothing comes after the end");
  Faults none;
  settle(none);
  intake_->join();
  expect(walk_.commitCursor().has_value(), "the cursor is written at the end");
  ended_ = true;
  world_.ended_in_order = true;
}

}  // namespace copytaster::simulation
