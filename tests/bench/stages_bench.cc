// How fast each stage is on one core, warm: reading, every filter by itself, the whole chain.
#include <benchmark/benchmark.h>

#include <map>

#include "daemon/article/reading.h"
#include "daemon/base/memory_table.h"
#include "daemon/chain/chain.h"
#include "daemon/chain/folders.h"
#include "tests/bench/corpus.h"

namespace copytaster::bench {
namespace {

constexpr std::size_t kWarm = 3'000;   // articles that fill caches and touch the filters' memory
constexpr std::size_t kTimed = 6'000;  // then these, all new: a second pass would be all duplicates
constexpr std::size_t kArticles = kWarm + kTimed;

const std::vector<std::string>& articles() {
  static const auto made = corpus(COPYTASTER_SOURCE_DIR "/tests/sample/wire.jsonl", kArticles);
  return made;
}

void count(benchmark::State& state, std::size_t bytes) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void reading(benchmark::State& state) {
  Arena arena;
  const auto& all = articles();
  std::size_t bytes = 0, next = 0;
  for (auto _ : state) {
    const std::string& article = all[next++ % kArticles];
    arena.reset();
    Reading document;
    if (readArticle(article, document.article) != Refusal::kNone) state.SkipWithError("no article");
    readDocument(document, arena);
    benchmark::DoNotOptimize(document.body.tokens.data());
    bytes += article.size();
  }
  count(state, bytes);
}

// The whole walk of an article but for journal and sockets, through the filters named.
void chain(benchmark::State& state, const std::vector<std::string>& filters) {
  Log log("error");
  std::vector<FilterSpec> specs;
  for (const std::string& name : filters) specs.push_back({name, "", {}});
  auto opened = Chain::open(std::move(specs), filterFolders(""), log);
  if (!opened) return state.SkipWithError(opened.error().what.c_str());
  std::map<std::string, MemoryTable> tables;
  if (!(*opened)->recall([&](const std::string& name) { return &tables[name]; }))
    return state.SkipWithError("recall");
  Copy copy;
  std::uint64_t sequence = 0;
  const auto taste = [&] {
    copy.frame = articles()[sequence % kArticles];
    copy.feed = "bench";
    copy.sequence = ++sequence;
    copy.received_at = 1'773'187'200'000'000 + static_cast<Micros>(sequence) * 1'000'000;
    (*opened)->examine(copy);
    if (!(*opened)->settle(copy)) state.SkipWithError("settle");
    writeEnriched(copy, (*opened)->filters(), 1);
    return copy.frame.size();
  };
  while (sequence < kWarm) taste();
  std::size_t bytes = 0;
  for (auto _ : state) bytes += taste();
  count(state, bytes);
}

BENCHMARK(reading);
BENCHMARK_CAPTURE(chain, none, std::vector<std::string>{})->Iterations(kTimed);
BENCHMARK_CAPTURE(chain, garble, std::vector<std::string>{"garble"})->Iterations(kTimed);
BENCHMARK_CAPTURE(chain, dedup, std::vector<std::string>{"dedup"})->Iterations(kTimed);
BENCHMARK_CAPTURE(chain, topics, std::vector<std::string>{"topics"})->Iterations(kTimed);
BENCHMARK_CAPTURE(chain, all, std::vector<std::string>{"garble", "dedup", "topics"})
    ->Iterations(kTimed);

}  // namespace
}  // namespace copytaster::bench

BENCHMARK_MAIN();
