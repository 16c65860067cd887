// The bytes of each record. Lengths are checked when reading, although only we write: the file may
// come from a damaged disk, and a wrong length must not become a wild read.
#include "daemon/record/records.h"

#include <algorithm>
#include <cstring>

namespace copytaster {
namespace {

// Layouts, little-endian, after the version byte:
//   article  flags:1 feed_size:2 received_at:8 identity:16 feed bytes
//   notes    flags:1 topic_size:2 topic bytes
//   letter   zero:1 feed_size:2 reason_size:2 received_at:8 feed reason frame
constexpr char kVersion = 1;
constexpr std::size_t kArticleHead = 28;
constexpr std::size_t kNotesHead = 4;
constexpr std::size_t kLetterHead = 14;

template <typename T>
char* put(char* to, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    *to++ = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  return to;
}

char* put(char* to, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

// Takes fields off the front of a value; past the end it says so and yields zeros.
class Cutter {
 public:
  explicit Cutter(std::string_view rest) : rest_(rest) {}

  template <typename T>
  T number() {
    std::uint64_t value = 0;
    const std::string_view bytes = text(sizeof(T));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    return static_cast<T>(value);
  }

  std::string_view text(std::size_t size) {
    if (size > rest_.size()) {
      short_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view cut = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return cut;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool isShort() const { return short_; }

 private:
  std::string_view rest_;
  bool short_ = false;
};

std::string_view cutReason(std::string_view reason) {
  if (reason.size() <= kReasonBytesMax) return reason;
  std::size_t size = kReasonBytesMax;
  while (size > 0 && (static_cast<unsigned char>(reason[size]) & 0xC0) == 0x80) --size;
  return reason.substr(0, size);
}

}  // namespace

SequenceKey sequenceKey(std::uint64_t sequence) {
  SequenceKey key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<char>(sequence >> (56 - 8 * i));
  return key;
}

std::uint64_t sequenceOf(std::string_view key) {
  std::uint64_t sequence = 0;
  for (const char byte : key) sequence = sequence << 8 | static_cast<unsigned char>(byte);
  return sequence;
}

std::size_t encodedSize(const ArticleRecord& record) {
  return kArticleHead + record.feed.size() + record.bytes.size();
}

std::size_t encodedSize(const NotesRecord& record) {
  return kNotesHead + record.topic.size() + record.bytes.size();
}

std::size_t encodedSize(const LetterRecord& record) {
  return kLetterHead + record.feed.size() + cutReason(record.reason).size() + record.frame.size();
}

void encode(const ArticleRecord& record, char* to) {
  *to++ = kVersion;
  to = put(to, record.flags);
  to = put(to, static_cast<std::uint16_t>(record.feed.size()));
  to = put(to, record.received_at);
  std::memcpy(to, record.identity.data(), record.identity.size());
  to += record.identity.size();
  put(put(to, record.feed), record.bytes);
}

void encode(const NotesRecord& record, char* to) {
  *to++ = kVersion;
  to = put(to, record.flags);
  to = put(to, static_cast<std::uint16_t>(record.topic.size()));
  put(put(to, record.topic), record.bytes);
}

void encode(const LetterRecord& record, char* to) {
  const std::string_view reason = cutReason(record.reason);
  *to++ = kVersion;
  *to++ = 0;
  to = put(to, static_cast<std::uint16_t>(record.feed.size()));
  to = put(to, static_cast<std::uint16_t>(reason.size()));
  to = put(to, record.received_at);
  put(put(put(to, record.feed), reason), record.frame);
}

std::optional<ArticleRecord> decodeArticle(std::uint64_t sequence, std::string_view value) {
  Cutter cutter(value);
  if (cutter.number<char>() != kVersion) return std::nullopt;
  ArticleRecord record;
  record.sequence = sequence;
  record.flags = cutter.number<std::uint8_t>();
  const auto feed_size = cutter.number<std::uint16_t>();
  record.received_at = cutter.number<std::int64_t>();
  const std::string_view identity = cutter.text(record.identity.size());
  std::copy(identity.begin(), identity.end(), record.identity.begin());
  record.feed = cutter.text(feed_size);
  record.bytes = cutter.rest();
  if (cutter.isShort()) return std::nullopt;
  return record;
}

std::optional<NotesRecord> decodeNotes(std::uint64_t sequence, std::string_view value) {
  Cutter cutter(value);
  if (cutter.number<char>() != kVersion) return std::nullopt;
  NotesRecord record;
  record.sequence = sequence;
  record.flags = cutter.number<std::uint8_t>();
  record.topic = cutter.text(cutter.number<std::uint16_t>());
  record.bytes = cutter.rest();
  if (cutter.isShort()) return std::nullopt;
  return record;
}

std::optional<LetterRecord> decodeLetter(std::uint64_t id, std::string_view value) {
  Cutter cutter(value);
  if (cutter.number<char>() != kVersion) return std::nullopt;
  LetterRecord record;
  record.id = id;
  const auto reserved = cutter.number<std::uint8_t>();
  const auto feed_size = cutter.number<std::uint16_t>();
  const auto reason_size = cutter.number<std::uint16_t>();
  record.received_at = cutter.number<std::int64_t>();
  record.feed = cutter.text(feed_size);
  record.reason = cutter.text(reason_size);
  record.frame = cutter.rest();
  if (cutter.isShort() || reserved != 0 || reason_size > kReasonBytesMax) return std::nullopt;
  return record;
}

}  // namespace copytaster
