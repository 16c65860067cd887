// How many articles a second the filter tags, the reading not counted: topics alone, names alone,
// both.
//
// Input on stdin, an article a record: two 32-bit lengths, headline, body (UTF-8). Usage:
// bench_topics FOLDER ROUNDS; FOLDER holds the filter's files. One thread; the best of the rounds,
// for the machine may be shared.
#include <time.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "daemon/article/reading.h"
#include "plugins/topics/dateline.h"
#include "plugins/topics/entities.h"
#include "plugins/topics/tagger.h"

namespace {

using namespace copytaster;
using namespace copytaster::topics;

struct Sample {
  std::string headline, body;
  Arena arena;
  ReadText read_headline, read_body;
};

bool readRecord(std::string& headline, std::string& body) {
  std::uint32_t sizes[2];
  if (std::fread(sizes, 4, 2, stdin) != 2) return false;
  headline.resize(sizes[0]);
  body.resize(sizes[1]);
  return std::fread(headline.data(), 1, sizes[0], stdin) == sizes[0] &&
         std::fread(body.data(), 1, sizes[1], stdin) == sizes[1];
}

// Of this thread alone: what else the machine does is not counted.
double cpuSeconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// The best of the rounds, in articles a second.
template <class Work>
double rate(std::vector<std::unique_ptr<Sample>>& articles, int rounds, Work&& work) {
  double best = 0;
  for (int r = 0; r < rounds; ++r) {
    const double begin = cpuSeconds();
    for (const auto& a : articles) work(*a);
    const double seconds = cpuSeconds() - begin;
    best = std::max(best, static_cast<double>(articles.size()) / seconds);
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bench_topics FOLDER ROUNDS\n", stderr);
    return 2;
  }
  const std::string folder = std::string(argv[1]) + "/";
  Taxonomy taxonomy(folder + "mediatopics.tsv");
  const Model model(folder + "topics.model");
  Rules rules;
  rules.addFile(folder + "rules.tsv", taxonomy);
  rules.seal();
  taxonomy.seal();
  const Tagger tagger(model, rules, taxonomy, 12, 5);
  const Names names(folder + "names.tsv", folder + "places.tsv");
  const EntityFinder finder(names);
  TaggerRoom tagger_room(model, rules, taxonomy);
  EntityRoom entity_room(names);

  std::vector<std::unique_ptr<Sample>> articles;
  std::size_t bytes = 0;
  for (std::string headline, body; readRecord(headline, body);) {
    auto a = std::make_unique<Sample>();
    a->headline = headline;
    a->body = body;
    a->read_headline = readText(a->headline, a->arena);
    a->read_body = readText(a->body, a->arena);
    bytes += headline.size() + body.size();
    articles.push_back(std::move(a));
  }
  if (articles.empty()) return 1;
  std::size_t topics = 0, entities = 0;
  const auto tag = [&](const Sample& a) {
    topics += tagger
                  .tag({CT_HEADLINE, a.headline, a.read_headline.tokens},
                       {CT_BODY, a.body, a.read_body.tokens}, true, tagger_room)
                  .size();
  };
  const auto find = [&](const Sample& a) {
    const auto line = readDatelineOfBody(a.body);
    entities +=
        finder.find(a.body, a.read_body.tokens, line ? line->end : 0, 0, entity_room).size();
  };
  const int rounds = std::max(1, std::atoi(argv[2]));
  const double tags = rate(articles, rounds, tag), finds = rate(articles, rounds, find);
  const double both = rate(articles, rounds, [&](const Sample& a) {
    tag(a);
    find(a);
  });
  const auto runs = static_cast<double>(articles.size()) * 2 * rounds;
  std::printf("%zu articles of %zu bytes, %.1f topics and %.1f entities each\n", articles.size(),
              bytes / articles.size(), static_cast<double>(topics) / runs,
              static_cast<double>(entities) / runs);
  std::printf("articles a second: topics %.0f, entities %.0f, both %.0f\n", tags, finds, both);
  return 0;
}
