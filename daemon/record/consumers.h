// Durable consumers: readers with a name, whose position the journal keeps, so that they go on
// where they were after any restart, theirs or ours.
//
// The replay thread hears acknowledgements, the settle thread writes them with its next group
// (there is one writer). What a consumer has not acknowledged is kept past keep_days, up to
// keep_bytes.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/record/group.h"
#include "daemon/record/reader.h"

namespace copytaster {

inline constexpr std::size_t kConsumersMax = 64;
inline constexpr std::size_t kConsumerNameBytesMax = 64;

struct Consumer {
  std::string name;
  std::uint64_t acknowledged = 0;  // all up to here is done with
};

class Consumers {
 public:
  explicit Consumers(const Reader& reader);  // [setup]

  // Makes it where there is none; a position only goes up. False: not a name (letters, digits, -
  // and
  // _), or kConsumersMax are there. [any]
  bool acknowledge(std::string_view name, std::uint64_t sequence);
  [[nodiscard]] std::optional<std::uint64_t> position(std::string_view name) const;  // [any]
  [[nodiscard]] std::vector<Consumer> all() const;                                   // [any]
  [[nodiscard]] std::optional<std::uint64_t> slowest() const;                        // [any]

  // Whether there is something to write. [settle]
  [[nodiscard]] bool changed() const;
  // Puts what changed into the group; committed() says that it was. [settle]
  [[nodiscard]] RecordStatus record(Group& group);
  void committed();

 private:
  struct Position {
    std::uint64_t acknowledged = 0;
    std::uint64_t recorded = UINT64_MAX;  // on disk; UINT64_MAX: never
    std::uint64_t recording = UINT64_MAX;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Position, std::less<>> positions_;
};

}  // namespace copytaster
