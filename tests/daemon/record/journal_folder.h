// A folder for one test's journal, gone with it; and records to put in.
#pragma once

#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "daemon/record/journal.h"
#include "daemon/record/records.h"

namespace copytaster {

class JournalFolder {
 public:
  JournalFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "copytaster-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    root_ = pattern;
  }
  ~JournalFolder() { std::filesystem::remove_all(root_); }
  JournalFolder(const JournalFolder&) = delete;
  JournalFolder& operator=(const JournalFolder&) = delete;

  [[nodiscard]] std::string path() const { return root_ + "/journal"; }
  [[nodiscard]] const std::string& root() const { return root_; }

 private:
  std::string root_;
};

inline JournalOptions smallOptions() {
  JournalOptions options;
  options.map_bytes = std::uint64_t{64} << 20;
  options.sync = false;
  return options;
}

inline ArticleRecord articleOf(std::uint64_t sequence, std::string_view bytes) {
  ArticleRecord record;
  record.sequence = sequence;
  record.received_at = static_cast<std::int64_t>(sequence) * 1'000'000;
  record.feed = "wire";
  record.bytes = bytes;
  return record;
}

inline NotesRecord notesOf(std::uint64_t sequence, std::string_view bytes) {
  return {sequence, 0, "PASS.en.11000000", bytes};
}

}  // namespace copytaster
