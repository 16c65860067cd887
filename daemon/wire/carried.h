// How bytes that are not UTF-8 get through a JSON parser; see formats.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "copytaster/v1/article.pb.h"
#include "daemon/article/utf8.h"

namespace copytaster {

inline constexpr std::uint32_t kCarried = 0x10FF00;

// Copies `text` to `out` with every byte that fits nowhere as U+10FF00 + byte; whether there was
// one.
bool carryBytes(std::string_view text, std::string& out);
// Puts such bytes back where `odd`, and serialises.
void writeCarried(v1::Article& article, bool odd, std::string& out);

}  // namespace copytaster
