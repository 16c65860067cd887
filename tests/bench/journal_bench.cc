// The journal beside the bare disk: articles of 3.6 kB with notes of 1.2 kB, committed in groups.
//
// `Journal` is LMDB with one sync a group; `PlainFile` writes the same bytes to the end of a file
// and calls fdatasync: what a hand-written segment file could reach at best. The folder is
// $COPYTASTER_BENCH_DIR or the working directory, for /tmp may be memory.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

#include "daemon/record/group.h"
#include "daemon/record/journal.h"

namespace copytaster {
namespace {

constexpr std::size_t kArticleBytes = 3600;
constexpr std::size_t kNotesBytes = 1200;

class BenchFolder {
 public:
  BenchFolder() {
    const char* root = std::getenv("COPYTASTER_BENCH_DIR");
    path_ = std::string(root == nullptr ? "." : root) + "/copytaster-bench-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~BenchFolder() { std::filesystem::remove_all(path_); }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string randomText(std::size_t size) {
  std::string text(size, '\0');
  std::uint64_t state = 88172645463325252ULL;
  for (char& c : text) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    c = static_cast<char>('a' + state % 26);
  }
  return text;
}

// range(0): articles a group; range(1): 1 = sync; range(2): 1 = expire as much as comes in.
void Journal_(benchmark::State& state) {
  const BenchFolder folder;
  JournalOptions options;
  options.map_bytes = std::uint64_t{16} << 30;
  options.sync = state.range(1) == 1;
  auto journal = Journal::open(folder.path() + "/journal", options);
  const std::string article = randomText(kArticleBytes);
  const std::string notes = randomText(kNotesBytes);
  const auto count = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    auto group = journal->begin();
    const std::uint64_t first = journal->nextSequence();
    bool whole = true;
    for (std::uint64_t at = first; at < first + count; ++at) {
      whole &= group->putArticle({at, 1, 0, "wire", {}, article}) == RecordStatus::kOk;
      whole &= group->putNotes({at, 0, "PASS.en.11000000", notes}) == RecordStatus::kOk;
    }
    whole &= group->setPublishedTo(first + count - 1) == RecordStatus::kOk;
    if (state.range(2) == 1 && first > 8192)
      group->expire(std::numeric_limits<std::int64_t>::max(), 0, count);
    if (!whole || !group->commit()) return state.SkipWithError("the journal refused");
  }
  const auto articles =
      static_cast<std::int64_t>(count) * static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(articles);
  state.SetBytesProcessed(articles * static_cast<std::int64_t>(kArticleBytes + kNotesBytes));
}
BENCHMARK(Journal_)
    ->Name("Journal")
    ->ArgNames({"group", "sync", "expire"})
    ->ArgsProduct({{1, 64, 512, 2048}, {1}, {0}})
    ->Args({512, 1, 1})
    ->Args({512, 0, 0})
    ->UseRealTime()
    ->MinTime(1.0);

void PlainFile(benchmark::State& state) {
  const BenchFolder folder;
  const int fd = open((folder.path() + "/file").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::string bytes = randomText((kArticleBytes + kNotesBytes) * count);
  for (auto _ : state) {
    if (write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        fdatasync(fd) != 0)
      state.SkipWithError("the disk refused");
  }
  close(fd);
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(PlainFile)
    ->ArgName("group")
    ->Arg(1)
    ->Arg(64)
    ->Arg(512)
    ->Arg(2048)
    ->UseRealTime()
    ->MinTime(1.0);

}  // namespace
}  // namespace copytaster

BENCHMARK_MAIN();
