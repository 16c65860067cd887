// A wake-up that can be polled beside sockets: an eventfd. Rung from any thread or signal handler.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "daemon/base/check.h"

namespace copytaster {

class Event {
 public:
  Event() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    check(fd_ >= 0, "eventfd: no descriptors left");
  }
  ~Event() { ::close(fd_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void ring() {  // a full counter is rung already
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof one);
  }
  void silence() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto had = ::read(fd_, &count, sizeof count);
  }
  [[nodiscard]] int descriptor() const { return fd_; }

 private:
  int fd_;
};

}  // namespace copytaster
