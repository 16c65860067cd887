// Mapping and checking of garble.model; the file is trusted no further than its own section table.
#include "plugins/garble/model.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "plugins/garble/columns.h"
#include "plugins/garble/token_sieve.h"
#include "plugins/garble/wide.h"

namespace copytaster {
namespace {

constexpr std::size_t kBatch = 256;  // look-ups whose lines are sent for before one is read: a
                                     // third of the first cache
static_assert(kBatch >= kSampleEvery - kSampleBlock, "lookOn() hands over what is between blocks");
constexpr std::size_t kHugePage = std::size_t{2} << 20;
std::size_t roundUp(std::size_t bytes) {
  return (bytes + kHugePage - 1) / kHugePage * kHugePage;
}

constexpr char kMagic[] = "GARBLE03";
enum : std::uint32_t { kWords = 1, kPairs, kTriples, kCandidates, kPhrases, kOriginals, kText };

// The file in huge pages. A look-up lands anywhere in 10 MB; mapped from the file in pages of 4 kB
// it missed the TLB nearly every time, and that took ten times as long as the rest of it.
const char* load(int file, std::size_t bytes) {
  void* room =
      ::mmap(nullptr, roundUp(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) return nullptr;
  ::madvise(room, roundUp(bytes), MADV_HUGEPAGE);
  auto* at = static_cast<char*>(room);
  for (std::size_t done = 0; done < bytes;) {
    const ssize_t n = ::read(file, at + done, bytes - done);
    if (n <= 0) {
      ::munmap(room, roundUp(bytes));
      return nullptr;
    }
    done += static_cast<std::size_t>(n);
  }
  ::mprotect(room, roundUp(bytes), PROT_READ);
  return at;
}

}  // namespace

Model::Model(const std::string& path) : Model(path, isWide()) {}

Model::Model(const std::string& path, bool wide) : path_(path), wide_(wide) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw std::runtime_error(path + ": cannot be opened: " + std::strerror(errno));
  struct stat facts {};
  ::fstat(file, &facts);
  bytes_ = static_cast<std::size_t>(facts.st_size);
  data_ = bytes_ < 16 ? nullptr : load(file, bytes_);
  ::close(file);
  if (data_ == nullptr) throw std::runtime_error(path + ": cannot be read");
  std::uint32_t sections = 0;
  std::memcpy(&sections, data_ + 8, sizeof sections);
  if (std::memcmp(data_, kMagic, 8) != 0 || 16 + sections * sizeof(Section) > bytes_) {
    throw std::runtime_error(path +
                             ": is not a model of this filter; make one with scripts/train-garble");
  }
  sections_ = {reinterpret_cast<const Section*>(data_ + 16), sections};
  words_ = table<WordLine>(kWords);
  pairs_ = table<GramLine>(kPairs);
  triples_ = table<GramLine>(kTriples);
  phrases_ = table<WordLine>(kPhrases);
  candidates_ = section<std::uint32_t>(kCandidates);
  readOriginals();
}

Model::~Model() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), roundUp(bytes_));
}

template <class Slot>
std::span<const Slot> Model::section(std::uint32_t kind, std::uint32_t* slots) const {
  for (const Section& s : sections_) {
    if (s.kind != kind) continue;
    if (s.offset > bytes_ || s.bytes > bytes_ - s.offset || s.offset % 64 != 0) break;
    if (slots != nullptr) *slots = s.slots;
    return {reinterpret_cast<const Slot*>(data_ + s.offset), s.bytes / sizeof(Slot)};
  }
  throw std::runtime_error(path_ + ": section " + std::to_string(kind) +
                           " is missing or cut short");
}

template <class Line>
Model::Table<Line> Model::table(std::uint32_t kind) const {
  std::uint32_t homes = 0;
  const std::span<const Line> lines = section<Line>(kind, &homes);
  // An empty last slot ends every probe.
  if (homes == 0 || lines.size() < homes || lines.back().fingers[Line::kSlots - 1] != 0) {
    throw std::runtime_error(path_ + ": a table is not closed");
  }
  return {lines.data(), homes};
}

