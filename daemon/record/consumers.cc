// A position is text in `meta` under "consumer/NAME": readable beside the daemon, and nothing else
// has to know how it looks.
#include "daemon/record/consumers.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace copytaster {
namespace {

constexpr std::string_view kPrefix = "consumer/";

bool isName(std::string_view name) {
  return !name.empty() && name.size() <= kConsumerNameBytesMax &&
         std::ranges::all_of(
             name, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
}

}  // namespace

Consumers::Consumers(const Reader& reader) {
  for (const auto& [key, value] : reader.metaUnder(kPrefix)) {
    Position position;
    std::from_chars(value.data(), value.data() + value.size(), position.acknowledged);
    position.recorded = position.acknowledged;
    positions_.emplace(key.substr(kPrefix.size()), position);
  }
}

bool Consumers::acknowledge(std::string_view name, std::uint64_t sequence) {
  if (!isName(name)) return false;
  const std::lock_guard lock(mutex_);
  auto found = positions_.find(name);
  if (found == positions_.end()) {
    if (positions_.size() >= kConsumersMax) return false;
    found = positions_.emplace(std::string(name), Position{}).first;
  }
  found->second.acknowledged = std::max(found->second.acknowledged, sequence);
  return true;
}

std::optional<std::uint64_t> Consumers::position(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = positions_.find(name);
  if (found == positions_.end()) return std::nullopt;
  return found->second.acknowledged;
}

std::vector<Consumer> Consumers::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<Consumer> consumers;
  for (const auto& [name, position] : positions_)
    consumers.push_back({name, position.acknowledged});
  return consumers;
}

std::optional<std::uint64_t> Consumers::slowest() const {
  const std::lock_guard lock(mutex_);
  std::optional<std::uint64_t> slowest;
  for (const auto& [name, position] : positions_)
    slowest = std::min(slowest.value_or(UINT64_MAX), position.acknowledged);
  return slowest;
}

bool Consumers::changed() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(positions_, [](const auto& each) {
    return each.second.recorded != each.second.acknowledged;
  });
}

RecordStatus Consumers::record(Group& group) {
  const std::lock_guard lock(mutex_);
  for (auto& [name, position] : positions_) {
    position.recording = position.acknowledged;
    if (position.recording == position.recorded) continue;
    const auto status =
        group.setMeta(std::string(kPrefix) + name, std::to_string(position.recording));
    if (status != RecordStatus::kOk) return status;
  }
  return RecordStatus::kOk;
}

void Consumers::committed() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, position] : positions_) {
    if (position.recording != UINT64_MAX) position.recorded = position.recording;
  }
}

}  // namespace copytaster
