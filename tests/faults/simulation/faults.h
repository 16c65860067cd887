// What goes wrong, and when: LMDB's own calls, as the record makes them, fail by plan.
//
// The program is linked with --wrap for them, so that the real record runs over a store that is
// full, dies or does not read back. Faults strike only the thread and the time they are armed for.
#pragma once

#include <cstdint>

namespace copytaster::simulation {

// Thrown out of a commit: the process is gone.
struct Killed {};

struct Faults {
  // Commits from now until the process dies, there or right behind it; 0: it lives.
  std::uint64_t kill_at = 0;
  bool after_commit = false;
  // Writes from now until the disk is full, and tries that fail then.
  std::uint64_t full_at = 0;
  std::uint64_t full_tries = 0;
  bool full_at_commit = false;  // found by the commit's write, else by a put
  // Writes from now until one answers that the journal does not read back; 0: never.
  std::uint64_t corrupt_at = 0;

  // What struck, for the report.
  std::uint64_t kills = 0, fulls = 0;
};

// While it lives, `faults` strike what this thread asks of LMDB.
class Armed {
 public:
  explicit Armed(Faults& faults);
  ~Armed();
  Armed(const Armed&) = delete;
  Armed& operator=(const Armed&) = delete;
};

// While on, no snapshot can be taken by any thread but this one: all of LMDB's reader slots are in
// use. Answers how many were refused so far.
std::uint64_t takeReaderSlots(bool on);

}  // namespace copytaster::simulation
