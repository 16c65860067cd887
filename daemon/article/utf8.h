// UTF-8, one sequence at a time (RFC 3629: no overlong forms, no surrogates, nothing past
// U+10FFFF).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace copytaster::utf8 {

// Bytes of the valid sequence at `at`; 0 where none starts there. `at` < text.size().
inline std::size_t sequence(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

inline bool isAscii(std::string_view text) {
  std::uint64_t all = 0, eight = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  if (text.size() < sizeof eight) {
    for (; at != end; ++at) all |= static_cast<unsigned char>(*at);
    return all < 0x80;
  }
  for (; end - at > std::ptrdiff_t{sizeof eight}; at += sizeof eight) {
    std::memcpy(&eight, at, sizeof eight);
    all |= eight;
  }
  std::memcpy(&eight, end - sizeof eight, sizeof eight);  // some of it once more
  return ((all | eight) & 0x8080808080808080) == 0;
}

inline bool isValid(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = sequence(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

// Puts '?' in the place of every byte that is no part of a valid sequence.
inline void makeValid(char* text, std::size_t size) {
  const std::string_view view(text, size);
  for (std::size_t at = 0; at < size;) {
    std::uint64_t eight = 0;
    if (at + sizeof eight <= size) {
      std::memcpy(&eight, text + at, sizeof eight);
      if ((eight & 0x8080808080808080) == 0) {  // copy is ASCII, nearly all
        at += sizeof eight;
        continue;
      }
    }
    const std::size_t step = sequence(view, at);
    if (step == 0) text[at] = '?';
    at += step == 0 ? 1 : step;
  }
}

// Widens a range of valid UTF-8 to whole characters: half a one would make a message unreadable.
inline constexpr std::size_t kWidenedMax = 6;  // bytes more
inline void widen(std::string_view text, std::uint32_t& begin, std::uint32_t& end) {
  const auto isInside = [&](std::uint32_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
  };
  while (isInside(begin)) --begin;
  while (isInside(end)) ++end;
}

struct CodePoint {
  std::uint32_t value;
  std::uint32_t size;  // bytes
};

// The code point at `at` of valid UTF-8; U+FFFD of one byte where it is not.
inline CodePoint decode(std::string_view text, std::size_t at) {
  const std::size_t size = sequence(text, at);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  switch (size) {
    case 1:
      return {byte(0), 1};
    case 2:
      return {(byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU), 2};
    case 3:
      return {(byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU), 3};
    case 4:
      return {(byte(0) & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 |
                  (byte(3) & 0x3FU),
              4};
    default:
      return {0xFFFD, 1};
  }
}

template <class String>
void append(String& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

}  // namespace copytaster::utf8
