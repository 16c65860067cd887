// Articles in, what the rules say out: the trainer calibrates the two halves of the filter
// together.
//
// Input on stdin, an article a record: two 32-bit lengths, headline, body (UTF-8). Output: a 32-bit
// float for each first-level topic, in the order of their codes. Usage: dump_rules FOLDER; FOLDER
// holds the filter's files; the model is not read.
#include <cstdio>
#include <string>

#include "daemon/article/reading.h"
#include "plugins/topics/tagger.h"

int main(int argc, char** argv) {
  using namespace copytaster;
  using namespace copytaster::topics;
  if (argc != 2) {
    std::fputs("usage: dump_rules FOLDER\n", stderr);
    return 2;
  }
  const std::string folder = std::string(argv[1]) + "/";
  Taxonomy taxonomy(folder + "mediatopics.tsv");
  const Model model;
  Rules rules;
  rules.addFile(folder + "rules.tsv", taxonomy);
  rules.seal();
  taxonomy.seal();
  const Tagger tagger(model, rules, taxonomy, 1, 1);
  TaggerRoom room(model, rules, taxonomy);
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
    const auto voices =
        tagger.voices({CT_HEADLINE, h.text, h.tokens}, {CT_BODY, b.text, b.tokens}, room);
    std::fwrite(voices.data(), sizeof(float), voices.size(), stdout);
  }
  return 0;
}
