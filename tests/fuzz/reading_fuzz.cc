// Any text: tokens in order and inside it, spans inside it, the same answer twice, the same
// wherever its bytes stand in the blocks that it is read by, and the same after a passage was cut
// out of it as without what stood before.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "daemon/article/reading.h"
#include "daemon/article/rereading.h"
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

// Empty lines before a text say nothing of it.
void checkMoved(const copytaster::ReadText& plain) {
  const auto by = static_cast<std::uint32_t>(plain.text.size() % 67 + 1);
  const std::string text = std::string(by, '\n') + std::string(plain.text);
  copytaster::Arena arena;
  const copytaster::ReadText moved = copytaster::readText(text, arena);
  if (moved.tokens.size() != plain.tokens.size()) std::abort();
  for (std::size_t i = 0; i < plain.tokens.size(); ++i) {
    const ct_token &a = plain.tokens[i], &b = moved.tokens[i];
    const bool same = a.hash == b.hash && a.begin + by == b.begin && a.size == b.size;
    if (!same || a.flags != b.flags) std::abort();
  }
}

// The first byte says where something is cut out, and how much. Of texts in UTF-8, as both are
// where a body is restored.
void checkCut(const copytaster::ReadText& before) {
  if (before.text.empty()) return;
  const auto byte = static_cast<unsigned char>(before.text.front());
  std::string text(before.text);
  text.erase(text.size() * (byte >> 4) / 16, text.size() * (byte & 15U) / 16);
  copytaster::utf8::makeValid(text.data(), text.size());
  copytaster::Arena arena;
  const copytaster::ReadText plain = copytaster::readText(text, arena);
  const copytaster::ReadText again = copytaster::rereadText(text, before, arena);
  const auto same = [](const auto& a, const auto& b) {
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
  };
  if (!same(again.tokens, plain.tokens) || !same(again.lines, plain.lines) ||
      !same(again.sentences, plain.sentences) || !same(again.quotations, plain.quotations))
    std::abort();
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
  checkMoved(a);
  // CLD2 reads outside of its tables where text is not UTF-8; the daemon never reads such (repair).
  std::string valid(text);
  utf8::makeValid(valid.data(), valid.size());
  const ReadText c = readText(valid, second);
  static_cast<void>(readLanguage(ReadText{}, c));
  checkCut(c);
  return 0;
}
