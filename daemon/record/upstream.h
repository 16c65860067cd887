// How far another copytaster's wire was taken, for each feed that follows one: kept in `meta` under
// "upstream/FEED", in the same transaction as the articles themselves, so that over any kill none
// is lost and none comes twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "daemon/record/group.h"
#include "daemon/record/reader.h"

namespace copytaster {

struct UpstreamPosition {
  std::uint64_t epoch = 0;     // of the other's journal; 0: nothing was taken yet
  std::uint64_t sequence = 0;  // all up to here was taken
  bool operator==(const UpstreamPosition&) const = default;
};

// Nothing where nothing was recorded.
std::optional<UpstreamPosition> upstreamPosition(const Reader& reader, std::string_view feed);
RecordStatus recordUpstream(Group& group, std::string_view feed, const UpstreamPosition& position);

}  // namespace copytaster
