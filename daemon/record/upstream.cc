// As text, "EPOCH SEQUENCE": readable beside the daemon, as consumers' positions are.
#include "daemon/record/upstream.h"

#include <charconv>
#include <string>

namespace copytaster {
namespace {

std::string keyOf(std::string_view feed) {
  return "upstream/" + std::string(feed);
}

}  // namespace

std::optional<UpstreamPosition> upstreamPosition(const Reader& reader, std::string_view feed) {
  const auto text = reader.meta(keyOf(feed));
  if (!text) return std::nullopt;
  const char* const end = text->data() + text->size();
  UpstreamPosition position;
  const auto epoch = std::from_chars(text->data(), end, position.epoch);
  if (epoch.ec != std::errc{} || epoch.ptr == end) return std::nullopt;
  const auto sequence = std::from_chars(epoch.ptr + 1, end, position.sequence);
  if (sequence.ec != std::errc{} || sequence.ptr != end) return std::nullopt;
  return position;
}

RecordStatus recordUpstream(Group& group, std::string_view feed, const UpstreamPosition& position) {
  return group.setMeta(keyOf(feed),
                       std::to_string(position.epoch) + ' ' + std::to_string(position.sequence));
}

}  // namespace copytaster
