// From words to signature: the words' hashes for text and shingles, then sentences and quotations;
// rare words are counted in terms.cc. Cost is linear in the words; nothing is sorted that is not
// kept.
#define XXH_INLINE_ALL
#include "signature.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
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
  terms_->count(words, f.body_begin, f.body_end, frequencies, out);
  for (const ct_token& t : stem) {
    if (out.title_count == Signature::kTitle) break;
    if ((t.flags & CT_TOKEN_NUMBER) == 0 && frequencies.rarity(t.hash) < kTermRarity) continue;
    out.titles[out.title_count++] = static_cast<std::uint16_t>(t.hash >> 40);
  }
}

// Hashes below a bound are spread evenly, so each one's place is nearly known: a counting sort, and
// an insertion sort of what it leaves.
void Signer::sortSpread(std::span<Sampled> values, std::uint64_t bound) {
  constexpr std::size_t kPlaces = 256;
  std::array<std::uint32_t, kPlaces + 1> begins{};
  const int shift = std::max(0, static_cast<int>(std::bit_width(bound)) - 8);
  for (const Sampled& s : values) ++begins[(s.hash >> shift) + 1];
  for (std::size_t i = 1; i <= kPlaces; ++i) begins[i] += begins[i - 1];
  sorted_.resize(std::max(sorted_.size(), values.size()));
  for (const Sampled& s : values) sorted_[begins[s.hash >> shift]++] = s;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::size_t at = i;
    for (; at > 0 && sorted_[i].before(values[at - 1]); --at) values[at] = values[at - 1];
    values[at] = sorted_[i];
  }
}

void Signer::shingles(std::span<const ct_token> tokens, Signature& out) {
  constexpr std::size_t k = Signature::kShingleWords;
  out.threshold = ~0U;
  if (tokens.size() < k) return;
  const std::size_t all = tokens.size() - k + 1;
  const std::size_t want = std::clamp<std::size_t>(all / 4, 24, Signature::kShingles);
  // Twice as many as wanted fall below this bound on average; where too few do, none is left out.
  std::uint64_t bound = all <= want * 2 ? ~0ULL : ~0ULL / all * want * 2;
  const auto sample = [&] {
    auto below = sieve_.open(all);
    for (std::size_t i = 0; i < all; ++i) {
      const std::uint64_t* w = hashes_.data() + i;
      const std::uint64_t h =
          mixed(w[0] + turned(w[1], 11) + turned(w[2], 23) + turned(w[3], 37) + turned(w[4], 51));
      below.pass({h, static_cast<std::uint32_t>(i)}, h <= bound);
    }
    return below.kept();
  };
  auto sampled = sample();
  if (sampled.size() < want && bound != ~0ULL) {
    bound = ~0ULL;
    sampled = sample();
  }
  sortSpread(sampled, bound);
  if (sampled.size() > want) {
    sampled = sampled.first(want);
    out.threshold = 0;
  }
  for (const Sampled& s : sampled) {
    const auto order = static_cast<std::uint32_t>(s.hash >> 32);
    const auto key = static_cast<std::uint32_t>(s.hash);
    const std::size_t n = out.shingle_count;
    if (n > 0 && out.shingles[n - 1].key == key && out.shingles[n - 1].order == order) continue;
    out.shingles[n] = {order, key};
    out.positions[n] = static_cast<std::uint16_t>(std::min<std::uint32_t>(s.position, 65535));
    ++out.shingle_count;
  }
  if (out.threshold == 0) out.threshold = static_cast<std::uint32_t>(sampled.back().hash >> 32);
  std::uint32_t places[Signature::kShingles];
  for (std::uint32_t i = 0; i < out.shingle_count; ++i)
    places[i] = static_cast<std::uint32_t>(out.positions[i]) << 8 | i;
  std::sort(places, places + out.shingle_count);
  for (std::size_t i = 0; i < out.shingle_count; ++i)
    out.by_position[i] = static_cast<std::uint8_t>(places[i]);
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
