// Notes by filter: what counts towards the verdict, and how one filter's notes are taken back.
#include "daemon/article/notes.h"

#include <algorithm>

namespace {

template <class T>
void dropFrom(copytaster::ArenaList<copytaster::Noted<T>>& list, copytaster::FilterIndex filter) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].by != filter) list[kept++] = list[i];
  }
  list.shrink(kept);
}

}  // namespace

void ct_notes::dropNotesOf(copytaster::FilterIndex filter) {
  dropFrom(reasons, filter);
  dropFrom(findings, filter);
  dropFrom(garbles, filter);
  dropFrom(duplicates, filter);
  dropFrom(stories, filter);
  dropFrom(topics, filter);
  dropFrom(entities, filter);
  dropFrom(annotations, filter);
  runs[filter].verdict = CT_PASS;
}

ct_verdict ct_notes::verdict() const {
  ct_verdict strongest = CT_PASS;
  for (const copytaster::Run& run : runs) strongest = std::max(strongest, run.verdict);
  return strongest;
}
