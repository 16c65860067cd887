// Messages as proto3 JSON: see json_lines.h.
#include "daemon/tool/json_lines.h"

#include <google/protobuf/util/json_util.h>

namespace copytaster {

std::string jsonLine(v1::EnrichedArticle& enriched, const JsonLineOptions& options) {
  if (!options.with_body) {
    enriched.mutable_article()->clear_body();
    enriched.clear_raw();
    if (enriched.has_garble()) enriched.mutable_garble()->clear_restored();
  }
  if (!options.with_timings) {
    for (auto& run : *enriched.mutable_runs()) run.clear_microseconds();
  }
  std::string json;
  const auto written = google::protobuf::util::MessageToJsonString(enriched, &json);
  // Fails for an Any of a type that this program does not know: an annotation of a third party.
  if (!written.ok()) {
    json.clear();
    enriched.clear_annotations();
    if (!google::protobuf::util::MessageToJsonString(enriched, &json).ok()) json = "{}";
  }
  return json;
}

Result<void> parseEnriched(std::string_view bytes, v1::EnrichedArticle& out) {
  if (!out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return refuse(ErrorCode::kCorrupt, "not an EnrichedArticle");
  return {};
}

}  // namespace copytaster
