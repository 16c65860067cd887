// The chain run offline over files: the daemon's own walk without sockets and journal.
//
// One thread reads, N examine, the caller's settles and takes, over the same Belt and Chain that
// the daemon has, so that what `copytaster taste` says is what the daemon would have said. The
// filters' state lies in memory and starts empty.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "daemon/article/belt.h"
#include "daemon/base/memory_table.h"
#include "daemon/base/result.h"
#include "daemon/chain/chain.h"
#include "daemon/tool/inputs.h"

namespace copytaster {

class Tasting {
 public:
  // In order; `copy.enriched` is the whole message. On the thread that called run().
  using Take = std::function<void(const Copy& copy)>;
  // What could not be read. On the reading thread.
  using Complain = std::function<void(const std::string& place, const std::string& problem)>;

  // `workers`: 0 is one a core.
  Tasting(Chain& chain, std::uint32_t workers);

  // All of the inputs. An article's time of receipt is the time it was published; without one, the
  // time of the one before. kInvalid where a filter cannot be given its state.
  Result<void> run(Inputs& inputs, const Take& take, const Complain& complain);

  [[nodiscard]] std::uint64_t tasted() const { return tasted_; }
  [[nodiscard]] std::uint64_t unread() const { return unread_; }

 private:
  void read(Inputs& inputs, const Complain& complain);
  void put(Inputs& inputs, const Article& article);
  bool settle(Copy& copy);

  Chain& chain_;
  std::uint32_t workers_;
  Belt belt_;
  std::map<std::string, MemoryTable> tables_;
  std::map<std::string, std::uint64_t> last_on_topic_;
  Micros received_at_ = 0;
  std::uint64_t tasted_ = 0, unread_ = 0;
};

}  // namespace copytaster
