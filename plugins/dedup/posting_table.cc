// The bucketed index: memory from the kernel in huge pages where it has them (a probe is then one
// miss, not one and a page walk), and the one rule of replacement.
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

void PostingTable::insert(std::uint32_t key, std::uint64_t ordinal) {
  auto* b = const_cast<std::uint32_t*>(bucket(key));
  const std::uint32_t tag = tagOf(key);
  const std::uint32_t stamp = static_cast<std::uint32_t>(ordinal) & stamp_mask_;
  std::size_t oldest = 0, oldest_same = 0, same = 0;
  std::uint32_t age = 0, age_same = 0;
  for (std::size_t i = 0; i < kBucket; ++i) {
    if (b[i] == 0) {  // postings fill a bucket from the front: all of them have been seen
      oldest = i;
      age = ~0U;
      break;
    }
    const std::uint32_t a = age_of(b[i], ordinal);
    const bool is_same = (b[i] & tag_mask_) == tag;
    if (is_same && a == 0) return;  // the article has the key already
    if (a >= age) oldest = i, age = a;
    if (is_same && a >= age_same) oldest_same = i, age_same = a;
    same += is_same ? 1 : 0;
  }
  const std::size_t place = same >= kSame ? oldest_same : oldest;
  b[place] = (stamp << tag_bits_) | tag;
}

}  // namespace copytaster::dedup
