// A peer that speaks TCP and makes its ZMTP by hand, as somebody would who means no good.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "daemon/base/check.h"

namespace copytaster::test {

class RawPeer {
 public:
  // "tcp://127.0.0.1:PORT"
  explicit RawPeer(const std::string& address) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    // Not a macro of the test framework: peers may be on threads of their own.
    check(::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0,
          "nobody listens where a test connects to");
  }
  ~RawPeer() { ::close(fd_); }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  // As far as the other side takes it.
  void say(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  // All that the other side says until it ends the connection.
  std::string hear() {
    std::string all;
    char bytes[16 * 1024];
    for (ssize_t size = 0; (size = ::recv(fd_, bytes, sizeof bytes, 0)) > 0;)
      all.append(bytes, static_cast<std::size_t>(size));
    return all;
  }
  // Whether the other side ends the connection within the time, whatever it says before.
  bool isCutOff(int patience_ms) {
    for (;;) {
      pollfd wait{fd_, POLLIN, 0};
      if (::poll(&wait, 1, patience_ms) <= 0) return false;
      char bytes[4096];
      if (::recv(fd_, bytes, sizeof bytes, 0) <= 0) return true;
    }
  }

 private:
  int fd_;
};

// ZMTP 3.0 (ZeroMQ RFC 23) without keys: the greeting, then who we are.
inline std::string greeting(std::string mechanism = "NULL") {
  mechanism.resize(20, '\0');
  return "\xff" + std::string(8, '\0') + "\x7f\x03" + std::string(1, '\0') + mechanism +
         std::string(32, '\0');
}
inline std::string command(const std::string& body) {
  return std::string("\x04") + static_cast<char>(body.size()) + body;
}
inline std::string ready(const std::string& socket_type) {
  return command(std::string("\x05READY\x0bSocket-Type") + std::string(3, '\0') +
                 static_cast<char>(socket_type.size()) + socket_type);
}
// The head of a frame that says it has so many bytes.
inline std::string longFrame(char flags, std::uint64_t bytes) {
  std::string head(1, static_cast<char>(flags | 2));
  for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(bytes >> shift & 255);
  return head;
}

}  // namespace copytaster::test
