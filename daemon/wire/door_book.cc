// The words of a reason are its label in the metrics and its name in the log.
#include "daemon/wire/door_book.h"

namespace copytaster {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"unknown_key", "wrong_role", "handshake"};

}  // namespace

DoorBook::DoorBook(const std::string& socket, Counters& counters, Log& log)
    : socket_(socket),
      log_(log),
      open_(counters.level("open_connections", {{"socket", socket}}, "connections",
                           "Connections that are open.")),
      ended_(counters.total("ended_connections", {{"socket", socket}}, "connections",
                            "Connections that ended: the peer left or fell silent, or was cut off "
                            "for a frame over the bound or one that is no ZMTP.")) {
  for (std::size_t i = 0; i < reasons_.size(); ++i) {
    reasons_[i].count = &counters.total(
        "refused_connections", {{"socket", socket}, {"reason", std::string(kNames[i])}},
        "connections", "Connections that were refused before anything was taken from them.");
  }
}

void DoorBook::turnAway(TurnedAway why, std::string_view who, Micros now) {
  const auto index = static_cast<std::size_t>(why);
  Reason& reason = reasons_[index];
  reason.count->add();
  if (reason.logged_at != 0 && now - reason.logged_at < kLogEveryMicros) return;
  const std::int64_t since = reason.count->value() - reason.logged_count;
  reason.logged_at = now;
  reason.logged_count += since;
  log_.warning("{}: {} refused ({}), the last: {}", socket_, since, kNames[index], who);
}

void DoorBook::opened() {
  open_.add();
}

void DoorBook::ended() {
  open_.add(-1);
  ended_.add();
}

}  // namespace copytaster
