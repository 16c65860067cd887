// From words to signature: the words' hashes for text and shingles, then sentences and quotations;
// rare words are counted in terms.cc. Cost is linear in the words; nothing is sorted that is not
// kept.
#define XXH_INLINE_ALL
#include "signature.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "frequencies.h"
#include "furniture.h"
#include "hashing.h"
#include "terms.h"

namespace copytaster::dedup {

namespace {

std::uint64_t hashWords(std::span<const ct_token> tokens) {
  std::uint64_t h = 0x9ae16a3b2f90404fULL;
  for (const ct_token& t : tokens) h = turned(h ^ t.hash, 23) * 0x9e3779b97f4a7c15ULL;
  return mixed(h);
}

}  // namespace

Signer::Signer() : terms_(std::make_unique<TermCount>()) {}
Signer::~Signer() = default;

void Signer::sign(const Words& words, const Frequencies& frequencies, Signature& out) {
  std::memset(&out, 0, sizeof out);
  const Furniture f = readFurniture(words);
  out.notice = f.notice;
  const auto stem =
      words.headline_tokens.subspan(f.headline_begin, f.headline_end - f.headline_begin);
  const auto body = words.body_tokens.subspan(f.body_begin, f.body_end - f.body_begin);
  out.title = static_cast<std::uint32_t>(hashWords(stem) >> 32);
  out.headline_only = body.empty() ? 1 : 0;
  const auto text = body.empty() ? stem : body;
  out.words = static_cast<std::uint32_t>(text.size());
  hashes_.clear();
  for (const ct_token& t : text) hashes_.push_back(t.hash);
  const XXH128_hash_t h = XXH3_128bits(hashes_.data(), hashes_.size() * sizeof(std::uint64_t));
  out.text[0] = h.low64;
  out.text[1] = h.high64;
  shingles(text, out);
  sentences(words, f.body_begin, f.body_end, out);
  terms_->count(words.headline, words.headline_tokens, words.body, body, frequencies, out);
  for (const ct_token& t : stem) {
    if (out.title_count == Signature::kTitle) break;
    if ((t.flags & CT_TOKEN_NUMBER) == 0 && frequencies.rarity(t.hash) < kTermRarity) continue;
    out.titles[out.title_count++] = static_cast<std::uint16_t>(t.hash >> 40);
  }
}

void Signer::shingles(std::span<const ct_token> tokens, Signature& out) {
  constexpr std::size_t k = Signature::kShingleWords;
  out.threshold = ~0U;
  if (tokens.size() < k) return;
  const std::size_t all = tokens.size() - k + 1;
  const std::size_t want = std::clamp<std::size_t>(all / 4, 24, Signature::kShingles);
  // Twice as many as wanted fall below this bound on average; where too few do, none is left out.
  const std::uint64_t bound = all <= want * 2 ? ~0ULL : ~0ULL / all * want * 2;
  sampled_.clear();
  for (int pass = 0; pass < 2 && sampled_.size() < std::min(all, want); ++pass) {
    const std::uint64_t limit = pass == 0 ? bound : ~0ULL;
    sampled_.clear();
    for (std::size_t i = 0; i < all; ++i) {
      const std::uint64_t* w = hashes_.data() + i;
      const std::uint64_t h =
          mixed(w[0] + turned(w[1], 11) + turned(w[2], 23) + turned(w[3], 37) + turned(w[4], 51));
      if (h <= limit) sampled_.push_back({h, static_cast<std::uint32_t>(i)});
    }
  }
  const auto less = [](const Sampled& a, const Sampled& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.position < b.position;
  };
  if (sampled_.size() > want) {
    std::nth_element(sampled_.begin(), sampled_.begin() + static_cast<std::ptrdiff_t>(want),
                     sampled_.end(), less);
    sampled_.resize(want);
    out.threshold = 0;
  }
  std::sort(sampled_.begin(), sampled_.end(), less);
  for (const Sampled& s : sampled_) {
    const auto order = static_cast<std::uint32_t>(s.hash >> 32);
    const auto key = static_cast<std::uint32_t>(s.hash);
    const std::size_t n = out.shingle_count;
    if (n > 0 && out.shingles[n - 1].key == key && out.shingles[n - 1].order == order) continue;
    out.shingles[n] = {order, key};
    out.positions[n] = static_cast<std::uint16_t>(std::min<std::uint32_t>(s.position, 65535));
    ++out.shingle_count;
  }
  if (out.threshold == 0) out.threshold = static_cast<std::uint32_t>(sampled_.back().hash >> 32);
}

void Signer::sentences(const Words& words, std::size_t begin, std::size_t end, Signature& out) {
  for (const ct_span& s : words.sentences) {
    if (out.sentence_count == Signature::kSentences) break;
    const std::size_t from = std::max<std::size_t>(s.token_begin, begin);
    const std::size_t to = std::min<std::size_t>(s.token_end, end);
    if (to < from + 8) continue;
    out.sentences[out.sentence_count] =
        keyOf(KeyKind::kSentence, hashWords(words.body_tokens.subspan(from, to - from)));
    out.sentence_words[out.sentence_count++] =
        static_cast<std::uint16_t>(std::min<std::size_t>(to - from, 65535));
  }
  constexpr std::size_t kQuoteWords = 6;
  for (const ct_span& q : words.quotations) {
    if (out.quotation_count == Signature::kQuotations) break;
    if (q.token_end < q.token_begin + kQuoteWords) continue;
    // Papers quote more or less of the same saying: its smallest run of six stands for it.
    std::uint64_t least = ~0ULL;
    for (std::size_t i = q.token_begin; i + kQuoteWords <= q.token_end; ++i) {
      least = std::min(least, hashWords(words.body_tokens.subspan(i, kQuoteWords)));
    }
    out.quotations[out.quotation_count++] = keyOf(KeyKind::kQuotation, least);
  }
}

}  // namespace copytaster::dedup
