// A list is a few hundred lines at most and is read on the gatekeeper's thread, between handshakes.
#include "daemon/wire/allow_list.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/wire/keys.h"

namespace copytaster {
namespace {

constexpr std::uint8_t kEveryRole = kPublishRole | kSubscribeRole | kReplayRole;

// 0: no role of that name.
std::uint8_t roleNamed(const std::string& word) {
  if (word == "publish") return kPublishRole;
  if (word == "subscribe") return kSubscribeRole;
  return word == "replay" ? kReplayRole : 0;
}

Result<std::map<std::string, AllowList::Client>> readClients(const std::string& path) {
  const auto lines = readKeyLines(path);
  if (!lines) return tl::make_unexpected(lines.error());
  std::map<std::string, AllowList::Client> clients;
  for (const KeyLine& line : *lines) {
    const std::string& key = line.words.front();
    if (!isKey(key)) {
      return refuse(ErrorCode::kInvalid,
                    fmt::format("{}:{}: wanted a public key of 40 characters (Z85), a name and "
                                "roles",
                                path, line.number));
    }
    AllowList::Client client;
    client.name = line.words.size() > 1 ? line.words[1] : fmt::format("line {}", line.number);
    for (std::size_t i = 2; i < line.words.size(); ++i) {
      const std::uint8_t role = roleNamed(line.words[i]);
      if (role == 0) {
        return refuse(ErrorCode::kInvalid,
                      fmt::format("{}:{}: `{}` is no role: publish, subscribe or replay", path,
                                  line.number, line.words[i]));
      }
      client.roles |= role;
    }
    if (client.roles == 0) client.roles = kEveryRole;
    if (!clients.emplace(key, client).second) {
      return refuse(ErrorCode::kInvalid,
                    fmt::format("{}:{}: this key stands further up already", path, line.number));
    }
  }
  return clients;
}

}  // namespace

Result<AllowList> AllowList::open(std::string path) {
  AllowList list;
  list.path_ = std::move(path);
  if (list.path_.empty()) return list;
  if (auto read = list.readAgain(); !read) return tl::make_unexpected(read.error());
  return list;
}

Result<bool> AllowList::refresh() {
  if (takesAny() || mark() == read_at_) return false;
  if (auto read = readAgain(); !read) return tl::make_unexpected(read.error());
  return true;
}

Result<void> AllowList::readAgain() {
  if (takesAny()) return {};
  read_at_ = mark();  // before reading: a change in between is seen the next time
  auto clients = readClients(path_);
  if (!clients) return tl::make_unexpected(clients.error());
  clients_ = std::move(*clients);
  return {};
}

const AllowList::Client* AllowList::find(const std::string& key) const {
  const auto found = clients_.find(key);
  return found == clients_.end() ? nullptr : &found->second;
}

AllowList::Mark AllowList::mark() const {
  struct stat file {};
  if (stat(path_.c_str(), &file) != 0) return {};
  return {file.st_ino, file.st_size,
          std::int64_t{file.st_mtim.tv_sec} * 1'000'000'000 + file.st_mtim.tv_nsec};
}

}  // namespace copytaster
