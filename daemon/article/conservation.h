// Conservation: received = published + rejected + repeated + in flight, of each feed, at every
// look.
//
// The parties count for themselves - the intake what it takes from sockets, the publisher what
// becomes of it, the belt what lies on it - and this compares. A difference is a mistake of ours: a
// frame that went a way nobody knows of. It is an alarm, and the wire goes on.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/article/belt.h"
#include "daemon/base/counters.h"
#include "daemon/base/log.h"

namespace copytaster {

class Conservation {
 public:
  // [setup] Makes the counters of these feeds.
  Conservation(const std::vector<std::string>& feeds, const Belt& belt, Counters& counters,
               Log& log);

  // Brings the counters to this moment, all to the same, and compares; a difference is logged when
  // it is first seen. To be called by the Counters (Counters::beforeEach), one at a time.
  void look();
  // [any] What does not add up, for people; empty: all does, as of the last look.
  [[nodiscard]] std::string complaint() const;

 private:
  struct Tallies {
    Counter &received, &published, &rejected, &repeated, &in_flight, &unaccounted;
  };

  const Belt& belt_;
  Log& log_;
  std::map<std::string, Tallies> tallies_;
  mutable std::mutex mutex_;  // of complaint_
  std::string complaint_;
};

}  // namespace copytaster
