// Any text: tokens in order and inside it, spans inside it, the same answer twice.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "daemon/article/reading.h"
#include "daemon/article/utf8.h"

namespace {

void checkText(const copytaster::ReadText& read) {
  std::uint64_t at = 0;
  for (const ct_token& t : read.tokens) {
    if (t.begin < at || t.size == 0 || std::uint64_t{t.begin} + t.size > read.text.size())
      std::abort();
    at = t.begin + std::uint64_t{t.size};
  }
  for (const auto& spans : {read.sentences, read.quotations, read.lines}) {
    for (const ct_span& s : spans) {
      if (s.begin > s.end || s.end > read.text.size()) std::abort();
      if (s.token_begin > s.token_end || s.token_end > read.tokens.size()) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace copytaster;
  Arena first, second;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ReadText a = readText(text, first), b = readText(text, second);
  checkText(a);
  const bool same = a.tokens.size() == b.tokens.size() &&
                    (a.tokens.empty() ||
                     std::memcmp(a.tokens.data(), b.tokens.data(), a.tokens.size_bytes()) == 0);
  if (!same) std::abort();
  // CLD2 reads outside of its tables where text is not UTF-8; the daemon never reads such (repair).
  std::string valid(text);
  utf8::makeValid(valid.data(), valid.size());
  static_cast<void>(readLanguage(ReadText{}, readText(valid, second)));
  return 0;
}
