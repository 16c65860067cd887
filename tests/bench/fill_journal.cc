// Fills a journal fast, for measuring what depends on its size: most articles go in through the
// record library as they are, the last ones through the default chain, so that the filters'
// states are those of a daemon that ran for long.
//
// usage: fill_journal FOLDER ARTICLES THROUGH_CHAIN FILTERS_FOLDER
#include <cstdio>
#include <cstdlib>
#include <protozero/pbf_writer.hpp>
#include <random>
#include <string>

#include "daemon/article/fields.h"
#include "daemon/record/group.h"
#include "daemon/walk/walk.h"

namespace copytaster {
namespace {

constexpr std::uint64_t kGroup = 4'096;
constexpr Micros kBegin = 1'773'187'200'000'000, kBetween = 400'000;  // 2.5 articles a second

// Some hundred words of an invented language of 40,000, the same for the same number.
std::string article(std::uint64_t number) {
  std::mt19937_64 random(number);
  std::string body;
  for (auto words = 60 + random() % 80; words > 0; --words) {
    for (auto left = random() % 40'000; left > 0; left /= 34) {
      body += "bdfgklmnprstvzchw"[left % 17];
      body += "aeiou"[left % 5];
    }
    body += words % 12 == 0 ? ". The " : " ";
  }
  std::string out;
  protozero::pbf_writer writer(out);
  writer.add_string(fields::kId, "filled-" + std::to_string(number));
  writer.add_string(fields::kProvider, "Wire " + std::to_string(number % 5));
  writer.add_string(fields::kHeadline, body.substr(0, body.find(' ', 40)));
  writer.add_string(fields::kBody, body);
  return out;
}

bool fillRecords(Journal& journal, std::uint64_t count) {
  const std::string notes(300, 'n');
  for (std::uint64_t n = 1; n <= count;) {
    auto group = journal.begin();
    if (!group) return false;
    for (const std::uint64_t end = std::min(n + kGroup, count + 1); n < end; ++n) {
      const std::string bytes = article(n);
      const Micros at = kBegin + static_cast<Micros>(n) * kBetween;
      Identity identity{};
      std::mt19937_64 random(~n);
      for (auto& byte : identity) byte = static_cast<std::uint8_t>(random());
      group->putArticle({n, at, 0, "wire", identity, bytes});
      group->putNotes({n, 0, "PASS.en.11000000", notes});
    }
    group->setPublishedTo(n - 1);
    if (!group->commit()) return false;
  }
  return true;
}

bool fillThroughChain(Journal& journal, std::uint64_t count, const std::string& filters) {
  Log log("warning");
  Counters counters;
  auto chain =
      Chain::open({{"garble", "", {}}, {"dedup", "", {}}, {"topics", "", {}}}, {filters}, log);
  if (!chain) return std::fprintf(stderr, "%s\n", chain.error().what.c_str()), false;
  Belt belt(std::size_t{256} << 20, journal.nextSequence());
  Walk walk({}, belt, **chain, journal, counters, log);
  if (!walk.recall()) return false;
  std::atomic<std::uint64_t> published{0};
  walk.publishedBy([&] { return published.load(); });
  walk.start();
  const auto turn = [&] {
    while (Copy* copy = belt.nextToPublish()) {
      published = copy->sequence;
      belt.published(*copy, End::kPublished);
    }
    while (Copy* copy = belt.nextDone()) belt.done(*copy);
  };
  const std::uint64_t first = journal.nextSequence();
  for (std::uint64_t n = first; n < first + count; ++n) {
    const std::string bytes = article(n);
    Copy* copy = nullptr;
    while ((copy = belt.claim(bytes.size())) == nullptr) turn();
    copy->frame = bytes;
    copy->feed = "wire";
    copy->received_at = kBegin + static_cast<Micros>(n) * kBetween;
    belt.submit(*copy);
  }
  belt.close();
  while (!belt.drained()) turn();
  walk.join();
  return walk.commitCursor().has_value();
}

}  // namespace
}  // namespace copytaster

int main(int argc, char** argv) {
  using namespace copytaster;
  if (argc != 5) {
    std::fputs("usage: fill_journal FOLDER ARTICLES THROUGH_CHAIN FILTERS_FOLDER\n", stderr);
    return 2;
  }
  const std::uint64_t articles = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t last = std::min(articles, std::uint64_t{std::strtoull(argv[3], nullptr, 10)});
  JournalOptions options;
  options.sync = false;
  auto journal = Journal::open(argv[1], options);
  const bool filled = journal && fillRecords(*journal, articles - last) &&
                      fillThroughChain(*journal, last, argv[4]);
  return filled ? 0 : 1;
}
