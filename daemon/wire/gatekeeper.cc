// One REP socket at the address that libzmq knows, one thread, one question at a time. Anything
// that is not a well-formed CURVE question of a known door is answered with a refusal.
#include "daemon/wire/gatekeeper.h"

#include <sys/stat.h>

#include <array>
#include <map>
#include <thread>
#include <utility>
#include <zmq.hpp>

#include "daemon/wire/event.h"
#include "daemon/wire/keys.h"
#include "daemon/wire/socket.h"

namespace copytaster {
namespace {

constexpr const char* kAddress = "inproc://zeromq.zap.01";
constexpr std::size_t kKeyBytes = 32;

// What tells that a file is another than before.
struct FileMark {
  ino_t inode = 0;
  off_t size = 0;
  timespec changed{};

  explicit FileMark(const std::string& path) {
    struct stat file {};
    if (path.empty() || stat(path.c_str(), &file) != 0) return;
    inode = file.st_ino;
    size = file.st_size;
    changed = file.st_mtim;
  }
  bool operator==(const FileMark& other) const {
    return inode == other.inode && size == other.size && changed.tv_sec == other.changed.tv_sec &&
           changed.tv_nsec == other.changed.tv_nsec;
  }
};

struct GuardedDoor {
  std::string clients_file;
  FileMark mark;
  std::map<std::string, std::string> clients;
  Counter& refused;
};

class ZapGatekeeper final : public Gatekeeper {
 public:
  ZapGatekeeper(WireContext& context, Log& log)
      : socket_(context.zmq().context, zmq::socket_type::rep), log_(log) {
    socket_.set(zmq::sockopt::linger, 0);
  }

  ~ZapGatekeeper() override {
    if (!thread_.joinable()) return;
    stop_.ring();
    thread_.join();
  }

  Result<void> start(const std::vector<Door>& doors, Counters& counters) {
    for (const Door& door : doors) {
      GuardedDoor guarded{
          door.clients_file,
          FileMark(door.clients_file),
          {},
          counters.total("refused_clients", {{"socket", door.domain}}, "connections",
                         "Connections that the allow-list refused.")};
      if (!door.clients_file.empty()) {
        auto clients = readClients(door.clients_file);
        if (!clients) return tl::make_unexpected(clients.error());
        guarded.clients = std::move(*clients);
      }
      doors_.emplace(door.domain, std::move(guarded));
    }
    try {
      socket_.bind(kAddress);
    } catch (const zmq::error_t& error) {
      return refuse(ErrorCode::kBusy, std::string("cannot guard the sockets: ") + error.what());
    }
    thread_ = std::thread([this] { serve(); });
    return {};
  }

 private:
  void serve() {
    std::array<zmq::pollitem_t, 2> waits = {
        zmq::pollitem_t{socket_.handle(), 0, ZMQ_POLLIN, 0},
        zmq::pollitem_t{nullptr, stop_.descriptor(), ZMQ_POLLIN, 0}};
    std::vector<zmq::message_t> question;
    while (true) {
      zmq::poll(waits.data(), waits.size(), std::chrono::milliseconds(-1));
      if (waits[1].revents != 0) return;
      if (receive(socket_, question)) answer(question);
    }
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
    const auto door = doors_.find(textOf(question[2]));
    if (door == doors_.end()) return {};
    if (door->second.clients_file.empty()) return key.data();
    readAgain(door->second);
    const auto client = door->second.clients.find(key.data());
    if (client != door->second.clients.end()) return client->second;
    door->second.refused.add();
    log_.warning("{}: key {} from {} is not on the list {}", door->first, key.data(),
                 textOf(question[3]), door->second.clients_file);
    return {};
  }

  void readAgain(GuardedDoor& door) {
    const FileMark mark(door.clients_file);
    if (mark == door.mark) return;
    door.mark = mark;
    if (auto clients = readClients(door.clients_file)) {
      door.clients = std::move(*clients);
      log_.info("{}: read again, {} keys", door.clients_file, door.clients.size());
    } else {
      log_.error("{}; the last good list stands", clients.error().what);
    }
  }

  zmq::socket_t socket_;
  Log& log_;
  std::map<std::string, GuardedDoor, std::less<>> doors_;
  Event stop_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Gatekeeper>> Gatekeeper::open(WireContext& context, std::vector<Door> doors,
                                                     Counters& counters, Log& log) {
  auto gatekeeper = std::make_unique<ZapGatekeeper>(context, log);
  if (auto started = gatekeeper->start(doors, counters); !started)
    return tl::make_unexpected(started.error());
  return gatekeeper;
}

}  // namespace copytaster
