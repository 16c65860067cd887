// One filter of the chain: its table of calls, its instance, its own table, its breaker.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/chain/breaker.h"
#include "daemon/chain/chain.h"
#include "daemon/chain/host.h"
#include "daemon/chain/undo_table.h"

namespace copytaster {

class OpenFilter {
 public:
  // Finds the library and checks it; build() makes the instance.
  static Result<std::unique_ptr<OpenFilter>> open(FilterSpec spec,
                                                  const std::vector<std::string>& folders,
                                                  const ct_host* host);
  ~OpenFilter();
  OpenFilter(const OpenFilter&) = delete;
  OpenFilter& operator=(const OpenFilter&) = delete;

  // Makes the instance, anew where there is one. kInvalid: the filter refuses, or its settings are
  // wrong.
  Result<void> build();
  Result<void> recall(Table* table);
  Result<void> recallAgain() { return recall(table_); }

  // One run, timed and noted in its Run. What a run that failed noted is taken back. [examine]
  void examine(const Reading& document, NoteSheet& notes) const;
  // False where the table refused. What a run that failed put in its table is taken back. [settle]
  bool settle(const Reading& document, NoteSheet& notes);
  // A run failed since the last recall: what the instance remembers may be ahead of its table.
  bool isAhead() const { return ahead_; }

  const std::string& name() const { return spec_.name; }
  const char* version() const { return plugin_->version; }
  bool examines() const { return (plugin_->flags & CT_EXAMINES) != 0; }
  bool settles() const { return (plugin_->flags & CT_SETTLES) != 0; }
  std::span<const DeclaredSetting> declared() const { return declared_; }

  Breaker breaker;

 private:
  OpenFilter(FilterSpec spec, std::string folder, const ct_plugin* plugin, const ct_host* host);

  FilterSpec spec_;
  std::string folder_;
  const ct_plugin* plugin_;
  const ct_host* host_;
  void* instance_ = nullptr;
  Table* table_ = nullptr;
  UndoTable undoable_;
  bool ahead_ = false;
  std::vector<DeclaredSetting> declared_;
};

}  // namespace copytaster
