// The rate bound counts warnings and errors of the running second; what was left out is said when
// the next one starts.
#include "daemon/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

#include "daemon/base/clock.h"

namespace copytaster {

Log::Log(std::string_view level)
    : Log(std::make_shared<spdlog::logger>(
          "copytaster", std::make_shared<spdlog::sinks::stderr_color_sink_mt>())) {
  logger_->set_level(spdlog::level::from_str(std::string(level)));
  logger_->set_pattern("%^%l%$: %v");
}

Log::Log(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

void Log::write(spdlog::level::level_enum level, const std::string& line) {
  const std::int64_t now = steadyMicros() / 1'000'000;
  if (second_.exchange(now) != now) {
    lines_ = 0;
    if (const std::uint32_t missed = left_out_.exchange(0))
      logger_->warn("{} lines left out", missed);
  }
  if (++lines_ > kLinesASecondMax) {
    ++left_out_;
    return;
  }
  logger_->log(level, line);
}

}  // namespace copytaster
