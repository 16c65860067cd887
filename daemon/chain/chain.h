// The chain: the filters of the config, opened, in order; the one place where an article is judged.
// The daemon and `copytaster taste` both run it.
#pragma once

#include <functional>
#include <memory>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "daemon/article/copy.h"
#include "daemon/article/notes_writer.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/base/settings.h"
#include "daemon/base/table.h"
#include "daemon/chain/settings_sheet.h"

namespace copytaster {

// One [[filter]] of the config.
struct FilterSpec {
  std::string name;     // of the filter; unique in a chain
  std::string library;  // path of its .so; empty: <folder>/<name>/<name>.so
  SettingsTable settings;
  const ct_plugin* linked =
      nullptr;  // a table linked into this program instead of a library (tests)
};

class OpenFilter;

class Chain {
 public:
  // The table of a filter by name, or nullptr where there can be none. "chain" is the chain's own.
  using Tables = std::function<Table*(const std::string&)>;

  // Opens every library, checks versions, builds every filter; all that is wrong with the filters
  // of a config is in one Error, a line each. `folders`: where filters are looked for, first to
  // last. [setup]
  static Result<std::unique_ptr<Chain>> open(std::vector<FilterSpec> specs,
                                             const std::vector<std::string>& folders, Log& log);
  ~Chain();

  // Gives every filter its table and lets it rebuild its memory from it. The tables must be
  // readable now (a Group is open) and outlive the chain. [setup; settle after rebuild]
  Result<void> recall(const Tables& tables);

  // Builds the filters anew, as after a commit that failed: what they hold in memory may be ahead
  // of their tables. recall() comes next. Waits for what is being examined. [settle]
  Result<void> rebuild();

  // The breakers that are open for an article: bit k for filter k. [any thread]
  std::uint64_t skipsFor(std::uint64_t sequence) const;

  // Reads the article and lets every filter examine it. copy.frame, feed, sequence and received_at
  // are set, and the frame is an article (readArticle said kNone). [any thread]
  void examine(Copy& copy) const;

  // Lets every filter settle the article, in sequence order, and writes its topic. A filter that
  // fails is built anew and recalls its table, which is as it was before the article. False where a
  // table refused (disk full): nothing of the group may be kept. [settle]
  [[nodiscard]] bool settle(Copy& copy);

  std::span<const FilterName> filters() const { return names_; }
  // What the filter declared, for `copytaster filters` and --check.
  std::span<const DeclaredSetting> declared(std::size_t filter) const;

 private:
  Chain();
  void mend(OpenFilter& filter);

  mutable std::shared_mutex building_;  // held shared while filters examine
  std::vector<std::unique_ptr<OpenFilter>> filters_;
  std::vector<FilterName> names_;
  Table* own_ = nullptr;  // of the breakers
};

}  // namespace copytaster
