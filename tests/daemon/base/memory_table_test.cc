// The table in memory keeps what table.h promises; store_test.cc compares it with LMDB's.
#include "daemon/base/memory_table.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(a_table_reads_its_own_writes) {
  MemoryTable table;
  BOOST_TEST((table.get("a").status == TableStatus::kNotFound));
  BOOST_TEST((table.put("a", "1") == TableStatus::kOk));
  BOOST_TEST((table.put("a", "22") == TableStatus::kOk));
  BOOST_TEST(table.get("a").value == "22");
  BOOST_TEST((table.erase("a") == TableStatus::kOk));
  BOOST_TEST((table.erase("a") == TableStatus::kNotFound));
}

BOOST_AUTO_TEST_CASE(a_scan_goes_in_order_of_unsigned_bytes_and_stops_when_told) {
  MemoryTable table;
  for (const char* key : {"b", "\xff", "a", "ab"})
    BOOST_TEST((table.put(key, key) == TableStatus::kOk));
  std::string seen;
  const auto all = [&](std::string_view key, std::string_view) {
    seen.append(key).append(" ");
    return true;
  };
  BOOST_TEST((table.scanEach("", all) == TableStatus::kOk));
  BOOST_TEST(seen == "a ab b \xff ");
  seen.clear();
  BOOST_TEST((table.scanEach("ab", [&](std::string_view key, std::string_view) {
    seen.append(key);
    return key != "b";
  }) == TableStatus::kOk));
  BOOST_TEST(seen == "abb");
}

BOOST_AUTO_TEST_CASE(bounds_and_changes_during_a_scan_are_invalid) {
  MemoryTable table;
  BOOST_TEST((table.put("", "1") == TableStatus::kInvalid));
  BOOST_TEST((table.put(std::string(kTableKeyBytesMax + 1, 'k'), "1") == TableStatus::kInvalid));
  BOOST_TEST((table.put("a", "1") == TableStatus::kOk));
  BOOST_TEST((table.scanEach("", [&](std::string_view, std::string_view) {
    BOOST_TEST((table.put("b", "1") == TableStatus::kInvalid));
    return true;
  }) == TableStatus::kOk));
  BOOST_TEST((table.put("b", "1") == TableStatus::kOk));
}

}  // namespace
}  // namespace copytaster
