// Any bytes as a frame: an article or a refusal; what is an article can be repaired, and is one
// then, with valid text.
#include <cstdint>
#include <cstdlib>

#include "daemon/article/article.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace copytaster;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Article article;
  if (readArticle(bytes, article) != Refusal::kNone) return 0;
  for (std::uint64_t i = 0; article.subject(i).data() != nullptr; ++i) {
  }
  static_cast<void>(article.metadata("key"));
  if (article.utf8) return 0;
  Arena arena;
  ArenaList<Repair> repairs;
  const auto repaired = repairText(bytes, arena, repairs);
  Article again;
  if (readArticle(repaired, again) != Refusal::kNone || !again.utf8) std::abort();
  for (const Repair& r : repairs) {
    const auto field = r.field == CT_BODY ? again.body : again.headline;
    if (r.begin > r.end || r.end > field.size()) std::abort();
  }
  return 0;
}