void Model::readOriginals() {
  std::uint32_t total = 0;
  const std::span<const std::uint32_t> ends = section<std::uint32_t>(kOriginals);
  const std::span<const char> text = section<char>(kText, &total);
  total_ = total;
  std::uint32_t begin = 0;
  for (std::uint32_t end : ends) {
    if (end < begin || end > text.size())
      throw std::runtime_error(path_ + ": originals out of order");
    Original o{{text.data() + begin, end - begin}, {}, {}, 0};
    for (std::size_t at = 0; at < o.text.size() && o.count < 3;) {
      const std::size_t stop = std::min(o.text.find(' ', at), o.text.size());
      o.hashes[o.count] = XXH3_64bits(o.text.data() + at, stop - at);
      o.log_counts[o.count] = word(o.hashes[o.count]).log_count;
      ++o.count;
      at = stop + 1;
    }
    originals_.push_back(o);
    begin = end;
  }
  for (std::uint32_t c : candidates_) {
    if ((c & 0xFFFFF) >= originals_.size())
      throw std::runtime_error(path_ + ": a candidate without its original");
  }
}

std::size_t Model::find(const WordLine& line, std::uint32_t finger) {
#ifdef __SSE2__
  const __m128i wanted = _mm_set1_epi32(static_cast<int>(finger));
  const auto* fours = reinterpret_cast<const __m128i*>(line.fingers);
  const __m128i both = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_load_si128(fours), wanted),
                                       _mm_cmpeq_epi32(_mm_load_si128(fours + 1), wanted));
  // A bit a slot, then one past them.
  const int hits = _mm_movemask_epi8(_mm_packs_epi16(both, _mm_setzero_si128())) | 0x100;
  return static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(hits)));
#else
  std::size_t i = 0;
  while (i < WordLine::kSlots && line.fingers[i] != finger) ++i;
  return i;
#endif
}

std::size_t Model::find(const GramLine& line, std::uint16_t finger) {
#ifdef __SSE2__
  const __m128i wanted = _mm_set1_epi16(static_cast<short>(finger));
  const auto* eights = reinterpret_cast<const __m128i*>(line.fingers);
  const auto at = [&](int i) { return _mm_cmpeq_epi16(_mm_load_si128(eights + i), wanted); };
  const auto low = static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(at(0), at(1))));
  const auto high =
      static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(at(2), _mm_setzero_si128())));
  // The last three of the third eight are counts; the first of them stands for "none".
  const unsigned hits = low | (high << 16 & 0x1F0000U) | 1U << GramLine::kSlots;
  return static_cast<std::size_t>(std::countr_zero(hits));
#else
  std::size_t i = 0;
  while (i < GramLine::kSlots && line.fingers[i] != finger) ++i;
  return i;
#endif
}

std::uint16_t Model::fingerOf(std::uint64_t key) {
  const auto low = static_cast<std::uint16_t>(key);
  return low == 0 ? std::uint16_t{1} : low;  // 0 is an empty slot
}

std::uint8_t Model::gram(const GramLine* line, std::uint64_t key) {
  for (;; ++line) {
    const std::size_t i = find(*line, fingerOf(key));
    if (i < GramLine::kSlots) return line->counts[i];
    if (line->fingers[GramLine::kSlots - 1] == 0) return 0;
  }
}

// 0 where the hash is not in the table.
std::uint32_t Model::facts(const WordLine* line, std::uint64_t hash) {
  for (;; ++line) {
    const std::size_t i = find(*line, static_cast<std::uint32_t>(hash));
    if (i < WordLine::kSlots) return line->facts[i];
    if (line->fingers[WordLine::kSlots - 1] == 0) return 0;
  }
}

WordFacts Model::word(std::uint64_t hash) const {
  return std::bit_cast<WordFacts>(facts(words_.line(hash), hash));
}

std::uint32_t Model::phrase(std::uint64_t key) const {
  return facts(phrases_.line(key), key) >> 12;
}

void Model::makeRoom(std::size_t count, FieldWords& out) {
  out.words.resize(count);
  out.apart.resize(count + kSievedBehind);
  out.pair_places.resize(count + 1);
  const auto tail = static_cast<std::ptrdiff_t>(count);
  for (auto* column : {&out.log_counts, &out.kinds, &out.flags, &out.paired, &out.pairs}) {
    column->resize(padded(count));
    std::fill(column->begin() + tail, column->end(), std::uint8_t{0});
  }
  std::fill(out.flags.begin() + tail, out.flags.end(), std::uint8_t{CT_TOKEN_NUMBER});
}

