// Each frame stands with one byte for its size: identities are at most 255 bytes, and no frame
// before the content has a reason to be longer.
#include "daemon/wire/envelope.h"

#include "daemon/wire/socket.h"

namespace copytaster {

std::string envelopeOf(const std::vector<zmq::message_t>& frames) {
  std::string out;
  for (std::size_t i = 0; i + 1 < frames.size(); ++i) {
    const auto frame = textOf(frames[i]);
    if (frame.size() > 255) break;
    out.push_back(static_cast<char>(frame.size()));
    out.append(frame);
    if (frame.empty()) break;
  }
  return out;
}

Sent sendBack(zmq::socket_t& socket, std::string_view envelope,
              std::initializer_list<std::string_view> frames) {
  try {
    while (!envelope.empty()) {
      const auto size = static_cast<unsigned char>(envelope.front());
      zmq::message_t frame(envelope.data() + 1, size);
      const auto flags = zmq::send_flags::sndmore | zmq::send_flags::dontwait;
      // The first frame decides: a peer that takes it takes the whole message.
      if (!socket.send(frame, flags)) return Sent::kFull;
      envelope.remove_prefix(1U + size);
    }
    std::size_t left = frames.size();
    for (const auto text : frames) {
      zmq::message_t frame(text.data(), text.size());
      const auto more = --left != 0 ? zmq::send_flags::sndmore : zmq::send_flags::none;
      if (!socket.send(frame, more | zmq::send_flags::dontwait)) return Sent::kFull;
    }
    return Sent::kSent;
  } catch (const zmq::error_t& error) {
    if (error.num() == EAGAIN) return Sent::kFull;
    return Sent::kGone;  // EHOSTUNREACH
  }
}

}  // namespace copytaster
