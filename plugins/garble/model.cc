// Mapping and checking of garble.model; the file is trusted no further than its own section table.
#include "plugins/garble/model.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace copytaster {
namespace {

constexpr char kMagic[] = "GARBLE01";
enum : std::uint32_t { kWords = 1, kPairs, kTriples, kCandidates, kPhrases, kOriginals, kText };

}  // namespace

Model::Model(const std::string& path) : path_(path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw std::runtime_error(path + ": cannot be opened: " + std::strerror(errno));
  struct stat facts {};
  ::fstat(file, &facts);
  bytes_ = static_cast<std::size_t>(facts.st_size);
  void* p = bytes_ < 16 ? MAP_FAILED
                        : ::mmap(nullptr, bytes_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  ::close(file);
  if (p == MAP_FAILED) throw std::runtime_error(path + ": cannot be mapped");
  data_ = static_cast<const char*>(p);
  std::uint32_t sections = 0;
  std::memcpy(&sections, data_ + 8, sizeof sections);
  if (std::memcmp(data_, kMagic, 8) != 0 || 16 + sections * sizeof(Section) > bytes_) {
    throw std::runtime_error(path +
                             ": is not a model of this filter; make one with scripts/train-garble");
  }
  sections_ = {reinterpret_cast<const Section*>(data_ + 16), sections};
  words_ = table<std::uint64_t>(kWords);
  pairs_ = table<std::uint32_t>(kPairs);
  triples_ = table<std::uint32_t>(kTriples);
  phrases_ = table<std::uint64_t>(kPhrases);
  candidates_ = section<std::uint32_t>(kCandidates);
  readOriginals();
}

Model::~Model() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), bytes_);
}

template <class Slot>
std::span<const Slot> Model::section(std::uint32_t kind, std::uint32_t* slots) const {
  for (const Section& s : sections_) {
    if (s.kind != kind) continue;
    if (s.offset > bytes_ || s.bytes > bytes_ - s.offset || s.offset % 8 != 0) break;
    if (slots != nullptr) *slots = s.slots;
    return {reinterpret_cast<const Slot*>(data_ + s.offset), s.bytes / sizeof(Slot)};
  }
  throw std::runtime_error(path_ + ": section " + std::to_string(kind) +
                           " is missing or cut short");
}

template <class Slot>
Model::Table<Slot> Model::table(std::uint32_t kind) const {
  std::uint32_t slots = 0;
  const std::span<const Slot> data = section<Slot>(kind, &slots);
  // An empty last slot ends every probe.
  if (data.size() <= slots || data.back() != 0)
    throw std::runtime_error(path_ + ": a table is not closed");
  return {data.data(), slots, data.size()};
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

WordFacts Model::word(std::uint64_t hash) const {
  const auto finger = static_cast<std::uint32_t>(hash);
  for (std::uint64_t i = slot(hash, words_.slots); words_.data[i] != 0; ++i) {
    const std::uint64_t entry = words_.data[i];
    if (entry >> 32 != finger) continue;
    return {static_cast<std::uint8_t>(entry & 0xFF), static_cast<std::uint8_t>(entry >> 8 & 0xF),
            static_cast<std::uint32_t>(entry >> 12 & 0xFFFFF)};
  }
  return {};
}

std::uint32_t Model::phrase(std::uint64_t key) const {
  const auto finger = static_cast<std::uint32_t>(key);
  for (std::uint64_t i = slot(key, phrases_.slots); phrases_.data[i] != 0; ++i) {
    if (phrases_.data[i] >> 32 == finger)
      return static_cast<std::uint32_t>(phrases_.data[i] >> 12 & 0xFFFFF);
  }
  return 0;
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
