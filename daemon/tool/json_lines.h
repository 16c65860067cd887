// Messages as proto3 JSON, one a line, for programs.
#pragma once

#include <string>
#include <string_view>

#include "copytaster/v1/enriched.pb.h"
#include "daemon/base/result.h"

namespace copytaster {

struct JsonLineOptions {
  bool with_body = false;     // article.body, garble.restored and raw, which are most of the bytes
  bool with_timings = false;  // microseconds of the runs: the one thing two runs differ in
};

// Proto3 JSON as protobuf writes it: fields in lowerCamelCase, enums by name, 64-bit numbers as
// texts, nothing that has its default value. Leaves out of `enriched` what is not asked for.
std::string jsonLine(v1::EnrichedArticle& enriched, const JsonLineOptions& options);

// kCorrupt: not an EnrichedArticle.
Result<void> parseEnriched(std::string_view bytes, v1::EnrichedArticle& out);

}  // namespace copytaster
