// The log: one line an event, to standard error (journald keeps it). Handed in by constructor;
// never holds the text of an article (embargoed copy). Lines that come faster than a person reads
// are counted instead.
#pragma once

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <atomic>
#include <memory>
#include <string_view>

namespace copytaster {

class Log {
 public:
  // Writes to standard error. `level`: "debug", "info", "warning", "error".
  explicit Log(std::string_view level = "info");
  explicit Log(std::shared_ptr<spdlog::logger> logger);

  template <class... Args>
  void debug(fmt::format_string<Args...> text, Args&&... args) {
    logger_->debug(text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void info(fmt::format_string<Args...> text, Args&&... args) {
    logger_->info(text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void warning(fmt::format_string<Args...> text, Args&&... args) {
    write(spdlog::level::warn, fmt::format(text, std::forward<Args>(args)...));
  }
  template <class... Args>
  void error(fmt::format_string<Args...> text, Args&&... args) {
    write(spdlog::level::err, fmt::format(text, std::forward<Args>(args)...));
  }

 private:
  static constexpr std::uint32_t kLinesASecondMax = 20;
  void write(spdlog::level::level_enum level, const std::string& line);  // bounded a second

  std::shared_ptr<spdlog::logger> logger_;
  std::atomic<std::int64_t> second_{0};
  std::atomic<std::uint32_t> lines_{0}, left_out_{0};
};

}  // namespace copytaster
