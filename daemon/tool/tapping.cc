// A subscriber: see tapping.h.
#include "daemon/tool/tapping.h"

#include <fmt/format.h>

#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "daemon/wire/socket.h"

namespace copytaster {
namespace {

constexpr std::string_view kBeat = "~beat";
constexpr int kQueueFrames = 100'000;  // a terminal is slower than a wire

}  // namespace

struct Tapping::Line {
  zmq::context_t context{1};
  zmq::socket_t socket{context, zmq::socket_type::sub};
  std::vector<zmq::message_t> frames;
};

Tapping::Tapping() : line_(std::make_unique<Line>()) {}
Tapping::~Tapping() = default;

Result<std::unique_ptr<Tapping>> Tapping::open(const TappingOptions& options) {
  std::unique_ptr<Tapping> tapping(new Tapping);
  try {
    zmq::socket_t& socket = tapping->line_->socket;
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvhwm, kQueueFrames);
    for (const std::string& topic : options.topics) socket.set(zmq::sockopt::subscribe, topic);
    socket.set(zmq::sockopt::subscribe, options.topics.empty() ? std::string_view{} : kBeat);
    setKeys(socket, options.keys);
    socket.connect(options.endpoint);
  } catch (const zmq::error_t& error) {
    return refuse(ErrorCode::kInvalid, fmt::format("{}: {}", options.endpoint, error.what()));
  }
  return tapping;
}

bool Tapping::next(Message& out, std::chrono::milliseconds patience) {
  auto& [context, socket, frames] = *line_;
  frames.clear();
  try {
    zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
    if (zmq::poll(&item, 1, patience) == 0) return false;
    if (!zmq::recv_multipart(socket, std::back_inserter(frames), zmq::recv_flags::dontwait))
      return false;
  } catch (const zmq::error_t&) {
    return false;  // a signal
  }
  out.topic = textOf(frames.front());
  out.bytes = textOf(frames.back());
  out.sort = out.topic == kBeat           ? Sort::kBeat
             : out.topic.starts_with('~') ? Sort::kOther
             : frames.size() > 1          ? Sort::kArticle
                                          : Sort::kOther;
  return true;
}

std::uint64_t Gaps::see(std::uint64_t epoch, std::uint64_t sequence) {
  const bool follows = epoch == epoch_ && last_ != 0 && sequence > last_;
  const std::uint64_t missed = follows ? sequence - last_ - 1 : 0;
  epoch_ = epoch;
  last_ = sequence;
  return missed;
}

}  // namespace copytaster
