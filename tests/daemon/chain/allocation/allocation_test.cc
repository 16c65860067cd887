// The hot path allocates nothing: every `operator new` of the program and of the filters' libraries
// is counted while a warm chain examines the sample wire. A filter that does allocate shows that
// the count can fail.
#include <copytaster/filter.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <new>

#include "daemon/base/memory_table.h"
#include "daemon/chain/chain.h"
#include "daemon/wire/formats.h"

namespace {
std::atomic<std::size_t> allocations{0};
}

// Replaced for the whole process; libraries opened later use these too. Not inlined: gcc 12 would
// take the free of one for a mismatch with the new of the other (-Wmismatched-new-delete).
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
  std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}

namespace copytaster {
namespace {

class Allocating {
 public:
  explicit Allocating(const Settings&) {}
  void examine(const Document& doc, Notes& notes) const { notes.message(std::string(doc.body())); }
};
constexpr ct_plugin kAllocating = plugin<Allocating>("allocating", "1.0.0");

std::vector<std::string> sampleWire() {
  std::ifstream in(COPYTASTER_SOURCE_DIR "/tests/sample/wire.jsonl");
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) {
    std::string article;
    if (convertJson(line, article).empty()) out.push_back(article);
  }
  return out;
}

// Allocations a filter makes to examine the whole wire, when it has seen it before.
std::size_t allocationsOf(FilterSpec spec, const std::vector<std::string>& wire) {
  Log log("off");
  std::map<std::string, MemoryTable> tables;
  std::vector<FilterSpec> specs;
  specs.push_back(std::move(spec));
  auto chain = Chain::open(std::move(specs), {COPYTASTER_BINARY_DIR "/filters"}, log);
  BOOST_REQUIRE_MESSAGE(chain, (chain ? "" : chain.error().what));
  BOOST_REQUIRE((*chain)->recall([&](const std::string& name) { return &tables[name]; }));
  Copy copy;
  std::size_t counted = 0;
  for (int pass = 0; pass < 3; ++pass) {
    counted = 0;
    std::uint64_t sequence = 0;
    for (const std::string& article : wire) {
      copy.frame = article;
      copy.sequence = ++sequence;
      copy.feed = "test";
      const std::size_t before = allocations;
      (*chain)->examine(copy);
      counted += allocations - before;
    }
  }
  return counted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(allocation)

BOOST_AUTO_TEST_CASE(the_count_sees_a_filter_that_allocates) {
  const auto wire = sampleWire();
  BOOST_REQUIRE(wire.size() >= 60U);
  BOOST_TEST(allocationsOf({"allocating", "", {}, &kAllocating}, wire) >= wire.size() / 2);
}

BOOST_AUTO_TEST_CASE(no_filter_that_ships_allocates_while_it_examines) {
  const auto wire = sampleWire();
  for (const char* name : {"dedup", "garble", "topics"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(allocationsOf({name, "", {}, nullptr}, wire) == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
