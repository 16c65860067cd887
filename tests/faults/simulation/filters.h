// Two filters whose notes tell on every mistake: each writes what it remembers, from memory and
// from its store, so that one article lost, doubled, out of turn or half undone shows in every
// message after it.
#pragma once

#include <copytaster/filter.h>
#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <string>

namespace copytaster::simulation {

// What an article's body says that filters shall do with it.
inline constexpr std::string_view kThrowInExamine = "unbearable", kThrowInSettle = "unthinkable";

// Remembers the last articles by their words, and fails where an article says so: in settle, after
// it has changed some of its store and some of its memory.
class Moody {
 public:
  explicit Moody(const Settings&) {}
  void recall(Store& store) {
    last_.clear();
    store.scan("", [&](std::string_view key, std::string_view value) {
      last_.emplace(key, value);
      return true;
    });
  }
  void examine(const Document& doc, Notes& notes) const {
    notes.hold("looked at");
    if (doc.body().find(kThrowInExamine) != std::string_view::npos)
      throw std::runtime_error("could not bear it");
    notes.keep<std::uint64_t>(1)[0] = doc.tokens().size();
  }
  void settle(const Document& doc, Notes& notes, Store& store) {
    const std::string key = fmt::format("{:08}", doc.sequence());
    const std::string value = fmt::format("{} {}", notes.kept<std::uint64_t>()[0], last_.size());
    store.put(key, value);
    last_.emplace(key, value);
    if (last_.size() > kKept) {
      store.erase(last_.begin()->first);
      last_.erase(last_.begin());
    }
    store.put("newest", key);
    if (doc.body().find(kThrowInSettle) != std::string_view::npos)
      throw std::runtime_error("half of it is written");
    last_["newest"] = key;
    std::string all;
    for (const auto& [each, words] : last_) all += each + ' ' + words + ' ';
    notes.remark(all);
  }

 private:
  static constexpr std::size_t kKept = 7;
  std::map<std::string, std::string> last_;
};

// Counts each provider's articles, in its store only.
class Tally {
 public:
  explicit Tally(const Settings&) {}
  void settle(const Document& doc, Notes& notes, Store& store) {
    const std::string key(doc.text(Field::kProvider));
    std::string_view seen;
    const auto count = store.get(key, seen) ? std::stoull(std::string(seen)) + 1 : 1;
    store.put(key, std::to_string(count));
    notes.message(fmt::format("{} of {}", count, key));
  }
};

inline constexpr ct_plugin kMoody = plugin<Moody>("moody", "1.0.0");
inline constexpr ct_plugin kTally = plugin<Tally>("tally", "1.0.0");

}  // namespace copytaster::simulation
