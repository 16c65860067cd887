// Messages as proto3 JSON: see json_lines.h.
#include "daemon/tool/json_lines.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <memory>

namespace copytaster {

namespace {

// As MessageToJsonString, but that maps (an article's metadata) are written in the order of their
// keys; protobuf's own order changes from run to run. False: an Any of a type that is not known.
bool writeJson(const google::protobuf::Message& message, std::string& json) {
  namespace pb = google::protobuf;
  static const std::string kTypes = "type.googleapis.com";
  static const std::unique_ptr<pb::util::TypeResolver> types(
      pb::util::NewTypeResolverForDescriptorPool(kTypes, pb::DescriptorPool::generated_pool()));
  std::string bytes;
  {
    pb::io::StringOutputStream out(&bytes);
    pb::io::CodedOutputStream coded(&out);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  json.clear();
  const std::string url = kTypes + "/" + message.GetDescriptor()->full_name();
  return pb::util::BinaryToJsonString(types.get(), url, bytes, &json).ok();
}

}  // namespace

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
  if (writeJson(enriched, json)) return json;
  enriched.clear_annotations();  // one of them is a third party's
  if (!writeJson(enriched, json)) json = "{}";
  return json;
}

Result<void> parseEnriched(std::string_view bytes, v1::EnrichedArticle& out) {
  if (!out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return refuse(ErrorCode::kCorrupt, "not an EnrichedArticle");
  return {};
}

}  // namespace copytaster