void Model::look(const FieldView& view, FieldWords& out) const {
  const std::size_t n = view.tokens.size();
  makeRoom(n, out);
  for (std::size_t at = 0; at < n; at += kBatch)
    lookWords(view.tokens.subspan(at, std::min(kBatch, n - at)), at, out);
  spread(out);
  lookBetween(view, out);
  std::memset(out.pairs.data(), 0, n);
  lookPairs(view.tokens, pairUp(out, false), out);
}

void Model::lookOn(const FieldView& view, const FieldWords& sample, FieldWords& out) const {
  const std::size_t n = view.tokens.size();
  makeRoom(n, out);
  std::memset(out.pairs.data(), 0, n);
  for (std::size_t at = 0, from = 0; at < n; at += kSampleEvery) {
    const std::size_t size = std::min(kSampleBlock, n - at), rest = at + size;
    std::copy_n(sample.words.data() + from, size, out.words.data() + at);
    std::copy_n(sample.flags.data() + from, size, out.flags.data() + at);
    std::copy_n(sample.pairs.data() + from, size, out.pairs.data() + at);
    out.flags[at] = static_cast<std::uint8_t>(view.tokens[at].flags);
    from += size;
    lookWords(view.tokens.subspan(rest, std::min(kSampleEvery - kSampleBlock, n - rest)), rest,
              out);
  }
  spread(out);
  lookBetween(view, out);
  lookPairs(view.tokens, pairUp(out, true), out);
}

// A few of a batch are in the line after their own, which is sent for as well before it is read.
void Model::lookWords(std::span<const Token> tokens, std::size_t at, FieldWords& out) const {
  const Table<WordLine> table = words_;
  WordFacts* const words = out.words.data() + at;
  std::uint8_t* const flags = out.flags.data() + at;
  const WordLine* lines[kBatch];
  std::uint32_t spilled[kBatch];
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    flags[i] = static_cast<std::uint8_t>(tokens[i].flags);
    __builtin_prefetch(lines[i] = table.line(tokens[i].hash));
  }
#ifdef __x86_64__
  const std::size_t spills = wide_ ? readWordsWide(tokens, lines, words, spilled)
                                   : readWords(tokens, lines, words, spilled);
#else
  const std::size_t spills = readWords(tokens, lines, words, spilled);
#endif
  for (std::size_t k = 0; k < spills; ++k) __builtin_prefetch(lines[spilled[k]] + 1);
  for (std::size_t k = 0; k < spills; ++k) {
    const std::size_t i = spilled[k];
    if ((flags[i] & CT_TOKEN_NUMBER) != 0) continue;
    words[i] = std::bit_cast<WordFacts>(facts(lines[i] + 1, tokens[i].hash));
  }
}

// Without branches: which word is in no table is what nobody can foretell.
std::size_t Model::readWords(std::span<const Token> tokens, const WordLine* const* lines,
                             WordFacts* words, std::uint32_t* spilled) {
  std::size_t spills = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const WordLine& line = *lines[i];
    const std::size_t slot = find(line, static_cast<std::uint32_t>(tokens[i].hash));
    const std::uint32_t here = slot < WordLine::kSlots ? 0xFFFFFFFF : 0;
    const std::uint32_t counts = (tokens[i].flags & CT_TOKEN_NUMBER) == 0 ? here : 0;
    words[i] = std::bit_cast<WordFacts>(line.facts[slot % WordLine::kSlots] & counts);
    spilled[spills] = static_cast<std::uint32_t>(i);
    spills += ~here & static_cast<std::uint32_t>(line.fingers[WordLine::kSlots - 1] != 0);
  }
  return spills;
}

