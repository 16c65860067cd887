// The options and their reasons are the anchors of a hard trade: each one here is a thread of
// libzmq's tracker where its default lost somebody's messages, memory or shutdown.
#include "daemon/wire/socket.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

namespace copytaster {
namespace {

constexpr int kHeartbeatMs = 5'000;  // a dead peer is seen within kHeartbeatTimeoutMs
constexpr int kHeartbeatTimeoutMs = 15'000;
constexpr int kHandshakeMs = 10'000;  // a slow-loris holds a connection no longer
constexpr int kReconnectMs = 100;
constexpr int kReconnectMsMax = 5'000;
constexpr int kBookedEvents = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED |
                              ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                              ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
constexpr std::size_t kFramesMax = 64;  // of a message that are kept; more are read and forgotten

Error errorOf(const zmq::error_t& error, std::string_view verb, const std::string& address) {
  ErrorCode code = ErrorCode::kSystem;
  if (error.num() == EADDRINUSE) code = ErrorCode::kBusy;
  if (error.num() == EACCES) code = ErrorCode::kRefused;
  if (error.num() == EINVAL || error.num() == EPROTONOSUPPORT) code = ErrorCode::kInvalid;
  if (error.num() == EADDRNOTAVAIL || error.num() == ENODEV) code = ErrorCode::kNotFound;
  return {code, fmt::format("cannot {} {}: {}", verb, address, error.what())};
}

// Only where it is asked for: with it libzmq tells an IPv4 address in its IPv6 form.
void allowIpv6(zmq::socket_t& socket, const std::string& address) {
  if (address.find('[') != std::string::npos) socket.set(zmq::sockopt::ipv6, true);
}

}  // namespace

WireContext::WireContext() : zmq_(std::make_unique<Zmq>()) {
  // Protobuf writes a line for every message that does not parse: strangers would fill our log.
  google::protobuf::SetLogHandler(nullptr);
}
WireContext::~WireContext() = default;

bool isLocal(std::string_view address) {
  if (address.starts_with("ipc://") || address.starts_with("inproc://")) return true;
  if (!address.starts_with("tcp://")) return false;
  address.remove_prefix(6);
  const std::string_view host = address.substr(0, address.rfind(':'));
  return host.starts_with("127.") || host == "localhost" || host == "[::1]" || host == "lo";
}

Result<void> checkBind(std::string_view address, const CurveKeys& curve, bool insecure) {
  if (isLocal(address) || !curve.secret.empty() || insecure) return {};
  return refuse(ErrorCode::kRefused,
                fmt::format("will not bind {}: others could reach it without a key; set `curve`, "
                            "bind a loopback address, or say `insecure = true`",
                            address));
}

Socket::Socket(WireContext& context, zmq::socket_type type, const SocketOptions& options)
    : socket_(context.zmq().context, type) {
  socket_.set(zmq::sockopt::rcvhwm, options.receive_frames_max);
  socket_.set(zmq::sockopt::sndhwm, options.send_frames_max);
  socket_.set(zmq::sockopt::maxmsgsize, options.frame_bytes_max);
  socket_.set(zmq::sockopt::linger, options.linger_ms);
  socket_.set(zmq::sockopt::heartbeat_ivl, kHeartbeatMs);
  socket_.set(zmq::sockopt::heartbeat_timeout, kHeartbeatTimeoutMs);
  socket_.set(zmq::sockopt::heartbeat_ttl, kHeartbeatTimeoutMs);
  socket_.set(zmq::sockopt::handshake_ivl, kHandshakeMs);
  socket_.set(zmq::sockopt::reconnect_ivl, kReconnectMs);
  socket_.set(zmq::sockopt::reconnect_ivl_max, kReconnectMsMax);
  socket_.set(zmq::sockopt::tcp_keepalive, 1);
  socket_.set(zmq::sockopt::tcp_keepalive_idle, 30);
  socket_.set(zmq::sockopt::tcp_keepalive_intvl, 10);
  socket_.set(zmq::sockopt::tcp_keepalive_cnt, 3);
  if (context.zmq().watched.contains(options.door)) {
    // Only where the gatekeeper listens: without a reader the I/O thread would wait for one.
    zmq_socket_monitor(socket_.handle(), bookAddress(options.door).c_str(), kBookedEvents);
  }
  setKeys(socket_, options.curve);
  const bool serves = !options.curve.secret.empty() && options.curve.server_key.empty();
  if (serves && !options.door.empty()) socket_.set(zmq::sockopt::zap_domain, options.door);
}

void setKeys(zmq::socket_t& socket, const CurveKeys& keys) {
  if (keys.secret.empty()) return;
  socket.set(zmq::sockopt::curve_secretkey, keys.secret);
  if (keys.server_key.empty()) {
    socket.set(zmq::sockopt::curve_server, true);
  } else {
    socket.set(zmq::sockopt::curve_publickey, keys.public_key);
    socket.set(zmq::sockopt::curve_serverkey, keys.server_key);
  }
}

Result<std::string> Socket::bind(const std::string& address) {
  try {
    allowIpv6(socket_, address);
    socket_.bind(address);
    return socket_.get(zmq::sockopt::last_endpoint);
  } catch (const zmq::error_t& error) {
    return tl::make_unexpected(errorOf(error, "bind", address));
  }
}

Result<void> Socket::connect(const std::string& address) {
  try {
    allowIpv6(socket_, address);
    socket_.connect(address);
    return {};
  } catch (const zmq::error_t& error) {
    return tl::make_unexpected(errorOf(error, "connect to", address));
  }
}

std::string bookAddress(const std::string& door) {
  return "inproc://door/" + door;
}

bool receive(zmq::socket_t& socket, std::vector<zmq::message_t>& frames) {
  frames.clear();
  for (;;) {
    zmq::message_t frame;
    if (!socket.recv(frame, zmq::recv_flags::dontwait)) return !frames.empty();
    const bool more = frame.more();
    // The last one counts (it is the article), so what is too many goes from before it.
    if (frames.size() == kFramesMax) frames.pop_back();
    frames.push_back(std::move(frame));
    if (!more) return true;
  }
}

}  // namespace copytaster
