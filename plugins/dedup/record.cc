// The bytes of a record: a fixed head, the slot, keys, then five texts with their sizes.
// Little-endian as the machine's: a journal does not move between byte orders.
#include "record.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "window.h"

namespace copytaster::dedup {

namespace {

constexpr std::uint16_t kForm = 5;
constexpr std::size_t kHeadlineBytes = 160;

struct Head {
  std::uint16_t form, keys, id, provider, headline, figures, names, reserved;
};

void append(std::string& out, const void* p, std::size_t n) {
  out.append(static_cast<const char*>(p), n);
}

std::string keyOf(char letter, std::uint64_t sequence) {
  std::string key(9, letter);
  for (int i = 0; i < 8; ++i)
    key[static_cast<std::size_t>(i) + 1] = static_cast<char>(sequence >> (56 - 8 * i));
  return key;
}

}  // namespace

std::string articleKey(std::uint64_t sequence) {
  return keyOf('a', sequence);
}
std::string storyKey(std::uint64_t sequence) {
  return keyOf('s', sequence);
}

std::uint64_t sequenceOf(std::string_view key) {
  std::uint64_t s = 0;
  for (const char c : key.substr(1)) s = s << 8 | static_cast<unsigned char>(c);
  return s;
}

void writeRecord(const Slot& slot, std::span<const std::uint32_t> keys, std::string_view id,
                 std::string_view provider, std::string_view headline,
                 const Particulars& particulars, std::string& out) {
  Head head{};
  out.assign(sizeof head, '\0');
  append(out, &slot, sizeof slot);
  append(out, keys.data(), keys.size_bytes());
  id = id.substr(0, 1024);
  provider = provider.substr(0, 256);
  headline = headline.substr(0, kHeadlineBytes);
  while (!headline.empty() && headline.size() == kHeadlineBytes && (headline.back() & 0x80) != 0)
    headline.remove_suffix(1);
  const std::string_view figures = particulars.figures.view(), names = particulars.names.view();
  for (const std::string_view text : {id, provider, headline, figures, names}) out.append(text);
  head.form = kForm;
  head.keys = static_cast<std::uint16_t>(keys.size());
  head.id = static_cast<std::uint16_t>(id.size());
  head.provider = static_cast<std::uint16_t>(provider.size());
  head.headline = static_cast<std::uint16_t>(headline.size());
  head.figures = particulars.figures.size;
  head.names = particulars.names.size;
  std::memcpy(out.data(), &head, sizeof head);
}

namespace {

bool readHead(std::string_view bytes, Head& head) {
  if (bytes.size() < sizeof head + sizeof(Slot)) return false;
  std::memcpy(&head, bytes.data(), sizeof head);
  const std::size_t texts =
      std::size_t{head.id} + head.provider + head.headline + head.figures + head.names;
  return head.form == kForm && head.keys <= Window::kKeys &&
         bytes.size() == sizeof head + sizeof(Slot) + std::size_t{head.keys} * 4 + texts;
}

}  // namespace

bool readSlot(std::string_view bytes, Slot& slot, std::uint32_t* keys, std::size_t& count) {
  Head head;
  if (!readHead(bytes, head)) return false;
  std::memcpy(&slot, bytes.data() + sizeof head, sizeof slot);
  count = head.keys;
  std::memcpy(keys, bytes.data() + sizeof head + sizeof slot, count * 4);
  return slot.term_count <= Signature::kTerms && slot.number_count <= Signature::kNumbers &&
         slot.title_count <= Signature::kTitle && slot.frame_count <= Signature::kFrame &&
         slot.shingle_count <= Signature::kShingles;
}

bool readRecord(std::string_view bytes, Record& out) {
  Head head;
  if (!readHead(bytes, head)) return false;
  std::memcpy(&out.slot, bytes.data() + sizeof head, sizeof out.slot);
  std::string_view rest = bytes.substr(sizeof head + sizeof(Slot) + std::size_t{head.keys} * 4);
  const auto take = [&](std::size_t n) {
    const auto text = rest.substr(0, n);
    rest.remove_prefix(n);
    return text;
  };
  out.id = take(head.id);
  out.provider = take(head.provider);
  out.headline = take(head.headline);
  out.figures = take(head.figures);
  out.names = take(head.names);
  return true;
}

std::string killedRecord(std::string_view bytes) {
  std::string out(bytes);
  if (out.size() >= sizeof(Head) + sizeof(Slot)) out[sizeof(Head) + offsetof(Slot, killed)] = 1;
  return out;
}

void writeCentre(const Stories::Centre& c, std::string& out) {
  out.clear();
  append(out, &c, offsetof(Stories::Centre, hashes));
  append(out, c.hashes.data(), c.count * sizeof c.hashes[0]);
  append(out, c.weights.data(), c.count * sizeof c.weights[0]);
}

bool readCentre(std::string_view bytes, Stories::Centre& c) {
  constexpr std::size_t head = offsetof(Stories::Centre, hashes);
  if (bytes.size() < head) return false;
  c = {};
  std::memcpy(static_cast<void*>(&c), bytes.data(), head);
  if (c.count > Stories::kTerms || bytes.size() != head + c.count * 8) return false;
  std::memcpy(c.hashes.data(), bytes.data() + head, c.count * 4);
  std::memcpy(c.weights.data(), bytes.data() + head + c.count * 4, c.count * 4);
  return true;
}

}  // namespace copytaster::dedup
