// The walk over a real journal: order, determinism, conservation, a full disk, a restart.
#include "daemon/walk/walk.h"

#include <copytaster/filter.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include "daemon/article/fields.h"

namespace {

// Notes how many articles it saw before this one, from its store and from memory, which must agree;
// slow on some, so that workers finish out of order.
class Counting {
 public:
  explicit Counting(const copytaster::Settings&) {}
  void recall(copytaster::Store& store) {
    std::string_view value;
    if (store.get("seen", value)) seen_ = std::stoul(std::string(value));
  }
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    std::uint64_t work = doc.sequence() % 7 * 2000;
    volatile std::uint64_t sum = 0;
    while (work-- > 0) sum = sum + work;
    if (doc.body().find("damaged") != std::string_view::npos) notes.hold("damaged");
  }
  void settle(const copytaster::Document&, copytaster::Notes& notes, copytaster::Store& store) {
    std::string_view value;
    const std::string stored = store.get("seen", value) ? std::string(value) : "0";
    if (stored != std::to_string(seen_)) throw std::runtime_error("memory and store disagree");
    store.put("seen", std::to_string(++seen_));
    notes.message(std::to_string(seen_) + " seen");
  }

 private:
  unsigned long seen_ = 0;
};
// Lets go, as it recalls, of what an earlier version left.
class Shedding {
 public:
  explicit Shedding(const copytaster::Settings&) {}
  void recall(copytaster::Store& store) { store.erase("old"); }
  void settle(const copytaster::Document&, copytaster::Notes&, copytaster::Store&) {}
};
constexpr ct_plugin kShedding = copytaster::plugin<Shedding>("shedding", "1.0.0");
constexpr ct_plugin kCounting = copytaster::plugin<Counting>("counting", "1.0.0");

}  // namespace

namespace copytaster {
namespace {

struct Folder {
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "copytaster-walk-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

std::string article(int n, std::size_t padding = 0) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_string(fields::kId, fmt::format("id-{}", n));
  w.add_string(fields::kBody,
               fmt::format("The council met on day {}. {}{}", n, n % 5 == 0 ? "damaged" : "whole",
                           std::string(padding, 'x')));
  return out;
}

// An EnrichedArticle without its durations.
std::string withoutDurations(const std::string& bytes) {
  std::string out;
  protozero::pbf_writer w(out);
  protozero::pbf_reader r(bytes);
  while (r.next()) {
    if (r.tag() != fields::enriched::kRuns) {
      const auto before = r.tag();
      if (r.wire_type() == protozero::pbf_wire_type::length_delimited) {
        w.add_bytes(before, r.get_view());
      } else if (r.wire_type() == protozero::pbf_wire_type::varint) {
        w.add_uint64(before, r.get_uint64());
      } else {
        r.skip();  // the epoch: of the journal, not of the input
      }
      continue;
    }
    protozero::pbf_reader run(r.get_view());
    protozero::pbf_writer kept(w, fields::enriched::kRuns);
    while (run.next()) {
      if (run.tag() == 4) {
        run.skip();
      } else if (run.wire_type() == protozero::pbf_wire_type::length_delimited) {
        kept.add_bytes(run.tag(), run.get_view());
      } else {
        kept.add_uint64(run.tag(), run.get_uint64());
      }
    }
  }
  return out;
}

struct Daemon {
  Daemon(const std::string& path, std::size_t workers, JournalOptions options = {})
      : journal(Journal::open(path, options).value()),
        chain(Chain::open({{"counting", "", {}, &kCounting}}, {}, log).value()),
        belt(std::size_t{16} << 20, journal.nextSequence()),
        walk({.workers = workers, .keep_bytes = options.map_bytes == 0 ? 0 : options.keep_bytes},
             belt, *chain, journal, counters, log) {
    const auto recalled = walk.recall();
    BOOST_REQUIRE_MESSAGE(recalled, (recalled ? "" : recalled.error().what));
    walk.publishedBy([this] { return published.load(); });
    walk.start();
  }
  void submit(std::string frame, Refusal refusal = Refusal::kNone) {
    while (belt.claim(frame.size()) == nullptr) takePublished();
    put(std::move(frame), refusal);
  }
  // False where the walk takes no more.
  bool trySubmit(std::string frame) {
    while (belt.claim(frame.size()) == nullptr) {
      if (!walk.taking()) return false;
      takePublished();
    }
    if (!walk.taking()) return false;
    put(std::move(frame), Refusal::kNone);
    return true;
  }
  void put(std::string frame, Refusal refusal) {
    Copy* copy = belt.claim(frame.size());
    copy->frame = std::move(frame);
    copy->feed = "test";
    copy->received_at = 1'700'000'000'000'000 + static_cast<Micros>(++submitted);
    copy->refusal = refusal;
    belt.submit(*copy);
  }
  void takePublished() {
    while (Copy* copy = belt.nextToPublish()) {
      if (copy->refusal == Refusal::kNone) {
        out.push_back(withoutDurations(copy->enriched));
        sequences.push_back(copy->sequence);
        if (knows_published) published = copy->sequence;
      } else {
        ++letters;
      }
      belt.published(*copy, End::kPublished);
    }
    while (Copy* copy = belt.nextDone()) belt.done(*copy);
  }
  void drain() {
    belt.close();
    while (!belt.drained()) takePublished();
    walk.join();
    takePublished();
    BOOST_REQUIRE(walk.commitCursor());
  }

