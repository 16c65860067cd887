// Any bytes as protobuf JSON or ninjs: an article or a reason; what comes out reads back.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "daemon/article/article.h"
#include "daemon/wire/formats.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace copytaster;
  const std::string_view frame(reinterpret_cast<const char*>(data), size);
  std::string out;
  Article article;
  if (convertJson(frame, out).empty() && readArticle(out, article) == Refusal::kNotAnArticle)
    std::abort();
  out.clear();
  if (convertNinjs(frame, out).empty() && readArticle(out, article) == Refusal::kNotAnArticle)
    std::abort();
  return 0;
}
