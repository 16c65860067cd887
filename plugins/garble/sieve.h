// The few bytes of a text that the detectors of encoding and markup care for, found in one pass.
//
// Clean copy is nearly all letters, spaces and stops. The sieve goes over it 64 bytes at a time,
// where the machine has AVX-512 without a branch on what they are, and keeps the places of what is
// left: controls, the first bytes of characters beyond ASCII, and the marks # $ % & ; < = > ? [ \ ]
// ^ _ { | } ~. Each detector then walks those places, and asks for itself whether one is of its
// kind; more are kept than any of them wants, since ranges are cheaper to test than lists.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace copytaster {

// Whether the sieve keeps the byte.
constexpr bool isKept(char c) {
  const int folded = static_cast<signed char>(c | 0x20);
  const bool follows = (static_cast<unsigned char>(c) & 0xC0U) == 0x80;  // inside a character
  return (static_cast<signed char>(c) < 0x20 && c != '\n' && !follows) || folded > 'z' ||
         (folded >= ';' && folded <= '?') || (folded >= '#' && folded <= '&');
}

// Places of the kept bytes, in order; they lie in `room`.
std::span<const std::uint32_t> sift(std::string_view text, std::vector<std::uint32_t>& room);
std::span<const std::uint32_t> siftPlain(std::string_view text,
                                         std::vector<std::uint32_t>& room);  // on any machine

}  // namespace copytaster
