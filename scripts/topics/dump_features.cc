// Articles in, features out: the trainer's eyes are the filter's own (plugins/topics/features.h).
//
// Input on stdin, an article a record: two 32-bit lengths, headline, body (UTF-8). Output: 32-bit
// count of features, then each as bucket | count << 24. Usage: dump_features BITS.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "daemon/article/reading.h"
#include "plugins/topics/features.h"

namespace {

struct Counting {
  static bool wants(std::uint64_t) { return true; }
  static copytaster::topics::Met* meet(std::span<const ct_token> tokens, std::uint32_t place,
                                       std::uint64_t before, copytaster::topics::Met* to) {
    return copytaster::topics::meetEach(tokens, place, before, wants, to);
  }
  static void weigh(copytaster::topics::Feature& f, std::uint8_t count) { f.weight = count; }
};

}  // namespace

int main(int argc, char** argv) {
  using namespace copytaster;
  const unsigned bits = argc == 2 ? static_cast<unsigned>(std::atoi(argv[1])) : 0;
  if (bits < 8 || bits > 24) {
    std::fputs("usage: dump_features BITS (8 to 24)\n", stderr);
    return 2;
  }
  topics::Bag bag(bits);
  Arena arena;
  std::uint32_t sizes[2];
  std::string headline, body;
  while (std::fread(sizes, 4, 2, stdin) == 2) {
    headline.resize(sizes[0]);
    body.resize(sizes[1]);
    if (std::fread(headline.data(), 1, sizes[0], stdin) != sizes[0]) return 1;
    if (std::fread(body.data(), 1, sizes[1], stdin) != sizes[1]) return 1;
    arena.reset();
    const ReadText h = readText(headline, arena);
    const ReadText b = readText(body, arena);
    bag.read({CT_HEADLINE, h.text, h.tokens}, {CT_BODY, b.text, b.tokens}, Counting{});
    const auto count = static_cast<std::uint32_t>(bag.features().size());
    std::fwrite(&count, 4, 1, stdout);
    for (const auto& f : bag.features()) {
      const std::uint32_t packed = f.bucket | static_cast<std::uint32_t>(f.weight) << 24;
      std::fwrite(&packed, 4, 1, stdout);
    }
  }
  return 0;
}
