// From words to signature in three passes: the words' hashes for text and shingles, sentences and
// quotations, and the counting of terms in a scratch table. Cost is linear in the words; nothing is
// sorted that is not kept.
#define XXH_INLINE_ALL
#include "signature.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "frequencies.h"
#include "furniture.h"
#include "hashing.h"

namespace copytaster::dedup {

namespace {

constexpr std::size_t kCountedSlots = 1 << 13;
constexpr std::size_t kDistinctMax = kCountedSlots / 2;  // words past it are not counted as terms
constexpr float kFrameRarity = 3.0F;                     // a word in 1 of 8 articles says nothing
constexpr float kTitleRarity = 3.0F;  // a headline has few words: nearly all count
constexpr float kTermRarity = 4.0F;   // a word in more than 1 of 16 articles is no term

std::uint64_t hashWords(std::span<const ct_token> tokens) {
  std::uint64_t h = 0x9ae16a3b2f90404fULL;
  for (const ct_token& t : tokens) h = turned(h ^ t.hash, 23) * 0x9e3779b97f4a7c15ULL;
  return mixed(h);
}

// Numbers as words: the wires write those up to ten so.
bool isNumberWord(std::uint64_t hash) {
  static const auto hashes = [] {
    std::array<std::uint64_t, 12> out{};
    const char* words[] = {"one",   "two",   "three", "four", "five",   "six",
                           "seven", "eight", "nine",  "ten",  "eleven", "twelve"};
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = XXH3_64bits(words[i], std::strlen(words[i]));
    std::sort(out.begin(), out.end());
    return out;
  }();
  return std::binary_search(hashes.begin(), hashes.end(), hash);
}

}  // namespace

// The word without "'s" and without the plural's s: "Fed's" and "exports" are found as "fed" and
// "export". scripts/train-dedup cuts the same way.
std::uint64_t termHash(const ct_token& t, std::string_view text) {
  const std::string_view word = text.substr(t.begin, t.size);
  const std::size_t n = word.size();
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (n < 4 || n > 40 || lower(word[n - 1]) != 's' || (t.flags & CT_TOKEN_DIGIT) != 0)
    return t.hash;
  std::size_t cut = 0;
  if (word[n - 2] == '\'') {
    cut = 2;
  } else if (n > 4 && static_cast<unsigned char>(word[n - 2]) == 0x99 &&
             word.substr(n - 4, 3) == "\xE2\x80\x99") {
    cut = 4;
  } else if (const char c = lower(word[n - 2]); c != 's' && c != 'u' && c != 'i') {
    cut = 1;
  }
  if (cut == 0 || n - cut < 2) return t.hash;
  char stem[40];
  std::size_t m = 0;
  for (std::size_t i = 0; i < n - cut; ++i) {
    if (static_cast<unsigned char>(word[i]) >= 0x80)
      return t.hash;  // other scripts have other plurals
    stem[m++] = lower(word[i]);
  }
  return XXH3_64bits(stem, m);
}

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
  frame(text, frequencies, out);
  sentences(words, f.body_begin, f.body_end, out);
  terms(words, f.body_begin, f.body_end, frequencies, out);
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

// A thesaurus replaces the words that carry the matter and leaves "the ... of a ... in the ...
// that": runs of four of those, the others left out, tell a spun copy from a second report of one
// event. (SpotSigs, Theobald et al. 2008, anchors its signatures so.) The samples are ordered by
// their 16 bits, which are all that is kept.
void Signer::frame(std::span<const ct_token> tokens, const Frequencies& frequencies,
                   Signature& out) {
  constexpr std::size_t kRun = 4;
  std::uint64_t run[kRun] = {};
  std::size_t n = 0;
  sampled_.clear();
  for (const ct_token& t : tokens) {
    if ((t.flags & CT_TOKEN_NUMBER) != 0 || frequencies.rarity(t.hash) >= kFrameRarity) continue;
    run[n++ % kRun] = t.hash;
    if (n < kRun) continue;
    std::uint64_t h = 0;
    for (std::size_t i = 0; i < kRun; ++i) h = turned(h, 11) + run[(n + i) % kRun];
    sampled_.push_back({mixed(h) >> 48, 0});
  }
  const auto less = [](const Sampled& a, const Sampled& b) { return a.hash < b.hash; };
  std::sort(sampled_.begin(), sampled_.end(), less);
  for (const Sampled& s : sampled_) {
    if (out.frame_count == Signature::kFrame) break;
    const auto v = static_cast<std::uint16_t>(s.hash);
    if (out.frame_count == 0 || out.frame[out.frame_count - 1] != v)
      out.frame[out.frame_count++] = v;
  }
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

void Signer::count(const ct_token& t, std::uint64_t hash, bool in_title, bool shouted) {
  std::size_t i = hash & (kCountedSlots - 1);
  while (counted_[i].epoch == epoch_ && counted_[i].hash != hash) i = (i + 1) & (kCountedSlots - 1);
  Counted& c = counted_[i];
  if (c.epoch != epoch_) {
    if (used_.size() >= kDistinctMax) return;
    c = {hash, 0, 0, 0, 0, epoch_};
    used_.push_back(static_cast<std::uint32_t>(i));
  }
  if (in_title) {
    ++c.title;
  } else {
    ++c.body;
  }
  if (shouted || (t.flags & CT_TOKEN_SENTENCE_START) != 0) {
    ++c.open;
  } else if ((t.flags & CT_TOKEN_CAPITAL) != 0) {
    ++c.capital;
  }
}

void Signer::terms(const Words& words, std::size_t begin, std::size_t end,
                   const Frequencies& frequencies, Signature& out) {
  if (counted_.empty()) counted_.resize(kCountedSlots);
  if (++epoch_ == 0) {  // once in four thousand million articles: old marks could look new
    std::fill(counted_.begin(), counted_.end(), Counted{});
    epoch_ = 1;
  }
  used_.clear();
  std::size_t capitals = 0;
  for (const ct_token& t : words.headline_tokens)
    capitals += (t.flags & CT_TOKEN_CAPITAL) != 0 ? 1 : 0;
  const bool title_case = capitals * 3 > words.headline_tokens.size() * 2;
  const auto body = words.body_tokens.subspan(begin, end - begin);
  for (const ct_token& t : words.headline_tokens) {
    if ((t.flags & CT_TOKEN_NUMBER) == 0 && t.size > 1)
      count(t, termHash(t, words.headline), true, title_case);
  }
  for (const ct_token& t : body) {
    const bool number = (t.flags & CT_TOKEN_NUMBER) != 0;
    if (number || isNumberWord(t.hash)) {
      const auto n = static_cast<std::uint16_t>(t.hash >> 40);
      std::uint16_t* const last = out.numbers + out.number_count;
      if (out.number_count < Signature::kNumbers && std::find(out.numbers, last, n) == last) {
        out.numbers[out.number_count++] = n;
      }
    }
    if (!number && t.size > 1)
      count(t, termHash(t, words.body), false,
            (t.flags & CT_TOKEN_ALL_CAPITALS) != 0 && t.size > 5);
  }
  ranked_.clear();
  for (const std::uint32_t i : used_) {
    const Counted& c = counted_[i];
    const float rarity = frequencies.rarity(c.hash);
    if (rarity < (out.headline_only != 0 ? kTitleRarity : kTermRarity)) continue;
    float weight = 1.0F + 0.4F * std::log2(static_cast<float>(std::max<std::uint16_t>(c.body, 1)));
    if (c.title > 0) weight *= 1.5F;
    if (c.capital > 0) weight *= 1.4F;
    const auto steps =
        static_cast<std::uint8_t>(std::clamp((weight - 0.5F) * 4.0F + 0.5F, 0.0F, 15.0F));
    ranked_.push_back({weight * rarity, static_cast<std::uint32_t>(c.hash >> 36), steps});
  }
  const auto more = [](const Ranked& a, const Ranked& b) {
    return a.score != b.score ? a.score > b.score : a.hash < b.hash;
  };
  const std::size_t n = std::min(ranked_.size(), Signature::kTerms);
  std::partial_sort(ranked_.begin(), ranked_.begin() + static_cast<std::ptrdiff_t>(n),
                    ranked_.end(), more);
  for (std::size_t i = 0; i < n; ++i) out.terms[i] = {ranked_[i].hash << 4 | ranked_[i].weight};
  out.term_count = static_cast<std::uint8_t>(n);
}

}  // namespace copytaster::dedup
