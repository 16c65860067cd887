// Three numbers, fixed width, host order: the journal does not move between machines of another
// byte order.
#include "daemon/chain/breaker.h"

#include <array>
#include <cstring>
#include <string>

namespace copytaster {

TableStatus Breaker::save(Table& table, std::string_view filter) const {
  const std::array<std::uint64_t, 3> numbers{failures_, from_, to_};
  return table.put(filter, {reinterpret_cast<const char*>(numbers.data()), sizeof numbers});
}

void Breaker::load(const Table& table, std::string_view filter) {
  std::array<std::uint64_t, 3> numbers{};
  const TableValue found = table.get(filter);
  if (found.status == TableStatus::kOk && found.value.size() == sizeof numbers) {
    std::memcpy(numbers.data(), found.value.data(), sizeof numbers);
  }
  failures_ = static_cast<std::uint32_t>(numbers[0]);
  from_ = numbers[1];
  to_ = numbers[2];
}

}  // namespace copytaster
