// The single-byte codecs through which UTF-8 gets misread, as data; the reading of them is
// encoding.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace copytaster {

struct Codec {
  const char* name;
  std::uint16_t upper[128];  // code point of byte 0x80 + index
};

constexpr std::size_t kCodecCount = 10;  // a mask of codecs is 16 bits
extern const Codec kCodecs[kCodecCount];

// Code point to byte, for all codecs at once.
class ByteTable {
 public:
  ByteTable();
  // Byte 0x80 to 0xFF that stands for the code point in the codec; 0 where none does.
  std::uint8_t byte(char32_t code, std::size_t codec) const {
    return code > 0xFFFF ? 0 : pages_[page_[code >> 8]][code & 0xFF].byte[codec];
  }
  // Codecs in which the character could begin, or continue, a sequence of UTF-8.
  std::uint16_t leads(char32_t code) const {
    return code > 0xFFFF ? 0 : pages_[page_[code >> 8]][code & 0xFF].lead;
  }
  std::uint16_t continues(char32_t code) const {
    return code > 0xFFFF ? 0 : pages_[page_[code >> 8]][code & 0xFF].continuation;
  }

 private:
  struct Entry {
    std::uint8_t byte[kCodecCount];
    std::uint16_t lead, continuation;
  };
  std::array<std::uint8_t, 256> page_{};
  std::vector<std::array<Entry, 256>> pages_;
};

}  // namespace copytaster
