// A feed's format into the wire's own: a serialised `Article`. JSON feeds are converted once, at
// the edge, so that everything behind sees one form. Protobuf needs nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace copytaster {

enum class WireFormat : std::uint8_t { kProtobuf, kJson, kNinjs };

// Writes the Article's bytes to `out` (its capacity is used again). Empty answer: it worked; else
// why not, without a word of the article. Text that is not UTF-8 stays as it is, byte for byte, in
// the field where it stood: repairing is the reading's business. Cost: some 30 us for 4 kB.
[[nodiscard]] std::string convertJson(std::string_view frame, std::string& out);
// IPTC ninjs 1.x, 2.x and 3.x: the text items of it. A plain-text body is taken where there is one,
// else HTML with its tags taken off.
[[nodiscard]] std::string convertNinjs(std::string_view frame, std::string& out);

}  // namespace copytaster
