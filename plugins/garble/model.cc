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

namespace copytaster {
namespace {

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

Model::Model(const std::string& path) : path_(path) {
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

std::uint8_t Model::gram(const Table<GramLine>& table, std::uint64_t key) {
  const auto low = static_cast<std::uint16_t>(key);
  const std::uint16_t finger = low == 0 ? std::uint16_t{1} : low;  // 0 is an empty slot
  for (const GramLine* line = table.line(key);; ++line) {
    const std::size_t i = find(*line, finger);
    if (i < GramLine::kSlots) return line->counts[i];
    if (line->fingers[GramLine::kSlots - 1] == 0) return 0;
  }
}

// 0 where the hash is not in the table.
std::uint32_t Model::facts(const Table<WordLine>& table, std::uint64_t hash) {
  for (const WordLine* line = table.line(hash);; ++line) {
    const std::size_t i = find(*line, static_cast<std::uint32_t>(hash));
    if (i < WordLine::kSlots) return line->facts[i];
    if (line->fingers[WordLine::kSlots - 1] == 0) return 0;
  }
}

WordFacts Model::word(std::uint64_t hash) const {
  const std::uint32_t found = facts(words_, hash);
  return {static_cast<std::uint8_t>(found & 0xFF), static_cast<std::uint8_t>(found >> 8 & 0xF),
          found >> 12};
}

std::uint32_t Model::phrase(std::uint64_t key) const {
  return facts(phrases_, key) >> 12;
}

void Model::look(std::span<const Token> tokens, FieldWords& out) const {
  constexpr std::size_t kAhead = 16;  // tokens whose lines are on their way while one is read
  const std::size_t n = tokens.size();
  out.words.resize(n);
  out.paired.resize(n);
  WordFacts* const words = out.words.data();
  for (std::size_t i = 0; i < n; ++i) {
    if (i + kAhead < n) __builtin_prefetch(words_.line(tokens[i + kAhead].hash));
    words[i] = (tokens[i].flags & CT_TOKEN_NUMBER) != 0 ? WordFacts{} : word(tokens[i].hash);
  }
  std::size_t count = 0;
  for (std::size_t i = 1; i < n; ++i) {
    out.paired[count] = static_cast<std::uint32_t>(i);
    const bool inside = (tokens[i].flags & CT_TOKEN_SENTENCE_START) == 0;
    count += static_cast<std::size_t>(inside) &
             static_cast<std::size_t>(words[i].log_count >= kPairedLog) &
             static_cast<std::size_t>(words[i - 1].log_count >= kPairedLog);
  }
  out.paired.resize(count);
  out.pairs.resize(count);
  std::uint64_t keys[kAhead] = {};  // of the pairs on their way
  for (std::size_t k = 0; k < count + kAhead; ++k) {
    std::uint64_t& key = keys[k % kAhead];
    if (k >= kAhead) out.pairs[k - kAhead] = pair(key);
    if (k >= count) continue;
    const std::uint32_t i = out.paired[k];
    key = mix(tokens[i - 1].hash, tokens[i].hash);
    __builtin_prefetch(pairs_.line(key));
  }
}

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