  Log log{"off"};
  Counters counters;
  Journal journal;
  std::unique_ptr<Chain> chain;
  Belt belt;
  Walk walk;
  bool knows_published = true;
  std::atomic<std::uint64_t> published{0};
  std::uint64_t submitted = 0, letters = 0;
  std::vector<std::string> out;
  std::vector<std::uint64_t> sequences;
};

std::vector<std::string> runAll(std::size_t workers, int articles) {
  Folder folder;
  Daemon daemon(folder.path, workers);
  for (int i = 0; i < articles; ++i) daemon.submit(article(i));
  daemon.drain();
  return daemon.out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(walk)

BOOST_AUTO_TEST_CASE(the_same_bytes_go_out_with_one_worker_and_with_eight) {
  const auto one = runAll(1, 1500), eight = runAll(8, 1500);
  BOOST_REQUIRE_EQUAL(one.size(), 1500U);
  BOOST_TEST(one == eight);
}

BOOST_AUTO_TEST_CASE(every_article_goes_out_once_in_order_and_every_letter_is_kept) {
  Folder folder;
  Daemon daemon(folder.path, 4);
  for (int i = 0; i < 3000; ++i)
    daemon.submit(i % 10 == 3 ? "junk" : article(i),
                  i % 10 == 3 ? Refusal::kNotAnArticle : Refusal::kNone);
  daemon.drain();
  BOOST_REQUIRE_EQUAL(daemon.sequences.size(), 2700U);
  for (std::size_t i = 0; i < daemon.sequences.size(); ++i)
    BOOST_REQUIRE_EQUAL(daemon.sequences[i], i + 1);
  const auto stat = daemon.journal.read()->stat();
  BOOST_TEST(stat.articles == 2700U);
  BOOST_TEST(stat.notes == 2700U);
  BOOST_TEST(stat.letters == 300U);
  BOOST_TEST(stat.published_to == 2700U);
}

BOOST_AUTO_TEST_CASE(a_restart_goes_on_where_the_journal_ended_with_the_same_bytes) {
  const auto whole = runAll(2, 600);
  Folder folder;
  std::vector<std::string> parts;
  for (int begin = 0; begin < 600; begin += 200) {
    Daemon daemon(folder.path, 3);
    daemon.submitted = static_cast<std::uint64_t>(begin);
    for (int i = begin; i < begin + 200; ++i) daemon.submit(article(i));
    daemon.drain();
    parts.insert(parts.end(), daemon.out.begin(), daemon.out.end());
  }
  BOOST_TEST(parts == whole);
}

BOOST_AUTO_TEST_CASE(a_full_map_stops_the_belt_and_loses_nothing_when_there_is_room_again) {
  Folder folder;
  JournalOptions small;
  small.map_bytes = std::uint64_t{6} << 20;
  small.keep_bytes = std::uint64_t{2} << 20;
  Daemon daemon(folder.path, 2, small);
  daemon.knows_published = false;  // so that nothing may be deleted
  int sent = 0;
  while (daemon.trySubmit(article(sent, 8000))) {
    ++sent;
    daemon.takePublished();
  }
  BOOST_TEST(!daemon.walk.taking());
  daemon.knows_published = true;
  daemon.published = daemon.sequences.empty() ? 0 : daemon.sequences.back();
  for (int i = 0; i < 200; ++i) daemon.submit(article(sent++, 8000));
  daemon.drain();
  BOOST_TEST(daemon.walk.taking());
  BOOST_REQUIRE_EQUAL(daemon.out.size(), static_cast<std::size_t>(sent));
  for (std::size_t i = 0; i < daemon.out.size(); ++i) {
    BOOST_REQUIRE(daemon.out[i].find(fmt::format("{} seen", i + 1)) != std::string::npos);
    BOOST_REQUIRE(daemon.out[i].find("disagree") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_place_on_anothers_wire_is_committed_with_the_article_or_its_letter) {
  Folder folder;
  {
    Daemon daemon(folder.path, 1);
    for (std::uint64_t n = 1; n <= 3; ++n) {
      Copy* copy = daemon.belt.claim(100);
      copy->frame = n == 3 ? "not an article" : article(static_cast<int>(n));
      copy->refusal = n == 3 ? Refusal::kNotAnArticle : Refusal::kNone;
      copy->feed = "chained";
      copy->upstream_epoch = 9;
      copy->upstream_sequence = 40 + n;
      daemon.belt.submit(*copy);
    }
    daemon.drain();
  }
  const auto journal = Journal::openToRead(folder.path);
  const auto reader = journal->read();
  BOOST_TEST((upstreamPosition(*reader, "chained") == UpstreamPosition{9, 43}));
  BOOST_TEST(!upstreamPosition(*reader, "test"));
}

BOOST_AUTO_TEST_CASE(what_a_filter_erases_as_it_recalls_stays_erased) {
  const Folder folder;
  const auto holds = [](Journal& journal) {
    Table* const table = journal.openState("shedding").value();
    const auto group = journal.begin();
    return table->get("old").status == TableStatus::kOk;
  };
  Journal journal = Journal::open(folder.path, {}).value();
  {
    Table* const table = journal.openState("shedding").value();
    auto group = journal.begin();
    BOOST_REQUIRE(table->put("old", "1") == TableStatus::kOk);
    BOOST_REQUIRE(group->commit());
  }
  BOOST_TEST(holds(journal));
  Log log("error");
  Counters counters;
  auto chain = Chain::open({{"shedding", "", {}, &kShedding}}, {}, log).value();
  Belt belt(std::size_t{1} << 20, journal.nextSequence());
  Walk walk({}, belt, *chain, journal, counters, log);
  BOOST_REQUIRE(walk.recall());
  BOOST_TEST(!holds(journal));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
