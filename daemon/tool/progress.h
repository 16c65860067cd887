// A progress bar on standard error, drawn only where a person looks at it.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/base/clock.h"

namespace copytaster {

class Progress {
 public:
  // `verb`: "fed". `total`: bytes to come; 0: not known, and then only counts are shown.
  Progress(std::string verb, std::uint64_t total);
  // Ends the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Draws at most ten times a second.
  void show(std::uint64_t articles, std::uint64_t bytes);

 private:
  std::string verb_;
  std::uint64_t total_;
  bool visible_;
  bool drawn_ = false;
  Micros began_, last_ = 0;
};

}  // namespace copytaster
