// Records: what was written is read, and other bytes are refused.
#include "plugins/dedup/record.h"

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "plugins/dedup/window.h"

using namespace copytaster::dedup;

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(a_record_comes_back_and_a_cut_one_is_refused) {
  const Signature s{};
  const Slot slot = Window::slotOf(7, 1000, s, 99);
  const std::uint32_t keys[] = {1, 2, 3};
  std::string bytes;
  const Particulars particulars{{5,
                                 {"12\x1f"
                                  "40"}},
                                {3, {"Ann"}}};
  writeRecord(slot, keys, "id", "wire", "A headline", particulars, bytes);
  Record read;
  BOOST_REQUIRE(readRecord(bytes, read));
  BOOST_TEST(read.id == "id");
  BOOST_TEST(read.provider == "wire");
  BOOST_TEST(read.headline == "A headline");
  BOOST_TEST(read.figures ==
             "12\x1f"
             "40");
  BOOST_TEST(read.names == "Ann");
  BOOST_TEST(read.slot.id == 99u);
  BOOST_REQUIRE(readRecord(killedRecord(bytes), read));
  BOOST_TEST(read.slot.killed == 1);
  for (std::size_t n = 0; n < bytes.size(); ++n)
    BOOST_REQUIRE(!readRecord(bytes.substr(0, n), read));
}

BOOST_AUTO_TEST_CASE(a_slot_of_more_terms_than_there_is_room_for_is_refused) {
  const Signature s{};
  Slot slot = Window::slotOf(7, 1000, s, 99), read;
  const std::uint32_t keys[] = {1, 2, 3};
  std::uint32_t room[Window::kKeys];
  std::size_t count = 0;
  std::string bytes;
  constexpr int kMost = Signature::kTerms;
  for (const int terms : {0, kMost, kMost + 1, 255}) {
    slot.term_count = static_cast<std::uint8_t>(terms);
    writeRecord(slot, keys, "id", "wire", "A headline", {}, bytes);
    BOOST_TEST(readSlot(bytes, read, room, count) == (terms <= kMost));
  }
}

BOOST_AUTO_TEST_CASE(keys_sort_as_sequences_do) {
  BOOST_TEST(articleKey(255) < articleKey(256));
  BOOST_TEST(sequenceOf(articleKey(0x123456789ABCDEFu)) == 0x123456789ABCDEFu);
}

BOOST_AUTO_TEST_CASE(a_centre_comes_back) {
  Stories::Centre centre{}, read;
  centre.size = 3;
  centre.count = 2;
  centre.hashes[1] = 42;
  centre.weights[1] = 0.5F;
  std::string bytes;
  writeCentre(centre, bytes);
  BOOST_REQUIRE(readCentre(bytes, read));
  BOOST_TEST(read.size == 3u);
  BOOST_TEST(read.hashes[1] == 42u);
  BOOST_TEST(!readCentre(bytes.substr(1), read));
}

BOOST_AUTO_TEST_SUITE_END()
