// The chain: the filters of the config, opened, in order; the one place where an article is judged.
// The daemon and `copytaster taste` both run it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/article/copy.h"
#include "daemon/article/notes_writer.h"
#include "daemon/base/log.h"
#include "daemon/base/result.h"
#include "daemon/base/settings.h"
#include "daemon/base/table.h"

namespace copytaster {

// One [[filter]] of the config.
struct FilterSpec {
  std::string name;
  std::string
      library;  // path of its .so; empty: <folder>/<name>/<name>.so of the first folder that has it
  SettingsTable settings;
};

// A setting that a filter declared by asking for it.
struct DeclaredSetting {
  std::string key, type, otherwise, help;
};

class OpenFilter;

class Chain {
 public:
  // Opens every library, checks versions, builds every filter; all that is wrong with a config's
  // filters is in one Error. [setup] `folders`: where filters lie.
  static Result<std::unique_ptr<Chain>> open(std::vector<FilterSpec> specs,
                                             std::vector<std::string> folders, Log& log);
  ~Chain();

  // Lets every filter rebuild its memory from its table. [setup] `table` gives the table of a
  // filter by name; tables outlive the chain or the next recall.
  Result<void> recall(const std::function<Table&(const std::string&)>& table);

  // Builds the filters anew, as after a commit that failed: what they hold in memory may be ahead
  // of their tables. recall() comes next. [settle; no examine may run]
  Result<void> rebuild();

  // Breakers that are open for an article, for copy.skips. [the thread that submits, before submit]
  std::uint64_t skipsFor(std::uint64_t sequence) const;

  // Reads the article (copy.frame, feed, sequence, received_at are set) and lets every filter
  // examine it. [any thread]
  void examine(Copy& copy) const;

  // Every filter settles the article, in sequence order; then topic and message are written.
  // `table` as in recall; the breakers' own state lies in the table "chain". [settle]
  void settle(Copy& copy, const std::function<Table&(const std::string&)>& table,
              std::uint64_t epoch,
              const std::function<std::uint64_t(const std::string& topic)>& previous_on_topic);

  std::span<const FilterName> filters() const { return names_; }
  // The settings that a filter declared, for `copytaster filters` and --check.
  std::vector<DeclaredSetting> declared(std::size_t filter) const;

 private:
  Chain();
  std::vector<std::unique_ptr<OpenFilter>> filters_;
  std::vector<FilterName> names_;
};

}  // namespace copytaster
