// Numbers of a text's tokens as columns, compared and counted sixteen at a time.
//
// A question to every token of a text ("is it in small letters and in no table?") costs a load, a
// test and an addition each; over columns of bytes one comparison answers for sixteen of them. The
// compiler's vector types say it for any processor; g++ 12 does not make as much of plain loops.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace copytaster {

using Bytes = std::uint8_t __attribute__((vector_size(16)));
using Shorts = std::int16_t __attribute__((vector_size(16)));
constexpr std::size_t kLanes = sizeof(Bytes);

// Columns end on a whole number of lanes, and hold a lane's worth after the last token.
constexpr std::size_t padded(std::size_t count) {
  return (count + kLanes) / kLanes * kLanes + kLanes;
}

template <class Lanes, class T>
Lanes lanesAt(const T* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

// Eight bytes of a column as numbers.
inline Shorts shortsAt(const std::uint8_t* from) {
  using Eight = std::uint8_t __attribute__((vector_size(8)));
  return __builtin_convertvector(lanesAt<Eight>(from), Shorts);
}

// Which lanes have one of the bits.
inline auto hasAny(Bytes lanes, unsigned bits) {
  return (lanes & static_cast<std::uint8_t>(bits)) != 0;
}
// Which lanes have of `mask` these bits and no other.
inline auto hasOf(Bytes lanes, unsigned mask, unsigned bits) {
  return (lanes & static_cast<std::uint8_t>(mask)) == static_cast<std::uint8_t>(bits);
}

// How often a comparison held: a sum a lane.
template <class Lanes>
class Tally {
 public:
  // As often as a lane can count: kMax.
  template <class Mask>
  void add(Mask held) {
    lanes_ -= reinterpret_cast<Lanes>(held);  // what held is -1
  }
  static constexpr std::size_t kMax = sizeof(Lanes{}[0]) == 1 ? 255 : 32'767;
  int total() const {
    int sum = 0;
    for (std::size_t i = 0; i < sizeof(Lanes) / sizeof lanes_[0]; ++i) sum += lanes_[i];
    return sum;
  }

 private:
  Lanes lanes_{};
};

// Places of the lanes of a column that held, in order; they lie in `room`. Sixty-four a round: what
// is rare costs a wrong guess of the processor a round, not one each.
inline std::span<const std::uint32_t> placesIn(const std::vector<std::uint8_t>& column,
                                               std::vector<std::uint32_t>& room) {
  if (room.size() < column.size()) room.resize(column.size());
  std::uint32_t* place = room.data();
  for (std::size_t at = 0; at < column.size(); at += 64) {
    std::uint64_t held = 0;
    for (std::size_t k = 0; k < std::min<std::size_t>(64, column.size() - at); k += 8) {
      // Bit 0 of each of eight bytes, gathered in the highest byte.
      const auto eight = lanesAt<std::uint64_t>(column.data() + at + k) & 0x0101010101010101;
      held |= (eight * 0x0102040810204080 >> 56) << k;
    }
    for (; held != 0; held &= held - 1) {
      *place++ =
          static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(held));
    }
  }
  return {room.data(), place};
}

}  // namespace copytaster
