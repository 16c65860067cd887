// Text that is not UTF-8, made valid. Rule: a field whose bytes >= 0x80 form no valid sequence
// anywhere, and are all defined in Windows-1252, is Windows-1252 (the commonest lie of a wire). In
// any other field the valid sequences stay and every byte that fits nowhere becomes U+FFFD:
// guessing there would invent letters.
#include <array>
#include <cstring>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
#include <string>

#include "daemon/article/article.h"
#include "daemon/article/fields.h"
#include "daemon/article/utf8.h"

namespace copytaster {
namespace {

// Windows-1252, 0x80 to 0x9F (Unicode's mapping table CP1252.TXT); 0: not defined.
constexpr std::array<std::uint16_t, 32> kCp1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::uint32_t cp1252(unsigned char byte) {
  return byte < 0x80 || byte >= 0xA0 ? byte : kCp1252[byte - 0x80];
}

bool isWindows1252(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x80 && (utf8::sequence(text, i) > 1 || cp1252(byte) == 0)) return false;
    ++i;
  }
  return true;
}

struct Repaired {
  std::string text;
  std::uint32_t begin = 0, end = 0;  // around all that was changed, in the new text
};

Repaired repair(std::string_view text) {
  const bool windows = isWindows1252(text);
  Repaired out;
  out.text.reserve(text.size() + 16);
  bool changed = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8::sequence(text, i);
    if (length != 0) {
      out.text.append(text.substr(i, length));
      i += length;
      continue;
    }
    if (!changed) out.begin = static_cast<std::uint32_t>(out.text.size());
    changed = true;
    utf8::append(out.text, windows ? cp1252(static_cast<unsigned char>(text[i])) : 0xFFFD);
    out.end = static_cast<std::uint32_t>(out.text.size());
    ++i;
  }
  return out;
}

bool isText(std::uint32_t tag) {
  switch (tag) {
    case fields::kId:
    case fields::kProvider:
    case fields::kHeadline:
    case fields::kBody:
    case fields::kLanguage:
    case fields::kByline:
    case fields::kDateline:
    case fields::kSlug:
    case fields::kService:
    case fields::kUri:
    case fields::kRefersTo:
    case fields::kEditorNote:
    case fields::kSubjects:
      return true;
    default:
      return false;
  }
}

// A map entry: key and value are both text.
std::string repairEntry(protozero::data_view bytes) {
  std::string out;
  protozero::pbf_writer writer(out);
  protozero::pbf_reader entry(bytes);
  while (entry.next()) {
    if (entry.wire_type() != protozero::pbf_wire_type::length_delimited) {
      entry.skip();
      continue;
    }
    const auto view = entry.get_view();
    writer.add_string(entry.tag(), repair({view.data(), view.size()}).text);
  }
  return out;
}

}  // namespace

std::string_view repairText(std::string_view bytes, Arena& arena, ArenaList<Repair>& repairs) {
  std::string out;
  out.reserve(bytes.size() + 64);
  protozero::pbf_writer writer(out);
  protozero::pbf_reader reader(bytes.data(), bytes.size());
  Repair headline{}, body{};
  const char* field_begin = bytes.data();
  while (reader.next()) {
    const std::uint32_t tag = reader.tag();
    if (isText(tag)) {
      const auto view = reader.get_view();
      const Repaired r = repair({view.data(), view.size()});
      writer.add_string(tag, r.text);
      // Of a field that comes twice the last stands, and so do its ranges alone.
      if (tag == fields::kHeadline) headline = {CT_HEADLINE, r.begin, r.end};
      if (tag == fields::kBody) body = {CT_BODY, r.begin, r.end};
    } else if (tag == fields::kMetadata) {
      writer.add_message(tag, repairEntry(reader.get_view()));
    } else {
      reader.skip();
      out.append(field_begin, reader.data().data());  // as it came, unknown fields too
    }
    field_begin = reader.data().data();
  }
  for (const Repair& r : {headline, body}) {
    if (r.end > r.begin) repairs.push(arena, r);
  }
  return arena.copy(out);
}

}  // namespace copytaster
