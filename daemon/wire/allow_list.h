// Who may come in, as it lies in a file: one public key a line, a name for the log, and what the
// key may do.
//
//   Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID  sports-desk  subscribe replay
//   rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7  agency       publish
//
// A key without roles may do whatever the socket that names this list offers. A list is read again
// where the file is another than before; one that does not read back leaves the last good one
// standing.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <string>

#include "daemon/base/result.h"

namespace copytaster {

// What a socket is for, as bits.
enum Role : std::uint8_t { kPublishRole = 1, kSubscribeRole = 2, kReplayRole = 4 };

class AllowList {
 public:
  struct Client {
    std::string name;
    std::uint8_t roles = 0;
  };

  // An empty path: any key may do anything. kNotFound; kInvalid: the line is named.
  static Result<AllowList> open(std::string path);

  // Whether the file was read anew; an Error: it is wrong now, and the list is as before.
  Result<bool> refresh();
  // The same, however the file looks from outside.
  Result<void> readAgain();

  [[nodiscard]] bool takesAny() const { return path_.empty(); }
  // Null: not on the list. Until the next reading.
  [[nodiscard]] const Client* find(const std::string& key) const;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::size_t size() const { return clients_.size(); }

 private:
  // What tells that a file is another than before.
  struct Mark {
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const Mark&) const = default;
  };
  Mark mark() const;

  std::string path_;
  Mark read_at_;
  std::map<std::string, Client> clients_;
};

}  // namespace copytaster
