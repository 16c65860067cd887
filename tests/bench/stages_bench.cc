// How fast each stage is on one core, warm: reading, every filter by itself, the whole chain.
//
//   bench_stages [WIRE] [--benchmark_…]    on the made corpus, or the first articles of a wire file
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>

#include "daemon/article/reading.h"
#include "daemon/base/memory_table.h"
#include "daemon/chain/chain.h"
#include "daemon/chain/folders.h"
#include "tests/bench/corpus.h"

namespace copytaster::bench {
namespace {

constexpr std::size_t kArticles = 9'000;  // at most; all new: a second pass would be all duplicates
constexpr std::size_t kWarmShare = 3;     // a third fills caches and touches the filters' memory

std::vector<std::string>& articles() {
  static std::vector<std::string> all;
  return all;
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
    const std::string& article = all[next++ % all.size()];
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
    copy.frame = articles()[sequence % articles().size()];
    copy.feed = "bench";
    copy.sequence = ++sequence;
    copy.received_at = 1'773'187'200'000'000 + static_cast<Micros>(sequence) * 1'000'000;
    (*opened)->examine(copy);
    if (!(*opened)->settle(copy)) state.SkipWithError("settle");
    writeEnriched(copy, (*opened)->filters(), 1);
    return copy.frame.size();
  };
  while (sequence < articles().size() / kWarmShare) taste();
  std::size_t bytes = 0;
  for (auto _ : state) bytes += taste();
  count(state, bytes);
}

void measure() {
  const auto timed = articles().size() - articles().size() / kWarmShare;
  benchmark::RegisterBenchmark("reading", reading);
  const std::vector<std::string> filters{"garble", "dedup", "topics"};
  const auto through = [&](const char* name, std::vector<std::string> some) {
    benchmark::RegisterBenchmark(name, [some](benchmark::State& state) {
      chain(state, some);
    })->Iterations(static_cast<benchmark::IterationCount>(timed));
  };
  through("chain/none", {});
  for (const std::string& filter : filters) through(("chain/" + filter).c_str(), {filter});
  through("chain/all", filters);
  benchmark::RunSpecifiedBenchmarks();
}

}  // namespace
}  // namespace copytaster::bench

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  auto& articles = copytaster::bench::articles();
  using copytaster::bench::kArticles;
  articles = count > 1 ? copytaster::bench::wire(arguments[1], kArticles)
                       : copytaster::bench::corpus(COPYTASTER_SOURCE_DIR "/tests/sample/wire.jsonl",
                                                   kArticles);
  if (articles.empty()) return std::fprintf(stderr, "bench_stages: no article there\n"), 1;
  copytaster::bench::measure();
  return 0;
}
