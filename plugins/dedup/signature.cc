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
  hashText(text, out);
  shingles(text, out);
  sentences(words, f.body_begin, f.body_end, out);
  terms_->count(words, f.body_begin, f.body_end, frequencies, out);
  title(stem, frequencies, out);
}

void Signer::hashCame(const Words& came, Signature& out) {
  const Furniture f = readFurniture(came);
  hashText(f.body_begin == f.body_end
               ? came.headline_tokens.subspan(f.headline_begin, f.headline_end - f.headline_begin)
               : came.body_tokens.subspan(f.body_begin, f.body_end - f.body_begin),
           out);
}

void Signer::hashText(std::span<const ct_token> text, Signature& out) {
  hashes_.resize(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) hashes_[i] = text[i].hash;
  const XXH128_hash_t h = XXH3_128bits(hashes_.data(), hashes_.size() * sizeof(std::uint64_t));
  out.text[0] = h.low64;
  out.text[1] = h.high64;
}

void Signer::title(std::span<const ct_token> stem, const Frequencies& frequencies, Signature& out) {
  for (const ct_token& t : stem) {
    if (out.title_count == Signature::kTitle) break;
    if ((t.flags & CT_TOKEN_NUMBER) == 0 && frequencies.rarity(t.hash) < kTermRarity) continue;
    const auto word = static_cast<std::uint16_t>(t.hash >> 40);
    auto* const end = out.titles + out.title_count;
    if (std::find(out.titles, end, word) == end) out.titles[out.title_count++] = word;
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

// All runs of five words by their hash, those not above the bound. Rolling: a word comes in at one
// end, and goes out at the other as often turned as words came after it (a cyclic polynomial, Cohen
// 1997).
std::span<Signer::Sampled> Signer::sample(std::size_t all, std::uint64_t bound) {
  constexpr int kTurn = 11, kLast = kTurn * (Signature::kShingleWords - 1);
  const std::uint64_t* const first = hashes_.data();
  const std::uint64_t* const last = first + Signature::kShingleWords - 1;
  auto below = sieve_.open(all);
  std::uint64_t run = 0;
  for (const std::uint64_t* w = first; w != last; ++w) run = turned(run, kTurn) ^ *w;
  for (std::size_t i = 0; i < all; ++i) {
    run = turned(run, kTurn) ^ last[i];
    below.pass({run, static_cast<std::uint32_t>(i), 0}, run <= bound);
    run ^= turned(first[i], kLast);
  }
  const auto kept = below.kept();
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i].place = static_cast<std::uint32_t>(i);
  return kept;
}

void Signer::shingles(std::span<const ct_token> tokens, Signature& out) {
  constexpr std::size_t k = Signature::kShingleWords;
  out.threshold = ~0U;
  if (tokens.size() < k) return;
  const std::size_t all = tokens.size() - k + 1;
  const std::size_t want = std::clamp<std::size_t>(all / 4, 24, Signature::kShingles);
  // Half as many again as wanted fall below this bound on average; where too few do, none is left
  // out.
  const std::size_t about = want * 3 / 2;
  std::uint64_t bound = all <= about ? ~0ULL : ~0ULL / all * about;
  auto sampled = sample(all, bound);
  if (sampled.size() < want && bound != ~0ULL) {
    bound = ~0ULL;
    sampled = sample(all, bound);
  }
  const std::size_t found = sampled.size();
  sortSpread(sampled, bound);
  if (found > want) {
    sampled = sampled.first(want);
    out.threshold = static_cast<std::uint32_t>(sampled.back().hash >> 32);
  }
  shingle_at_.assign(found, 0);
  for (const Sampled& s : sampled) {
    const auto order = static_cast<std::uint32_t>(s.hash >> 32);
    const auto key = static_cast<std::uint32_t>(s.hash);
    const std::size_t n = out.shingle_count;
    if (n > 0 && out.shingles[n - 1].key == key && out.shingles[n - 1].order == order) continue;
    out.shingles[n] = {order, key};
    out.positions[n] = static_cast<std::uint16_t>(std::min<std::uint32_t>(s.position, 65535));
    shingle_at_[s.place] = ++out.shingle_count;
  }
  std::uint8_t ranks[1 + Signature::kShingles] = {}, next = 0;
  for (const std::uint8_t shingle : shingle_at_) {
    ranks[shingle] = next;
    next = static_cast<std::uint8_t>(next + (shingle != 0 ? 1 : 0));
  }
  std::memcpy(out.ranks, ranks + 1, sizeof out.ranks);
}

void Signer::sentences(const Words& words, std::size_t begin, std::size_t end, Signature& out) {
  for (const ct_span& s : words.sentences) {
    if (out.sentence_count == Signature::kSentences) break;
    const std::size_t from = std::max<std::size_t>(s.token_begin, begin);
    const std::size_t to = std::min<std::size_t>(s.token_end, end);
    if (to < from + 8) continue;
    out.sentences[out.sentence_count] = keyOf(
        KeyKind::kSentence, XXH3_64bits(&hashes_[from - begin], (to - from) * sizeof hashes_[0]));
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
