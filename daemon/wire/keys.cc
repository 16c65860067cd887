// A secret that others on the machine can read is none: such a file is refused, not warned about.
#include "daemon/wire/keys.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zmq.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

namespace copytaster {
namespace {

constexpr std::size_t kKeyChars = 40;
constexpr std::size_t kKeyBytes = 32;

}  // namespace

bool isKey(const std::string& text) {
  std::array<std::uint8_t, kKeyBytes> bytes{};
  return text.size() == kKeyChars && zmq_z85_decode(bytes.data(), text.c_str()) != nullptr;
}

Result<std::vector<KeyLine>> readKeyLines(const std::string& path) {
  std::ifstream file(path);
  if (!file) return refuse(ErrorCode::kNotFound, fmt::format("cannot read the key file {}", path));
  std::vector<KeyLine> lines;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    std::istringstream words(text);
    KeyLine line{number, {std::istream_iterator<std::string>(words), {}}};
    if (line.words.empty()) continue;
    // Z85 has a # among its letters, but as its last: five letters that begin so are over 32 bits,
    // and no key does.
    if (line.words.front().front() != '#') lines.push_back(std::move(line));
  }
  return lines;
}

Result<CurveKeys> readKeys(const std::string& secret_file, const std::string& server_key) {
  struct stat file {};
  if (stat(secret_file.c_str(), &file) == 0 && (file.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    return refuse(
        ErrorCode::kRefused,
        fmt::format("the secret key {} can be read by others: chmod 600 it", secret_file));
  }
  const auto lines = readKeyLines(secret_file);
  if (!lines) return tl::make_unexpected(lines.error());
  if (lines->size() != 1 || !isKey(lines->front().words.front())) {
    return refuse(ErrorCode::kInvalid,
                  fmt::format("{} does not hold one secret key of {} characters (Z85)", secret_file,
                              kKeyChars));
  }
  if (!server_key.empty() && !isKey(server_key))
    return refuse(ErrorCode::kInvalid,
                  fmt::format("server_key `{}` is no public key (Z85)", server_key));
  CurveKeys keys;
  keys.secret = lines->front().words.front();
  keys.server_key = server_key;
  std::array<char, kKeyChars + 1> public_key{};
  if (zmq_curve_public(public_key.data(), keys.secret.c_str()) != 0)
    return refuse(ErrorCode::kSystem, "this libzmq has no CURVE");
  keys.public_key = public_key.data();
  return keys;
}

KeyPair makeKeys() {
  std::array<char, kKeyChars + 1> public_key{};
  std::array<char, kKeyChars + 1> secret{};
  zmq_curve_keypair(public_key.data(), secret.data());
  return {secret.data(), public_key.data()};
}

}  // namespace copytaster
