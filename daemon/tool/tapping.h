// A subscriber of the daemon's wire, as `copytaster tap` and the demo need one: live articles in
// order, a word when the subscription stands, and the gaps.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/wire/endpoints.h"

namespace copytaster {

struct TappingOptions {
  std::string endpoint;
  std::vector<std::string> topics;  // prefixes; none: all articles
  CurveKeys keys;
};

class Tapping {
 public:
  enum class Sort : std::uint8_t { kArticle, kBeat, kOther };
  struct Message {
    Sort sort = Sort::kOther;
    std::string_view topic, bytes;  // until the next call
  };

  // kInvalid: not an endpoint. [setup]
  static Result<std::unique_ptr<Tapping>> open(const TappingOptions& options);
  ~Tapping();

  // Waits for a message; false: none within the time, or a signal came. The first beat says that
  // the daemon knows of the subscription.
  bool next(Message& out, std::chrono::milliseconds patience);

 private:
  struct Line;
  Tapping();
  std::unique_ptr<Line> line_;
};

// Counts what a subscriber missed, from the sequences that it sees. Only for one that takes every
// topic: any other has holes by choice.
class Gaps {
 public:
  // Answers how many articles before this one did not come.
  std::uint64_t see(std::uint64_t epoch, std::uint64_t sequence);

 private:
  std::uint64_t epoch_ = 0, last_ = 0;
};

}  // namespace copytaster