#ifdef __x86_64__
COPYTASTER_WIDE std::size_t Model::readWordsWide(std::span<const Token> tokens,
                                                 const WordLine* const* lines, WordFacts* words,
                                                 std::uint32_t* spilled) {
  std::size_t spills = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const WordLine& line = *lines[i];
    const __mmask8 hit =
        _mm256_cmpeq_epi32_mask(_mm256_load_si256(reinterpret_cast<const __m256i*>(line.fingers)),
                                _mm256_set1_epi32(static_cast<int>(tokens[i].hash)));
    const __m256i facts = _mm256_maskz_compress_epi32(
        hit, _mm256_load_si256(reinterpret_cast<const __m256i*>(line.facts)));
    const auto found = static_cast<std::uint32_t>(_mm_cvtsi128_si32(_mm256_castsi256_si128(facts)));
    const std::uint32_t counts = (tokens[i].flags & CT_TOKEN_NUMBER) == 0 ? 0xFFFFFFFF : 0;
    words[i] = std::bit_cast<WordFacts>(found & counts);
    spilled[spills] = static_cast<std::uint32_t>(i);
    spills += static_cast<std::size_t>(hit == 0) &
              static_cast<std::size_t>(line.fingers[WordLine::kSlots - 1] != 0);
  }
  return spills;
}
#endif

// The columns of what the words are, from the words.
void Model::spread(FieldWords& out) {
  const WordFacts* const words = out.words.data();
  std::uint8_t *const log_counts = out.log_counts.data(), *const kinds = out.kinds.data();
  const std::size_t n = out.words.size();
  std::size_t i = 0;
#ifdef __SSE2__
  const auto four = [&](std::size_t at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(words + at));
  };
  // Numbers below 256 from four lanes of 32 bits each to sixteen of 8.
  const auto pack = [](auto lanes) {
    return _mm_packus_epi16(_mm_packs_epi32(lanes(0), lanes(1)),
                            _mm_packs_epi32(lanes(2), lanes(3)));
  };
  for (; i + kLanes <= n; i += kLanes) {
    const __m128i facts[] = {four(i), four(i + 4), four(i + 8), four(i + 12)};
    const __m128i packed_counts =
        pack([&](int k) { return _mm_and_si128(facts[k], _mm_set1_epi32(0xFF)); });
    const __m128i packed_kinds = pack([&](int k) {
      const __m128i none = _mm_cmpeq_epi32(_mm_srli_epi32(facts[k], 12), _mm_setzero_si128());
      return _mm_or_si128(_mm_and_si128(_mm_srli_epi32(facts[k], 8), _mm_set1_epi32(0xF)),
                          _mm_andnot_si128(none, _mm_set1_epi32(kInLexicon)));
    });
    _mm_storeu_si128(reinterpret_cast<__m128i*>(log_counts + i), packed_counts);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(kinds + i), packed_kinds);
  }
#endif
  for (; i < n; ++i) {
    log_counts[i] = words[i].log_count;
    kinds[i] =
        static_cast<std::uint8_t>(words[i].flags | (words[i].lexicon != 0 ? kInLexicon : 0U));
  }
}

void Model::lookBetween(const FieldView& view, FieldWords& out) const {
  out.bytes = 0;
  out.apart.resize(findApart(view.tokens, view.text, out.apart.data(), out.bytes, wide_));
}

// Pairs of words of one sentence, both seen often enough.
std::size_t Model::pairUp(FieldWords& out, bool sampled) {
  const std::size_t n = out.words.size();
  if (n == 0) return out.pair_count = 0;
  out.flags[0] |= CT_TOKEN_SENTENCE_START;
  const std::uint8_t* const log_counts = out.log_counts.data();
  std::uint8_t* const paired = out.paired.data();
  paired[0] = 0;
  for (std::size_t i = 0; i + kLanes < out.paired.size(); i += kLanes) {
    const auto second = hasOf(lanesAt<Bytes>(out.flags.data() + i + 1), CT_TOKEN_SENTENCE_START, 0);
    const auto both = second & (lanesAt<Bytes>(log_counts + i) >= kPairedLog) &
                      (lanesAt<Bytes>(log_counts + i + 1) >= kPairedLog);
    std::memcpy(paired + i + 1, &both, sizeof both);
  }
  std::uint32_t* const places = out.pair_places.data();
  const std::size_t step = sampled ? kSampleEvery : n, known = sampled ? kSampleBlock : 0;
  std::size_t count = 0, looked_up = 0;
  for (std::size_t at = 0; at < n; at += step) {
    for (std::size_t i = at + 1; i < std::min(n, at + known); ++i) looked_up += paired[i] & 1;
    places[count] = static_cast<std::uint32_t>(at);
    count += paired[at] & 1;
    for (std::size_t i = at + std::max<std::size_t>(1, known); i < std::min(n, at + step); ++i) {
      places[count] = static_cast<std::uint32_t>(i);
      count += paired[i] & 1;
    }
  }
  out.pair_count = looked_up + count;
  return count;
}

