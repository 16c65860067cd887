// What the journal holds, as plain views, and how each looks on disk.
//
// Every record begins with one version byte, so that a later copytaster reads what an older one
// wrote; integers are little-endian, keys (sequence, letter id) big-endian so that LMDB's order is
// theirs. Views point into the caller's bytes when writing and into the map when reading: valid as
// long as the Group or Reader that gave them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace copytaster {

inline constexpr std::size_t kFeedNameBytesMax = 64;
inline constexpr std::size_t kTopicBytesMax = 256;
inline constexpr std::size_t kReasonBytesMax = 1024;
inline constexpr std::size_t kRecordBytesMax = std::size_t{256}
                                               << 20;  // an article, its notes, a letter

// XXH3-128 of provider, id and version: what tells a `post` feed that it repeats itself. All zero:
// not kept.
using Identity = std::array<std::uint8_t, 16>;

enum ArticleFlag : std::uint8_t {
  kArticleIsJson = 1,     // bytes are protobuf JSON, not protobuf
  kArticleIsNinjs = 2,    // bytes are ninjs
  kArticleIsNotUtf8 = 4,  // reading repairs it; its notes are kWholeMessage
};

struct ArticleRecord {
  std::uint64_t sequence = 0;    // from 1
  std::int64_t received_at = 0;  // microseconds since 1970-01-01 UTC
  std::uint8_t flags = 0;        // ArticleFlag
  std::string_view feed;         // at most kFeedNameBytesMax
  Identity identity{};           // set: `identified` finds the sequence again
  std::string_view bytes;        // as received
};

enum NotesFlag : std::uint8_t {
  kWholeMessage = 1,  // bytes are the whole EnrichedArticle, not what follows its article field
};

struct NotesRecord {
  std::uint64_t sequence = 0;
  std::uint8_t flags = 0;  // NotesFlag
  std::string_view topic;  // as published, "PASS.en.11000000"; at most kTopicBytesMax
  std::string_view bytes;  // the fields of EnrichedArticle after `article`
};

// A frame that was refused.
struct LetterRecord {
  std::uint64_t id = 0;  // from 1, given by the journal
  std::int64_t received_at = 0;
  std::string_view feed;
  std::string_view reason;  // a sentence; cut at kReasonBytesMax
  std::string_view frame;   // as received
};

inline bool isIdentified(const Identity& identity) {
  return identity != Identity{};
}

// Keys: eight bytes, big-endian.
using SequenceKey = std::array<char, 8>;
SequenceKey sequenceKey(std::uint64_t sequence);
std::uint64_t sequenceOf(std::string_view key);  // key.size() == 8

// Encoding: `size` first, then `write` into exactly that many bytes (LMDB hands out the place, so
// nothing is copied twice).
std::size_t encodedSize(const ArticleRecord& record);
std::size_t encodedSize(const NotesRecord& record);
std::size_t encodedSize(const LetterRecord& record);
void encode(const ArticleRecord& record, char* to);
void encode(const NotesRecord& record, char* to);
void encode(const LetterRecord& record, char* to);

// nullopt: not a record of a version that this build reads.
std::optional<ArticleRecord> decodeArticle(std::uint64_t sequence, std::string_view value);
std::optional<NotesRecord> decodeNotes(std::uint64_t sequence, std::string_view value);
std::optional<LetterRecord> decodeLetter(std::uint64_t id, std::string_view value);

}  // namespace copytaster
