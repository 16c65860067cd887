// The chain run offline: see tasting.h.
#include "daemon/tool/tasting.h"

#include <poll.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace copytaster {
namespace {

constexpr std::size_t kInFlightBytesMax = std::size_t{64} << 20;
constexpr std::uint64_t kFirstSequence = 1;
constexpr std::uint64_t kNoEpoch = 0;  // there is no journal that a sequence could belong to
constexpr std::int64_t kWaitMicros = 1'000'000;

std::uint32_t cores() {
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

Tasting::Tasting(Chain& chain, std::uint32_t workers)
    : chain_(chain),
      workers_(workers == 0 ? cores() : workers),
      belt_(kInFlightBytesMax, kFirstSequence) {}

Result<void> Tasting::run(Inputs& inputs, const Take& take, const Complain& complain) {
  auto recalled = chain_.recall([this](const std::string& filter) { return &tables_[filter]; });
  if (!recalled) return recalled;
  std::vector<std::thread> threads;
  threads.emplace_back([&] { read(inputs, complain); });
  for (std::uint32_t i = 0; i < workers_; ++i) {
    threads.emplace_back([this] {
      while (Copy* copy = belt_.nextToExamine()) {
        chain_.examine(*copy);
        belt_.examined(*copy);
      }
    });
  }
  bool settled = true;
  while (!belt_.finished()) {
    Copy* copy = belt_.nextToSettle(kWaitMicros);
    if (copy == nullptr) continue;
    // After a failure the rest goes round unsettled: the reader may be waiting for room.
    settled = settled && settle(*copy);
    if (settled) take(*copy);
    belt_.committed();
    belt_.published(*belt_.nextToPublish(), End::kPublished);
  }
  for (std::thread& thread : threads) thread.join();
  if (!settled) return refuse(ErrorCode::kInvalid, "a filter's state was refused by its table");
  return {};
}

void Tasting::read(Inputs& inputs, const Complain& complain) {
  while (true) {
    const Inputs::Step step = inputs.next();
    if (step == Inputs::Step::kEnd) break;
    Article article;
    std::string problem;
    if (step == Inputs::Step::kUnread) {
      problem = inputs.problem();
    } else if (const Refusal refusal = readArticle(inputs.article(), article);
               refusal != Refusal::kNone) {
      problem = describe(refusal);
    }
    if (problem.empty()) {
      put(inputs, article);
    } else {
      ++unread_;
      complain(inputs.place(), problem);
    }
  }
  belt_.close();
}

void Tasting::put(Inputs& inputs, const Article& article) {
  Copy* copy = nullptr;
  while (true) {
    while (Copy* done = belt_.nextDone()) belt_.done(*done);
    copy = belt_.claim(inputs.article().size());
    if (copy != nullptr) break;
    pollfd done{belt_.doneDescriptor(), POLLIN, 0};
    ::poll(&done, 1, -1);
  }
  if (article.published_at != 0) received_at_ = article.published_at;
  copy->frame.swap(inputs.article());
  copy->feed = "taste";
  copy->received_at = received_at_;
  belt_.submit(*copy);
}

bool Tasting::settle(Copy& copy) {
  if (!chain_.settle(copy)) return false;
  std::uint64_t& last = last_on_topic_[copy.topic];
  copy.previous_on_topic = std::exchange(last, copy.sequence);
  writeEnriched(copy, chain_.filters(), kNoEpoch);
  ++tasted_;
  return true;
}

}  // namespace copytaster
