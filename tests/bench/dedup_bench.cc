// Dedup by size of its window: an article of 3.6 kB examined and settled with 10^4, 10^5 and 10^6
// before it, and the window made again from its records.
//
// The window is filled with articles of the same shape made from random keys, so that filling a
// million takes seconds; measured are real texts, read beforehand. Counted in bytes_per_article is
// all that is in memory: slots, postings, counters, centres of stories. `Recall` reads records as a
// restart does, from memory, where the daemon has them in LMDB's pages.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "daemon/article/reading.h"
#include "daemon/base/check.h"
#include "plugins/dedup/frequencies.h"
#include "plugins/dedup/judge.h"
#include "plugins/dedup/particulars.h"
#include "plugins/dedup/record.h"
#include "plugins/dedup/stories.h"
#include "plugins/dedup/window.h"
#include "tests/bench/corpus.h"

namespace copytaster::dedup {
namespace {

constexpr std::size_t kTexts = 4096;
constexpr std::size_t kWarm = 64;  // texts that stay in the cache: an article is examined just read

struct Text {
  std::string frame;
  Arena arena;
  Reading reading;
  Words words;
};

std::vector<std::unique_ptr<Text>> texts() {
  std::vector<std::unique_ptr<Text>> out;
  for (std::string& frame :
       bench::corpus(COPYTASTER_SOURCE_DIR "/tests/sample/wire.jsonl", kTexts)) {
    auto t = std::make_unique<Text>();
    t->frame = std::move(frame);
    check(readArticle(t->frame, t->reading.article) == Refusal::kNone, "the corpus is of articles");
    readDocument(t->reading, t->arena);
    const ReadText &h = t->reading.headline, &b = t->reading.body;
    t->words = {h.text, b.text, h.tokens, b.tokens, b.sentences, b.quotations};
    out.push_back(std::move(t));
  }
  return out;
}

// A signature of the same shape as the texts', of keys that mean nothing.
void filler(std::mt19937_64& random, const Signature& shape, Signature& out) {
  out = shape;
  for (std::size_t i = 0; i < 2; ++i) out.text[i] = random();
  for (auto& s : out.shingles) s.key = static_cast<std::uint32_t>(random());
  for (auto& s : out.sentences) s = static_cast<std::uint32_t>(random());
  // Half of the terms are among the 20,000 commonest of the rare words, as names of the day are.
  for (std::size_t i = 0; i < out.term_count; ++i) {
    const std::uint64_t r = random();
    const std::uint64_t hash = i % 2 == 0 ? r % 20000 * 0x9E3779B97F4A7C15ULL : r;
    out.terms[i].bits = static_cast<std::uint32_t>(hash >> 32 << 4) | 4;
  }
}

// What the filter does with an article, less the texts of its evidence.
struct Desk {
  explicit Desk(std::size_t articles) : window(articles, 0), judge({}), stories({}) {
    std::mt19937_64 random(7);
    Signature shape, s;
    signer.sign(sample()[0]->words, frequencies, shape);
    for (std::size_t i = 0; i < articles; ++i) {
      filler(random, shape, s);
      fill(s, random());
    }
  }
  void fill(const Signature& s, std::uint64_t id) {
    std::uint32_t keys[Window::kKeys];
    enter(s, id, {}, 0, {keys, Window::keys(s, id, keys)});
  }
  static const std::vector<std::unique_ptr<Text>>& sample() {
    static const auto all = texts();
    return all;
  }
  void enter(const Signature& s, std::uint64_t id, const Link& link, std::uint64_t story,
             std::span<const std::uint32_t> keys) {
    Slot slot = Window::slotOf(sequence, seconds, s, id);
    if (link.joins) slot.head = static_cast<std::uint32_t>(link.head);
    if (story != 0) slot.story = static_cast<std::uint32_t>(story);
    window.advance(sequence, seconds, [&](std::uint64_t gone, const Slot& old) {
      stories.leave(Window::widen(old.story, gone));
    });
    const Slot& entered = window.enter(sequence, slot, keys);
    writeRecord(entered, keys, "an-id-of-some-length-123456", "provider",
                "A headline of sixty letters", particulars, record);
    ++sequence;
    seconds += 60;
  }
  [[gnu::noinline]] void taste(const Text& text, std::uint64_t id) {
    Signature s;
    signer.sign(text.words, frequencies, s);
    readParticulars(text.words, picked, particulars);
    window.lookUp(s, id);
    const Link link = judge.judge(window, s, id, 1, seconds);
    const Placing placing = stories.place(window, s, link, sequence, seconds);
    enter(s, id, link, placing.story, window.keys());
  }

  Frequencies frequencies{COPYTASTER_SOURCE_DIR "/plugins/dedup/words.model"};
  Signer signer;
  Window window;
  Judge judge;
  Stories stories;
  Sieve<std::uint32_t> picked;
  Particulars particulars{};
  std::string record;
  std::uint64_t sequence = 1;
  std::uint32_t seconds = 1700000000;
};

// Reads what the reading has just written when an article is examined: it is in the cache then.
std::uint64_t touched(const Text& text) {
  std::uint64_t sum = 0;
  for (const ct_token& t : text.words.body_tokens) sum += t.hash;
  for (const ct_span& s : text.words.sentences) sum += s.begin;
  for (const char c : text.words.body) sum += static_cast<unsigned char>(c);
  return sum;
}

void Article(benchmark::State& state) {
  Desk desk(static_cast<std::size_t>(state.range(0)));
  std::size_t i = 0;
  for (auto _ : state) {
    const Text& text = *Desk::sample()[i % kTexts];
    benchmark::DoNotOptimize(touched(text));
    const auto began = std::chrono::steady_clock::now();
    desk.taste(text, i++);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    state.SetIterationTime(took.count());
  }
  state.counters["bytes_per_article"] =
      static_cast<double>(desk.window.bytes() + desk.stories.bytes()) /
      static_cast<double>(state.range(0));
}

void Examine(benchmark::State& state) {
  const Frequencies frequencies{COPYTASTER_SOURCE_DIR "/plugins/dedup/words.model"};
  Signer signer;
  Signature s;
  std::size_t i = 0;
  const auto& sample = Desk::sample();
  for (auto _ : state) signer.sign(sample[i++ % kWarm]->words, frequencies, s);
}

void Recall(benchmark::State& state) {
  std::vector<std::string> records;
  {
    Desk desk(16);
    std::mt19937_64 random(7);
    Signature shape, s;
    desk.signer.sign(Desk::sample()[0]->words, desk.frequencies, shape);
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      filler(random, shape, s);
      desk.fill(s, random());
      records.push_back(desk.record);
    }
  }
  for (auto _ : state) {
    Window window(static_cast<std::size_t>(state.range(0)), 0);
    Slot slot;
    std::uint32_t keys[Window::kKeys];
    std::size_t count = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      readSlot(records[i], slot, keys, count);
      window.enterLater(i + 1, slot, {keys, count});
    }
    window.enterAll();
    benchmark::DoNotOptimize(window.count());
  }
}

BENCHMARK(Examine)->Unit(benchmark::kMicrosecond);
BENCHMARK(Article)
    ->Arg(10000)
    ->Arg(100000)
    ->Arg(1000000)
    ->Unit(benchmark::kMicrosecond)
    ->UseManualTime()
    ->Iterations(4000);
BENCHMARK(Recall)->Arg(1000000)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(4);

}  // namespace
}  // namespace copytaster::dedup

BENCHMARK_MAIN();
