// Which articles hold a key: the one index behind exact, near, rewrite and story candidates.
//
// A key (32 bits of a shingle's, sentence's, word's or id's hash) names a bucket of 31 postings and
// a tag; a posting is the article's ordinal, cut to a stamp, and the tag, in four bytes. A bucket
// is two cache lines, written round and round: a look-up costs one miss whatever the window holds,
// an insertion one store. Nothing is ever removed: a posting whose stamp lies outside the window is
// stale, and the next to be written over. A key that very many articles share (a form text) fills
// its own bucket with its latest: it degrades, and hides no other. A bucket is its last 31
// insertions, so that a table made again from the window answers as the old one did.
#pragma once

#include <cstddef>
#include <cstdint>

namespace copytaster::dedup {

class PostingTable {
 public:
  static constexpr std::size_t kBucket =
      32;  // words a bucket: the place of the next, and 31 postings

  // Room for `postings` at a load of about four fifths, over a window of at most `articles`.
  // Throws std::bad_alloc; std::invalid_argument where the window needs stamps of more than 26
  // bits.
  PostingTable(std::size_t articles, std::size_t postings);
  ~PostingTable();
  PostingTable(const PostingTable&) = delete;
  PostingTable& operator=(const PostingTable&) = delete;

  void prefetch(std::uint32_t key) const {
    const std::uint32_t* b = bucket(key);
    __builtin_prefetch(b);
    __builtin_prefetch(b + kBucket / 2);
  }

  // Calls each(ordinal) for the articles of [oldest, next) that hold the key, in no particular
  // order; a chance match of tags makes one in some thousand wrong. Returns how many there were.
  template <class F>
  std::size_t find(std::uint32_t key, std::uint64_t oldest, std::uint64_t next, F each) const {
    const std::uint32_t* b = bucket(key);
    const std::uint32_t tag = tagOf(key);
    const std::uint32_t live = static_cast<std::uint32_t>(next - oldest);
    std::size_t found = 0;
    for (std::size_t i = 1; i < kBucket; ++i) {
      if ((b[i] & tag_mask_) != tag) continue;
      const std::uint32_t age = age_of(b[i], next);
      if (age == 0 || age > live) continue;
      each(next - age);
      ++found;
    }
    return found;
  }

  // The article `ordinal`, the newest, holds the key.
  void insert(std::uint32_t key, std::uint64_t ordinal) {
    auto* b = const_cast<std::uint32_t*>(bucket(key));
    const std::uint32_t stamp = static_cast<std::uint32_t>(ordinal) & stamp_mask_;
    const std::uint32_t place = b[0];
    b[1 + place] = (stamp << tag_bits_) | tagOf(key);
    b[0] = place + 1 == kBucket - 1 ? 0 : place + 1;
  }

  std::size_t bytes() const { return buckets_ * kBucket * sizeof(std::uint32_t); }

 private:
  const std::uint32_t* bucket(std::uint32_t key) const {
    return table_ + ((static_cast<std::uint64_t>(key) * buckets_) >> 32) * kBucket;
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
  std::uint32_t tag_bits_, tag_mask_, stamp_mask_;
  std::uint32_t* table_;
};

}  // namespace copytaster::dedup
