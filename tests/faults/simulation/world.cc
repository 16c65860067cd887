#include "tests/faults/simulation/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "copytaster/v1/article.pb.h"
#include "copytaster/v1/enriched.pb.h"
#include "daemon/wire/stored.h"
#include "tests/faults/simulation/filters.h"

namespace copytaster::simulation {

void fail(const std::string& promise) {
  throw std::runtime_error(promise);
}

std::string comparable(std::string_view message) {
  v1::EnrichedArticle article;
  expect(article.ParseFromArray(message.data(), static_cast<int>(message.size())),
         "every message is an EnrichedArticle");
  article.clear_epoch();
  for (auto& run : *article.mutable_runs()) run.clear_microseconds();
  return article.SerializeAsString();
}

std::vector<FilterSpec> filters() {
  return {{"moody", "", {}, &kMoody}, {"tally", "", {}, &kTally}};
}

std::size_t Upstream::write(std::size_t burst_until) {
  Frame out;
  if (chance_() % 12 == 0) {
    // No article: bytes of any kind, or an article without an id.
    out.frame = chance_() % 2 == 0 ? std::string(chance_() % 50, '\xff') : "\x4a\x03words";
  } else {
    v1::Article article;
    out.good = true;
    out.id = fmt::format("post-{}", sent_.size());
    article.set_id(out.id);
    article.set_provider(fmt::format("Wire {}", chance_() % 3));
    std::string body = fmt::format("Day {}: the council met. ", chance_() % 9);
    const bool burst = sent_.size() < burst_until;
    if (chance_() % 9 == 0 || burst) body += burst ? kThrowInSettle : kThrowInExamine;
    if (chance_() % 9 == 0) body += kThrowInSettle;
    body.append(chance_() % 1500, 'x');
    article.set_body(body);
    out.frame = article.SerializeAsString();
    // Text that is not UTF-8 goes the way of repair.
    if (chance_() % 15 == 0) out.frame.replace(out.frame.find("council"), 3, "caf\xe9", 1, 3);
  }
  sent_.push_back(std::move(out));
  return sent_.size() - 1;
}

void Upstream::answered(const v1::Receipt& receipt) {
  expect(!awaited_.empty(), "a receipt answers an article");
  Frame& frame = sent_[awaited_.front()];
  awaited_.pop_front();
  frame.answered = true;
  if (!frame.good) {
    expect(receipt.status() == v1::Receipt::REJECTED, "what is no article is rejected");
    ++rejected_;
    return;
  }
  expect(receipt.status() != v1::Receipt::REJECTED, "an article is not rejected");
  expect(receipt.id() == frame.id, "receipts come in the order of the articles");
  const auto [known, first] = acknowledged_.emplace(frame.id, receipt.sequence());
  expect(
      known->second == receipt.sequence(),
      fmt::format("{} has one sequence: {} and {}", frame.id, known->second, receipt.sequence()));
  if (!first) expect(receipt.status() == v1::Receipt::REPEATED, "what is known is REPEATED");
  const auto& owner = by_sequence_.emplace(receipt.sequence(), frame.id).first->second;
  expect(owner == frame.id, "a sequence is given to one article");
}

std::vector<std::size_t> Upstream::unanswered() {
  std::vector<std::size_t> out;
  for (std::size_t n = 0; n < sent_.size(); ++n) {
    if (!sent_[n].answered) out.push_back(n);
  }
  awaited_.clear();
  if (chance_() % 3 == 0) std::shuffle(out.begin(), out.end(), chance_);
  return out;
}

void Subscriber::deliver(std::uint64_t sequence, std::string_view message, const Journal& journal) {
  const auto [first, is_new] = published_.emplace(sequence, message);
  expect(is_new || first->second == message, "a sequence is always the same message");
  if (chance_() % 8 == 0) return;  // too slow: PUB drops it
  if (sequence > position_ + 1) replay(journal);
  if (sequence > position_) take(sequence, message);
}

void Subscriber::replay(const Journal& journal) {
  const auto reader = journal.read();
  expect(reader.has_value(), "the journal is readable");
  std::string message;
  reader->walkEach(position_ + 1, [&](const ArticleRecord& article, const NotesRecord* notes) {
    expect(notes != nullptr, "what is in the journal is settled");
    writeStored(article, *notes, message);
    take(article.sequence, message);
    return true;
  });
}

void Subscriber::take(std::uint64_t sequence, std::string_view message) {
  expect(sequence == position_ + 1, "replay leaves nothing out and doubles nothing");
  const auto [first, is_new] = published_.emplace(sequence, message);
  expect(is_new || first->second == message, "a replayed message is the one that was published");
  position_ = sequence;
}

}  // namespace copytaster::simulation
