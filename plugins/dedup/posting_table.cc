// How the 32 bits of a posting are shared between stamp and tag.
#include "posting_table.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace copytaster::dedup {

PostingTable::PostingTable(std::size_t articles, std::size_t postings)
    : buckets_(std::max<std::uint64_t>(64, postings * 4 / 3 / kBucket + 1)),
      table_(buckets_ * kBucket) {
  // Stamps reach four windows back before they repeat: a stale posting is long written over by
  // then.
  const auto stamp_bits = static_cast<std::uint32_t>(std::bit_width(articles * 4));
  if (stamp_bits > 26) throw std::invalid_argument("window_articles: at most 16,777,215");
  tag_bits_ = 32 - stamp_bits;
  tag_mask_ = (1U << tag_bits_) - 1;
  stamp_mask_ = (1U << stamp_bits) - 1;
  part_shift_ = std::max(0, static_cast<int>(std::bit_width(buckets_ - 1)) - 8);
}

}  // namespace copytaster::dedup
