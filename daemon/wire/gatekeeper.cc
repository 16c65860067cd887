// One REP socket at the address that libzmq knows and one PAIR a door, on one thread. Anything that
// is not a well-formed CURVE question of a known door is answered with a refusal.
#include "daemon/wire/gatekeeper.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <zmq.hpp>

#include "daemon/base/clock.h"
#include "daemon/wire/door_book.h"
#include "daemon/wire/event.h"
#include "daemon/wire/socket.h"

namespace copytaster {
namespace {

constexpr const char* kAddress = "inproc://zeromq.zap.01";
constexpr std::size_t kKeyBytes = 32;

struct GuardedDoor {
  GuardedDoor(const Door& door, AllowList allowed, zmq::context_t& context, Counters& counters,
              Log& log)
      : role(door.role),
        list(std::move(allowed)),
        book(door.name, counters, log),
        events(context, zmq::socket_type::pair) {
    events.set(zmq::sockopt::linger, 0);
    events.set(zmq::sockopt::rcvhwm, 0);  // the I/O thread must never wait for us
    events.connect(bookAddress(door.name));
  }

  const Role role;
  AllowList list;
  DoorBook book;
  zmq::socket_t events;
};

class ZapGatekeeper final : public Gatekeeper {
 public:
  ZapGatekeeper(WireContext& context, Log& log)
      : context_(context), socket_(context.zmq().context, zmq::socket_type::rep), log_(log) {
    socket_.set(zmq::sockopt::linger, 0);
  }

  ~ZapGatekeeper() override {
    if (!thread_.joinable()) return;
    stop_.ring();
    thread_.join();
  }

  Result<void> start(const std::vector<Door>& doors, Counters& counters) {
    for (const Door& door : doors) {
      auto list = AllowList::open(door.clients_file);
      if (!list) return tl::make_unexpected(list.error());
      doors_.emplace(
          std::piecewise_construct, std::forward_as_tuple(door.name),
          std::forward_as_tuple(door, std::move(*list), context_.zmq().context, counters, log_));
    }
    try {
      socket_.bind(kAddress);
    } catch (const zmq::error_t& error) {
      return refuse(ErrorCode::kBusy, std::string("cannot guard the sockets: ") + error.what());
    }
    for (const Door& door : doors) context_.zmq().watched.insert(door.name);
    thread_ = std::thread([this] { serve(); });
    return {};
  }

  Result<std::size_t> reload() override {
    const std::lock_guard lock(lists_);
    std::size_t keys = 0;
    Result<void> first_wrong;
    for (auto& [name, door] : doors_) {
      auto read = door.list.readAgain();
      if (!read && first_wrong) first_wrong = read;
      keys += door.list.size();
    }
    if (!first_wrong) return tl::make_unexpected(first_wrong.error());
    return keys;
  }

 private:
  void serve() {
    std::vector<zmq::pollitem_t> waits = {{nullptr, stop_.descriptor(), ZMQ_POLLIN, 0},
                                          {socket_.handle(), 0, ZMQ_POLLIN, 0}};
    for (auto& [name, door] : doors_) waits.push_back({door.events.handle(), 0, ZMQ_POLLIN, 0});
    std::vector<zmq::message_t> frames;
    while (true) {
      zmq::poll(waits, std::chrono::milliseconds(-1));
      if (waits[0].revents != 0) return;
      if (receive(socket_, frames)) answer(frames);
      for (auto& [name, door] : doors_) {
        while (receive(door.events, frames)) book(door, frames);
      }
    }
  }

  // Frames: number of the event (16 bits) and value (32 bits), both as the machine has them; the
  // door's address.
  static void book(GuardedDoor& door, const std::vector<zmq::message_t>& frames) {
    if (frames.front().size() < sizeof(std::uint16_t) + sizeof(std::uint32_t)) return;
    std::uint16_t event = 0;
    std::uint32_t value = 0;
    std::memcpy(&event, frames.front().data(), sizeof event);
    std::memcpy(&value, frames.front().data<char>() + sizeof event, sizeof value);
    switch (event) {
      case ZMQ_EVENT_ACCEPTED:
      case ZMQ_EVENT_CONNECTED:
        return door.book.opened();
      case ZMQ_EVENT_DISCONNECTED:
        return door.book.ended();
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        return door.book.turnAway(TurnedAway::kHandshake, describe(value), steadyMicros());
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
        return door.book.turnAway(TurnedAway::kHandshake,
                                  "it left or fell silent before it had said who it is",
                                  steadyMicros());
      default:
        return;
    }
  }

  static std::string describe(std::uint32_t value) {
    if (value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH)
      return "it has no key where one is needed, or one where none is";
    if (value == ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC) return "its server key is another's";
    return fmt::format("it does not speak ZMTP as it should ({:#x})", value);
  }

  // Frames: version, request id, domain, address, routing id, mechanism, credentials.
  void answer(const std::vector<zmq::message_t>& question) {
    const bool is_curve = question.size() == 7 && textOf(question[0]) == "1.0" &&
                          textOf(question[5]) == "CURVE" && question[6].size() == kKeyBytes;
    const std::string name = is_curve ? nameOf(question) : std::string();
    const std::string_view id = question.size() > 1 ? textOf(question[1]) : std::string_view();
    const std::string_view code = name.empty() ? "400" : "200";
    const std::string_view why = name.empty() ? "not on the list" : "OK";
    const std::string_view frames[] = {"1.0", id, code, why, name, ""};
    for (std::size_t i = 0; i < std::size(frames); ++i) {
      const auto flags =
          i + 1 < std::size(frames) ? zmq::send_flags::sndmore : zmq::send_flags::none;
      socket_.send(zmq::buffer(frames[i]), flags);
    }
  }

  // Who comes in, or nobody.
  std::string nameOf(const std::vector<zmq::message_t>& question) {
    std::array<char, 41> key{};
    zmq_z85_encode(key.data(), question[6].data<std::uint8_t>(), kKeyBytes);
    const auto found = doors_.find(textOf(question[2]));
    if (found == doors_.end()) return {};
    GuardedDoor& door = found->second;
    const std::lock_guard lock(lists_);
    if (door.list.takesAny()) return key.data();
    if (auto read = door.list.refresh(); !read) {
      log_.error("{}; the last good list stands", read.error().what);
    } else if (*read) {
      log_.info("{}: read again, {} keys", door.list.path(), door.list.size());
    }
    const AllowList::Client* client = door.list.find(key.data());
    const std::string_view address = textOf(question[3]);
    if (client == nullptr) {
      door.book.turnAway(TurnedAway::kUnknownKey,
                         fmt::format("key {} from {}", key.data(), address), steadyMicros());
      return {};
    }
    if ((client->roles & door.role) != 0) return client->name;
    door.book.turnAway(TurnedAway::kWrongRole, fmt::format("{} from {}", client->name, address),
                       steadyMicros());
    return {};
  }

  WireContext& context_;
  zmq::socket_t socket_;
  Log& log_;
  std::map<std::string, GuardedDoor, std::less<>> doors_;
  std::mutex lists_;  // of doors_
  Event stop_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Gatekeeper>> Gatekeeper::open(WireContext& context,
                                                     const std::vector<Door>& doors,
                                                     Counters& counters, Log& log) {
  auto gatekeeper = std::make_unique<ZapGatekeeper>(context, log);
  if (auto started = gatekeeper->start(doors, counters); !started)
    return tl::make_unexpected(started.error());
  return gatekeeper;
}

}  // namespace copytaster
