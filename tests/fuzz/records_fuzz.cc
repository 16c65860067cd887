// Any bytes as a record of the journal: a record or none; what is a record encodes to the same
// bytes.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "daemon/record/records.h"

namespace {

template <class Record>
void checkRecord(const std::optional<Record>& record, std::string_view value) {
  if (!record) return;
  std::string again(copytaster::encodedSize(*record), '\0');
  copytaster::encode(*record, again.data());
  if (again != value) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  checkRecord(copytaster::decodeArticle(7, value), value);
  checkRecord(copytaster::decodeNotes(7, value), value);
  checkRecord(copytaster::decodeLetter(7, value), value);
  return 0;
}
