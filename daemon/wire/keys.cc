// A secret that others on the machine can read is none: such a file is refused, not warned about.
#include "daemon/wire/keys.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace copytaster {
namespace {

constexpr std::size_t kKeyChars = 40;
constexpr std::size_t kKeyBytes = 32;

bool isKey(const std::string& text) {
  std::array<std::uint8_t, kKeyBytes> bytes{};
  return text.size() == kKeyChars && zmq_z85_decode(bytes.data(), text.c_str()) != nullptr;
}

// Words of the lines that are not comments: the first two of each, with the line's number.
struct Line {
  int number = 0;
  std::string key, name;
};

Result<std::vector<Line>> readLines(const std::string& path) {
  std::ifstream file(path);
  if (!file) return refuse(ErrorCode::kNotFound, fmt::format("cannot read the key file {}", path));
  std::vector<Line> lines;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    Line line{number, {}, {}};
    std::istringstream words(text);
    // Z85 has a # among its letters: only one that begins a line begins a comment.
    if (words >> line.key && line.key.front() != '#') {
      words >> line.name;
      lines.push_back(line);
    } else if (line.key.size() == kKeyChars && isKey(line.key)) {
      lines.push_back(line);
    }
  }
  return lines;
}

}  // namespace

Result<CurveKeys> readKeys(const std::string& secret_file, const std::string& server_key) {
  struct stat file {};
  if (stat(secret_file.c_str(), &file) == 0 && (file.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    return refuse(
        ErrorCode::kRefused,
        fmt::format("the secret key {} can be read by others: chmod 600 it", secret_file));
  }
  const auto lines = readLines(secret_file);
  if (!lines) return tl::make_unexpected(lines.error());
  if (lines->size() != 1 || !isKey(lines->front().key)) {
    return refuse(ErrorCode::kInvalid,
                  fmt::format("{} does not hold one secret key of {} characters (Z85)", secret_file,
                              kKeyChars));
  }
  if (!server_key.empty() && !isKey(server_key))
    return refuse(ErrorCode::kInvalid,
                  fmt::format("server_key `{}` is no public key (Z85)", server_key));
  CurveKeys keys;
  keys.secret = lines->front().key;
  keys.server_key = server_key;
  std::array<char, kKeyChars + 1> public_key{};
  if (zmq_curve_public(public_key.data(), keys.secret.c_str()) != 0)
    return refuse(ErrorCode::kSystem, "this libzmq has no CURVE");
  keys.public_key = public_key.data();
  return keys;
}

Result<std::map<std::string, std::string>> readClients(const std::string& clients_file) {
  const auto lines = readLines(clients_file);
  if (!lines) return tl::make_unexpected(lines.error());
  std::map<std::string, std::string> clients;
  for (const Line& line : *lines) {
    if (!isKey(line.key)) {
      return refuse(ErrorCode::kInvalid,
                    fmt::format("{}:{}: wanted a public key of {} characters (Z85) and a name",
                                clients_file, line.number, kKeyChars));
    }
    clients[line.key] = line.name.empty() ? fmt::format("line {}", line.number) : line.name;
  }
  return clients;
}

KeyPair makeKeys() {
  std::array<char, kKeyChars + 1> public_key{};
  std::array<char, kKeyChars + 1> secret{};
  zmq_curve_keypair(public_key.data(), secret.data());
  return {secret.data(), public_key.data()};
}

}  // namespace copytaster
