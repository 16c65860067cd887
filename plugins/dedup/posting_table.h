// Which articles hold a key: the one index behind exact, near, rewrite and story candidates.
//
// A key (32 bits of a shingle's, sentence's, word's or id's hash) names a bucket of 15 postings and
// a tag; a posting is the article's ordinal, cut to a stamp, and the tag, in four bytes. A bucket
// is a cache line, written round and round: a look-up costs one miss whatever the window holds, an
// insertion one store. Nothing is ever removed: a posting whose stamp lies outside the window is
// stale, and the next to be written over. A key that very many articles share (a form text) fills
// its own bucket with its latest: it degrades, and hides no other. A bucket is its last 15
// insertions, so that a table made again from the window answers as the old one did.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

#include "pages.h"

namespace copytaster::dedup {

class PostingTable {
 public:
  static constexpr std::size_t kBucket = 16;  // words: the place of the next, and 15 postings

  // Room for `postings` at a load of about three quarters, over a window of at most `articles`.
  // Throws std::bad_alloc; std::invalid_argument where the window needs stamps of more than 26
  // bits.
  PostingTable(std::size_t articles, std::size_t postings);

  void prefetch(std::uint32_t key) const { __builtin_prefetch(bucket(key)); }

  // Calls each(ordinal) for the articles of [oldest, next) that hold the key, in no particular
  // order; a chance match of tags makes one in some thousand wrong.
  template <class F>
  void find(std::uint32_t key, std::uint64_t oldest, std::uint64_t next, F each) const {
    const std::uint32_t* b = bucket(key);
    const std::uint32_t live = static_cast<std::uint32_t>(next - oldest);
    for (std::uint32_t same = sameTags(b, tagOf(key)); same != 0; same &= same - 1) {
      const std::uint32_t age = age_of(b[std::countr_zero(same)], next);
      if (age != 0 && age <= live) each(next - age);
    }
  }

  // The article `ordinal`, the newest, holds the key.
  void insert(std::uint32_t key, std::uint64_t ordinal) {
    std::uint32_t* b = table_.data() + bucketAt(key);
    const std::uint32_t stamp = static_cast<std::uint32_t>(ordinal) & stamp_mask_;
    const std::uint32_t place = b[0];
    b[1 + place] = (stamp << tag_bits_) | tagOf(key);
    b[0] = place + 1 == kBucket - 1 ? 0 : place + 1;
  }

  // Which of the table's kParts a key's bucket lies in (late_postings.h).
  static constexpr std::size_t kParts = 256;
  std::size_t partOf(std::uint32_t key) const { return bucketAt(key) / kBucket >> part_shift_; }

  std::size_t bytes() const { return table_.bytes(); }

 private:
  std::size_t bucketAt(std::uint32_t key) const {
    return ((static_cast<std::uint64_t>(key) * buckets_) >> 32) * kBucket;
  }
  const std::uint32_t* bucket(std::uint32_t key) const { return table_.data() + bucketAt(key); }
  // Which postings of a bucket have the tag: bit i of posting i.
  std::uint32_t sameTags(const std::uint32_t* b, std::uint32_t tag) const {
    std::uint32_t same = 0;
#ifdef __SSE2__
    const __m128i mask = _mm_set1_epi32(static_cast<int>(tag_mask_));
    const __m128i wanted = _mm_set1_epi32(static_cast<int>(tag));
    const auto four = [&](std::size_t i) {
      const __m128i postings = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b + i));
      return _mm_cmpeq_epi32(_mm_and_si128(postings, mask), wanted);
    };
    static_assert(kBucket == 16);
    const __m128i low = _mm_packs_epi32(four(0), four(4));
    const __m128i high = _mm_packs_epi32(four(8), four(12));
    same = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(low, high)));
#else
    for (std::size_t i = 0; i < kBucket; ++i)
      same |= static_cast<std::uint32_t>((b[i] & tag_mask_) == tag) << i;
#endif
    return same & ~1U;  // the first word is the place of the next posting
  }
  // The bucket is made of a key's high bits: the tag is of its low ones. Zero is an empty posting.
  std::uint32_t tagOf(std::uint32_t key) const {
    const std::uint32_t tag = key & tag_mask_;
    return tag == 0 ? 1 : tag;
  }
  std::uint32_t age_of(std::uint32_t posting, std::uint64_t next) const {
    return (static_cast<std::uint32_t>(next) - (posting >> tag_bits_)) & stamp_mask_;
  }

  std::uint64_t buckets_;
  Pages<std::uint32_t> table_;
  std::uint32_t tag_bits_, tag_mask_, stamp_mask_;
  int part_shift_;
};

}  // namespace copytaster::dedup
