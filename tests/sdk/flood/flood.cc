// A filter with state: holds what one provider sends beyond so many articles an hour, as a feed
// that has gone mad does. The count lies in the Store, so it is committed with the article that
// changed it and goes on after a crash. Time is the article's, never the clock's: a replay counts
// the same.
#include <copytaster/filter.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

class Flood {
 public:
  explicit Flood(const copytaster::Settings& s)
      : limit_(s.integer("limit", 1000, "articles an hour that a provider may send")) {
    if (limit_ < 1) throw std::invalid_argument("limit: must be at least 1");
  }

  void settle(const copytaster::Document& doc, copytaster::Notes& notes, copytaster::Store& store) {
    constexpr std::int64_t kHour = std::int64_t{3600} * 1'000'000;  // microseconds
    const std::string_view provider = doc.text(copytaster::Field::kProvider);
    const std::string key = "hour/" + std::string(provider.substr(0, 400));

    Count count{doc.receivedAt() / kHour, 0};
    std::string_view stored;
    if (store.get(key, stored) && stored.size() == sizeof count) {
      Count before;
      std::memcpy(&before, stored.data(), sizeof before);
      if (before.hour == count.hour) count = before;
    }
    ++count.articles;
    store.put(key, {reinterpret_cast<const char*>(&count), sizeof count});
    if (count.articles > limit_) {
      notes.hold("the provider sent more than " + std::to_string(limit_) + " articles in an hour");
    }
  }

 private:
  struct Count {
    std::int64_t hour, articles;
  };
  std::int64_t limit_;
};

COPYTASTER_EXPORT constexpr auto copytaster_plugin = copytaster::plugin<Flood>("flood", "1.0.0");
