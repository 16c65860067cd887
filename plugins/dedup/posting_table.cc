// The memory of the index: from the kernel, in huge pages where it has them, so that a probe is one
// miss and not one and a page walk.
#include "posting_table.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <new>
#include <stdexcept>

namespace copytaster::dedup {

PostingTable::PostingTable(std::size_t articles, std::size_t postings) {
  // Stamps reach four windows back before they repeat: a stale posting is long written over by
  // then.
  const auto stamp_bits = static_cast<std::uint32_t>(std::bit_width(articles * 4));
  if (stamp_bits > 26) throw std::invalid_argument("window_articles: at most 16,777,215");
  tag_bits_ = 32 - stamp_bits;
  tag_mask_ = (1U << tag_bits_) - 1;
  stamp_mask_ = (1U << stamp_bits) - 1;
  buckets_ = std::max<std::uint64_t>(64, postings * 5 / 4 / kBucket + 1);
  void* p = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) throw std::bad_alloc();
  madvise(p, bytes(), MADV_HUGEPAGE);  // advice: refused is fine
  table_ = static_cast<std::uint32_t*>(p);
}

PostingTable::~PostingTable() {
  munmap(table_, bytes());
}

}  // namespace copytaster::dedup
