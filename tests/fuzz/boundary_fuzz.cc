// A filter that makes any calls of the host table, with any numbers, structs of any size and any
// text: each is answered by a status, the message that goes out is one that readers parse, and what
// a failed settle did to its store is gone.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "copytaster/v1/article.pb.h"
#include "copytaster/v1/enriched.pb.h"
#include "daemon/base/memory_table.h"
#include "daemon/chain/chain.h"

namespace {

using namespace copytaster;

void require(bool holds) {
  if (!holds) std::abort();
}

// The input, eaten from the front; zeros when it is gone.
struct Script {
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;

  template <class T>
  T take() {
    T out{};
    const std::size_t some = std::min(size, sizeof out);
    std::memcpy(&out, data, some);
    data += some;
    size -= some;
    return out;
  }
  // Small as often as not, so that ranges and enums are met.
  std::uint32_t number() {
    const auto first = take<std::uint8_t>();
    return first < 128 ? first : take<std::uint32_t>();
  }
  float share() {
    const auto first = take<std::uint8_t>();
    return first < 200 ? static_cast<float>(first) / 199 : take<float>();
  }
  ct_text text() {
    const std::size_t some = std::min<std::size_t>(take<std::uint8_t>() % 24, size);
    const ct_text out{reinterpret_cast<const char*>(data), some};
    data += some;
    size -= some;
    return out;
  }
  std::vector<ct_text> texts() {
    std::vector<ct_text> out(take<std::uint8_t>() % 4);
    for (ct_text& each : out) each = text();
    return out;
  }
};

const ct_host* host = nullptr;
Script script;

void isStatus(ct_status status) {
  require(status >= CT_OK && status <= CT_INVALID);
}

void readDocument(const ct_document* doc) {
  std::uint64_t count = 0;
  const auto read = host->text(doc, script.number());
  require(read.size == 0 || read.data != nullptr);
  static_cast<void>(host->number(doc, script.number()));
  const ct_token* tokens = host->tokens(doc, script.number(), &count);
  for (std::uint64_t i = 0; i < count; ++i) require(tokens[i].size != 0);
  const ct_span* spans = host->spans(doc, script.number(), script.number(), &count);
  for (std::uint64_t i = 0; i < count; ++i) require(spans[i].begin <= spans[i].end);
  static_cast<void>(host->subject(doc, script.take<std::uint64_t>()));
  static_cast<void>(host->metadata(doc, script.text()));
  if (const ct_document* restored = host->restored(doc))
    require(host->restored(restored) == nullptr);
}

void noteGarbles(ct_notes* notes) {
  const ct_finding finding{script.number(), script.number(), script.number(), script.number(),
                           script.number(), script.number(), script.share(),  0,
                           script.text()};
  isStatus(host->finding(notes, &finding));
  const ct_garble garble{script.number(), script.share(), script.share(), 0, script.text()};
  isStatus(host->garble(notes, &garble));
  std::uint64_t count = 0;
  const ct_finding* found = host->findings(notes, &count);
  for (std::uint64_t i = 0; i < count; ++i) require(found[i].begin <= found[i].end);
}

void noteRelations(ct_notes* notes) {
  const auto evidence = script.texts();
  const ct_duplicate duplicate{script.number(), script.number(), script.take<std::uint64_t>(),
                               script.text(),   script.text(),   script.share(),
                               script.share(),  evidence.data(), evidence.size()};
  isStatus(host->duplicate(notes, &duplicate));
  const ct_story story{script.number(), script.number(), script.number(), script.share(),
                       script.text(),   evidence.data(), evidence.size()};
  isStatus(host->story(notes, &story));
}

void noteTopics(ct_notes* notes) {
  const auto parents = script.texts();
  std::vector<ct_evidence> evidence(script.take<std::uint8_t>() % 4);
  for (ct_evidence& e : evidence)
    e = {script.number(), script.number(), script.number(), script.share()};
  const ct_topic topic{script.number(), script.share(), script.text(),   script.text(),
                       parents.data(),  parents.size(), evidence.data(), evidence.size()};
  isStatus(host->topic(notes, &topic));
  const std::vector<std::uint32_t> offsets(script.take<std::uint8_t>() % 4, script.number());
  const ct_entity entity{script.number(), script.number(), script.number(), 0,
                         script.text(),   script.text(),   offsets.data(),  offsets.size()};
  isStatus(host->entity(notes, &entity));
}

void useStore(ct_store* store) {
  const auto* api = static_cast<const ct_store_api*>(host->extension(CT_STORE_EXTENSION));
  require(api != nullptr && host->extension("copytaster.nothing/1") == nullptr);
  if (store == nullptr) return;
  ct_text value{};
  isStatus(api->get(store, script.text(), &value));
  isStatus(api->put(store, script.text(), script.text()));
  isStatus(api->erase(store, script.text()));
  struct Walk {
    const ct_store_api* api;
    ct_store* store;
  } walk{api, store};
  const auto each = [](void* context, ct_text key, ct_text) -> std::uint32_t {
    const auto* w = static_cast<const Walk*>(context);
    require(w->api->put(w->store, key, key) == CT_INVALID);  // not while it is walked
    return script.take<std::uint8_t>() % 4;
  };
  isStatus(api->scan(store, script.text(), each, &walk));
}

ct_status play(const ct_document* doc, ct_notes* notes, ct_store* store) {
  for (auto calls = script.take<std::uint8_t>() % 20; calls > 0 && script.size > 0; --calls) {
    switch (script.take<std::uint8_t>() % 9) {
      case 0:
        readDocument(doc);
        break;
      case 1:
        isStatus(host->verdict(notes, script.number(), script.text()));
        break;
      case 2:
        noteGarbles(notes);
        break;
      case 3:
        noteRelations(notes);
        break;
      case 4:
        noteTopics(notes);
        break;
      case 5:
        isStatus(host->annotation(notes, script.text(), script.text()));
        break;
      case 6:
        isStatus(host->message(notes, script.text()));
        break;
      case 7:
        useStore(store);
        break;
      default:
        if (auto* kept = static_cast<char*>(host->keep(notes, script.number()))) *kept = 1;
        static_cast<void>(host->kept(notes));
    }
  }
  if (script.take<std::uint8_t>() % 4 != 0) return CT_OK;
  host->fail(notes, script.text());
  return CT_FAILED;
}

int instance = 0;
constexpr ct_plugin kAnything{
    CT_ABI_MAGIC,
    CT_ABI_MAJOR,
    CT_ABI_MINOR,
    sizeof(ct_plugin),
    CT_EXAMINES | CT_SETTLES,
    "anything",
    "1.0.0",
    [](const ct_host* h, const ct_settings*, ct_failure*) -> void* {
      host = h;
      return &instance;
    },
    [](void*) {},
    [](const void*, const ct_document* d, ct_notes* n) { return play(d, n, nullptr); },
    [](void*, const ct_document* d, ct_notes* n, ct_store* s) { return play(d, n, s); },
    nullptr};

using Entries = std::map<std::string, std::string>;
Entries entriesOf(const Table& table) {
  Entries all;
  require(table.scanEach("", [&](std::string_view key, std::string_view value) {
    all.emplace(key, value);
    return true;
  }) == TableStatus::kOk);
  return all;
}

std::string articleBytes() {
  v1::Article article;
  article.set_id("a");
  article.set_headline("Council \"meets\" again");
  article.set_body("The council met in Zürich – “nothing” was decided.\nIt meets again.");
  (*article.mutable_metadata())["key"] = "value";
  return article.SerializeAsString();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Log log("off");
  static const std::unique_ptr<Chain> chain =
      Chain::open({{"anything", "", {}, &kAnything}}, {}, log).value();
  static const std::string frame = articleBytes();
  script = {data, size};
  MemoryTable table, own;
  require(table.put("old", "value") == TableStatus::kOk);
  require(chain->recall([&](const std::string& name) { return name == "chain" ? &own : &table; })
              .has_value());
  const Entries before = entriesOf(table);
  Copy copy;
  copy.frame = frame;
  copy.feed = "fuzz";
  copy.sequence = 1;
  chain->examine(copy);
  require(chain->settle(copy));
  if (copy.notes.runs[0].outcome == Outcome::kError) require(entriesOf(table) == before);
  writeEnriched(copy, chain->filters(), 1);
  v1::EnrichedArticle message;
  require(message.ParseFromString(copy.enriched));
  require(message.article().SerializeAsString() == frame);
  return 0;
}
