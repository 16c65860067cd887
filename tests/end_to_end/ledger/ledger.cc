// A filter for the end-to-end tests: writes in every article what it has seen before, from memory
// and from its store, so that one article lost, doubled or out of turn changes every message after
// it.
#include <copytaster/filter.h>

#include <cstdio>

class Ledger {
 public:
  explicit Ledger(const copytaster::Settings&) {}

  void recall(copytaster::Store& store) {
    std::string_view value;
    if (store.get("total", value)) total_ = std::stoull(std::string(value), nullptr, 16);
  }

  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    notes.keep<std::uint64_t>(1)[0] = doc.tokens().size();
  }

  void settle(const copytaster::Document& doc, copytaster::Notes& notes, copytaster::Store& store) {
    const std::uint64_t words = notes.kept<std::uint64_t>()[0];
    for (const char c : doc.body()) total_ = (total_ ^ static_cast<unsigned char>(c)) * kPrime;
    total_ = (total_ ^ doc.sequence() ^ words) * kPrime;
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(total_));
    store.put("total", text);
    std::string_view seen;
    const std::string key = "seen " + std::string(doc.body().substr(0, 100));
    const bool known = store.get(key, seen);
    notes.remark("total " + std::string(text) + (known ? ", seen before" : ""));
    store.put(key, "1");
  }

 private:
  static constexpr std::uint64_t kPrime = 0x100000001b3;  // FNV-1a
  std::uint64_t total_ = 0xcbf29ce484222325;
};

COPYTASTER_EXPORT constexpr auto copytaster_plugin = copytaster::plugin<Ledger>("ledger", "1.0.0");
