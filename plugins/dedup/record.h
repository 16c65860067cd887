// One article in the filter's Store: the slot and the keys, from which recall rebuilds the window;
// and the words that evidence quotes, which need not be in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "particulars.h"
#include "slot.h"
#include "stories.h"

namespace copytaster::dedup {

struct Record {
  Slot slot;
  std::span<const std::uint32_t> keys;
  std::string_view id, provider, headline;
  std::string_view figures, names;  // lists: particulars.h
};

// Store keys: a letter and the sequence, big-endian, so that a scan goes in order of arrival.
std::string articleKey(std::uint64_t sequence);
std::string storyKey(std::uint64_t sequence);
std::uint64_t sequenceOf(std::string_view key);

void writeRecord(const Slot& slot, std::span<const std::uint32_t> keys, std::string_view id,
                 std::string_view provider, std::string_view headline,
                 const Particulars& particulars, std::string& out);
// The slot and the keys alone (recall); false where the bytes are not a record. `keys` has room for
// Window::kKeys.
bool readSlot(std::string_view bytes, Slot& slot, std::uint32_t* keys, std::size_t& count);
// All of it; views into `bytes`.
bool readRecord(std::string_view bytes, Record& out);
// The same record, its slot's mark of being killed set.
std::string killedRecord(std::string_view bytes);

void writeCentre(const Stories::Centre& centre, std::string& out);
bool readCentre(std::string_view bytes, Stories::Centre& out);

}  // namespace copytaster::dedup
