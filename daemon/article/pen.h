// Protobuf written from its end to its beginning.
//
// What a message holds is written before its length, so that the length is known when its turn
// comes: nothing is measured before and nothing moved after. (protozero keeps five bytes for each
// length and moves what is written when fewer are needed; an article has some fifty messages within
// messages.) Fields, and the items of a list, are given in the reverse of their order. Whoever
// gives the room knows what will be written, so that nothing is asked on the way.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace copytaster {

class Pen {
 public:
  static constexpr std::size_t kFieldMax = 11;  // bytes of a field, its text or message apart

  // `room` is filled from its end; of kFieldMax bytes a field, and those of the texts.
  explicit Pen(std::span<char> room) : end_(room.data() + room.size()), at_(end_) {}

  std::size_t size() const { return static_cast<std::size_t>(end_ - at_); }
  // What stands here so far.
  std::string_view written() const { return {at_, size()}; }

  // A field each. Text may be bytes; where it stands then. Field numbers are below 16.
  char* text(std::uint32_t field, std::string_view value) {
    at_ -= value.size();
    char* const written = at_;
    if (!value.empty()) std::memcpy(written, value.data(), value.size());
    number(value.size());
    tag(field, kBytes);
    return written;
  }
  // The same of a text known when this is compiled, in one piece.
  template <std::size_t N>
  void constant(std::uint32_t field, const char (&value)[N]) {
    static_assert(N + 1 <= kFieldMax);
    std::array<char, N + 1> piece{static_cast<char>(field << 3 | kBytes), N - 1};
    std::copy_n(value, N - 1, piece.begin() + 2);
    at_ -= piece.size();
    std::memcpy(at_, piece.data(), piece.size());
  }
  void number(std::uint32_t field, std::uint64_t value) {
    number(value);
    tag(field, kVarint);
  }
  void real(std::uint32_t field, float value) {
    static_assert(std::endian::native == std::endian::little);
    at_ -= sizeof value;
    std::memcpy(at_, &value, sizeof value);
    tag(field, kFixed32);
  }
  void packed(std::uint32_t field, std::span<const std::uint32_t> values) {
    const std::size_t before = size();
    for (std::size_t i = values.size(); i > 0; --i) number(values[i - 1]);
    message(field, before);
  }
  // What was written since size() was `before` becomes a message within the message.
  void message(std::uint32_t field, std::size_t before) {
    number(size() - before);
    tag(field, kBytes);
  }

 private:
  enum Kind : std::uint32_t { kVarint = 0, kBytes = 2, kFixed32 = 5 };

  void tag(std::uint32_t field, Kind kind) { *--at_ = static_cast<char>(field << 3 | kind); }
  void number(std::uint64_t value) {
    // Nearly all fit one byte or two, now the one and now the other: without a branch on which.
    // What is written before a number of one byte is written over by what comes next.
    if (value < 1U << 14) [[likely]] {
      const bool two = value >= 1U << 7;
      const auto pair =
          static_cast<std::uint16_t>(two ? (value & 0x7F) | 0x80 | value >> 7 << 8 : value << 8);
      static_assert(std::endian::native == std::endian::little);
      std::memcpy(at_ - sizeof pair, &pair, sizeof pair);
      at_ -= two ? 2 : 1;
      return;
    }
    // Seven bits a byte, the last without its mark.
    const auto bytes = static_cast<std::size_t>(std::bit_width(value | 1) + 6) / 7;
    at_ -= bytes;
    for (std::size_t i = 0; i + 1 < bytes; ++i, value >>= 7)
      at_[i] = static_cast<char>(value | 0x80);
    at_[bytes - 1] = static_cast<char>(value);
  }

  char* end_;
  char* at_;  // where what is written begins
};

}  // namespace copytaster