void Model::lookPairs(std::span<const Token> tokens, std::size_t count, FieldWords& out) const {
  const std::span<const std::uint32_t> places(out.pair_places.data(), count);
  for (std::size_t at = 0; at < count; at += kBatch)
    lookPairs(tokens, places.subspan(at, std::min(kBatch, count - at)), out);
}

void Model::lookPairs(std::span<const Token> tokens, std::span<const std::uint32_t> places,
                      FieldWords& out) const {
  const Table<GramLine> table = pairs_;
  std::uint8_t* const pairs = out.pairs.data();
  std::uint64_t keys[kBatch];
  const GramLine* lines[kBatch];
  std::uint32_t spilled[kBatch];
  for (std::size_t k = 0; k < places.size(); ++k) {
    const Token* const second = tokens.data() + places[k];
    keys[k] = mix(second[-1].hash, second->hash);
    __builtin_prefetch(lines[k] = table.line(keys[k]));
  }
#ifdef __x86_64__
  const std::size_t spills = wide_ ? readPairsWide(lines, keys, places, pairs, spilled)
                                   : readPairs(lines, keys, places, pairs, spilled);
#else
  const std::size_t spills = readPairs(lines, keys, places, pairs, spilled);
#endif
  for (std::size_t k = 0; k < spills; ++k) __builtin_prefetch(lines[spilled[k]] + 1);
  for (std::size_t k = 0; k < spills; ++k)
    pairs[places[spilled[k]]] = gram(lines[spilled[k]] + 1, keys[spilled[k]]);
}

std::size_t Model::readPairs(const GramLine* const* lines, const std::uint64_t* keys,
                             std::span<const std::uint32_t> places, std::uint8_t* pairs,
                             std::uint32_t* spilled) {
  std::size_t spills = 0;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const GramLine& line = *lines[k];
    const std::size_t slot = find(line, fingerOf(keys[k]));
    pairs[places[k]] = line.counts[slot];
    spilled[spills] = static_cast<std::uint32_t>(k);
    spills += static_cast<std::size_t>(line.fingers[GramLine::kSlots - 1] != 0) &
              static_cast<std::size_t>(slot == GramLine::kSlots);
  }
  return spills;
}

#ifdef __x86_64__
COPYTASTER_WIDE std::size_t Model::readPairsWide(const GramLine* const* lines,
                                                 const std::uint64_t* keys,
                                                 std::span<const std::uint32_t> places,
                                                 std::uint8_t* pairs, std::uint32_t* spilled) {
  constexpr std::uint32_t kNone = 1U << GramLine::kSlots;  // the counts are behind the fingers
  std::size_t spills = 0;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const GramLine& line = *lines[k];
    const __m512i wanted = _mm512_set1_epi16(static_cast<short>(fingerOf(keys[k])));
    const std::uint32_t hit =
        _mm512_cmpeq_epi16_mask(_mm512_load_si512(&line), wanted) & (kNone - 1);
    pairs[places[k]] = line.counts[_tzcnt_u32(hit | kNone)];
    spilled[spills] = static_cast<std::uint32_t>(k);
    spills += static_cast<std::size_t>(line.fingers[GramLine::kSlots - 1] != 0) &
              static_cast<std::size_t>(hit == 0);
  }
  return spills;
}
#endif

Candidate Model::candidate(std::uint32_t at, bool& last) const {
  const std::uint32_t c = candidates_[at];
  last = (c >> 31) != 0 || at + 1 == candidates_.size();
  return {c & 0xFFFFF, static_cast<float>(c >> 20 & 0x7FF) / 31.0F - 4.0F};
}

std::span<const float> Model::weights(std::uint32_t kind) const {
  for (const Section& s : sections_) {
    if (s.kind == kind) return section<float>(kind);
  }
  return {};
}

}  // namespace copytaster
