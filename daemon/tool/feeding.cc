// The other side of a feed: see feeding.h.
#include "daemon/tool/feeding.h"

#include <fmt/format.h>

#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "copytaster/v1/wire.pb.h"
#include "daemon/wire/socket.h"

namespace copytaster {
namespace {

constexpr int kQueueFrames = 1'000;
constexpr std::uint64_t kWindow = 256;  // posts under way
constexpr char kSubscribes = 1;         // first byte of what an XPUB is told

zmq::socket_type typeOf(FeedingKind kind) {
  switch (kind) {
    case FeedingKind::kPublish:
      return zmq::socket_type::xpub;
    case FeedingKind::kPush:
      return zmq::socket_type::push;
    case FeedingKind::kPost:
      return zmq::socket_type::dealer;
  }
  return zmq::socket_type::xpub;
}

bool waitFor(zmq::socket_t& socket, short what, std::chrono::milliseconds patience) {
  zmq::pollitem_t item{socket.handle(), 0, what, 0};
  return zmq::poll(&item, 1, patience) > 0;
}

}  // namespace

struct Feeding::Line {
  zmq::context_t context{1};
  zmq::socket_t socket;
  std::string address;
};

Feeding::Feeding(const FeedingOptions& options)
    : options_(options), line_(std::make_unique<Line>()) {}

Feeding::~Feeding() = default;

const std::string& Feeding::address() const {
  return line_->address;
}

Result<std::unique_ptr<Feeding>> Feeding::open(const FeedingOptions& options) {
  std::unique_ptr<Feeding> feeding(new Feeding(options));
  try {
    zmq::socket_t& socket = feeding->line_->socket;
    socket = zmq::socket_t(feeding->line_->context, typeOf(options.kind));
    socket.set(zmq::sockopt::linger, static_cast<int>(options.patience.count()));
    socket.set(zmq::sockopt::sndhwm, kQueueFrames);
    if (options.kind == FeedingKind::kPublish) socket.set(zmq::sockopt::xpub_nodrop, true);
    setKeys(socket, options.keys);
    if (options.bind) {
      socket.bind(options.endpoint);
    } else {
      socket.connect(options.endpoint);
    }
    feeding->line_->address =
        options.bind ? socket.get(zmq::sockopt::last_endpoint) : options.endpoint;
  } catch (const zmq::error_t& error) {
    return refuse(error.num() == EADDRINUSE ? ErrorCode::kBusy : ErrorCode::kInvalid,
                  fmt::format("{}: {}", options.endpoint, error.what()));
  }
  return feeding;
}

Result<void> Feeding::awaitPeer() {
  const bool publishes = options_.kind == FeedingKind::kPublish;
  const auto until = std::chrono::steady_clock::now() + options_.patience;
  while (std::chrono::steady_clock::now() < until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (!waitFor(line_->socket, publishes ? ZMQ_POLLIN : ZMQ_POLLOUT, left)) break;
    if (!publishes) return {};
    zmq::message_t told;
    if (line_->socket.recv(told, zmq::recv_flags::dontwait) && told.size() > 0 &&
        *told.data<char>() == kSubscribes)
      return {};
  }
  return refuse(
      ErrorCode::kNotFound,
      fmt::format("nobody {} {} within {} s; is the daemon running, and is that its feed?",
                  publishes ? "subscribes at" : "listens at", line_->address,
                  options_.patience.count() / 1000));
}

Result<void> Feeding::send(std::string_view article) {
  if (options_.kind == FeedingKind::kPost) {
    if (auto room = awaitReceipts(kWindow - 1); !room) return room;
  }
  if (!waitFor(line_->socket, ZMQ_POLLOUT, options_.patience))
    return refuse(ErrorCode::kFull, "the daemon took nothing for too long");
  std::vector<zmq::const_buffer> frames;
  if (options_.kind == FeedingKind::kPost) frames.push_back(zmq::buffer("", 0));
  if (!options_.topic.empty()) frames.push_back(zmq::buffer(options_.topic));
  frames.push_back(zmq::buffer(article));
  // What a subscriber tells meanwhile must be read: libzmq keeps it for ever.
  zmq::message_t told;
  while (options_.kind == FeedingKind::kPublish &&
         line_->socket.recv(told, zmq::recv_flags::dontwait)) {
  }
  if (!zmq::send_multipart(line_->socket, frames))
    return refuse(ErrorCode::kFull, "the daemon took nothing for too long");
  ++counts_.sent;
  return {};
}

Result<void> Feeding::finish() {
  if (options_.kind != FeedingKind::kPost) return {};
  return awaitReceipts(0);
}

Result<void> Feeding::awaitReceipts(std::uint64_t outstanding_max) {
  const auto outstanding = [&] {
    return counts_.sent - counts_.accepted - counts_.repeated - counts_.rejected;
  };
  while (true) {
    const bool must_wait = outstanding() > outstanding_max;
    const auto patience = must_wait ? options_.patience : std::chrono::milliseconds(0);
    if (!waitFor(line_->socket, ZMQ_POLLIN, patience)) {
      if (!must_wait) return {};
      return refuse(ErrorCode::kFull, fmt::format("no receipt for {} articles", outstanding()));
    }
    std::vector<zmq::message_t> frames;
    if (!zmq::recv_multipart(line_->socket, std::back_inserter(frames))) continue;
    v1::Receipt receipt;
    if (!receipt.ParseFromArray(frames.back().data(), static_cast<int>(frames.back().size())))
      return refuse(ErrorCode::kCorrupt, "an answer that is no Receipt");
    if (receipt.status() == v1::Receipt::ACCEPTED) {
      ++counts_.accepted;
    } else if (receipt.status() == v1::Receipt::REPEATED) {
      ++counts_.repeated;
    } else {
      ++counts_.rejected;
      reason_ = receipt.reason();
    }
  }
}

}  // namespace copytaster
