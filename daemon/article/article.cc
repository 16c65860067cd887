// The walk over an article's wire form. Field numbers are those of article.proto;
// tests/daemon/article compares them with the descriptor, so that neither can move alone.
#include "daemon/article/article.h"

#include <simdjson.h>

#include <array>
#include <protozero/pbf_reader.hpp>

#include "daemon/article/fields.h"

namespace copytaster {
namespace {

bool valid(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string_view viewOf(protozero::data_view v) {
  return {v.data(), v.size()};
}

// google.protobuf.Timestamp: seconds and nanoseconds.
Micros readTime(protozero::data_view bytes) {
  protozero::pbf_reader time(bytes);
  std::int64_t seconds = 0, nanos = 0;
  while (time.next()) {
    if (time.tag() == 1 && time.wire_type() == protozero::pbf_wire_type::varint) {
      seconds = time.get_int64();
    } else if (time.tag() == 2 && time.wire_type() == protozero::pbf_wire_type::varint) {
      nanos = time.get_int32();
    } else {
      time.skip();
    }
  }
  // Past the year 9999 (the bound of Timestamp) a time is not a time, and would overflow in
  // microseconds.
  if (seconds < -62135596800 || seconds > 253402300799) return 0;
  return seconds * 1'000'000 + nanos / 1'000;
}

std::string_view* textField(Article& a, std::uint32_t tag) {
  switch (tag) {
    case fields::kId:
      return &a.id;
    case fields::kProvider:
      return &a.provider;
    case fields::kHeadline:
      return &a.headline;
    case fields::kBody:
      return &a.body;
    case fields::kLanguage:
      return &a.language;
    case fields::kByline:
      return &a.byline;
    case fields::kDateline:
      return &a.dateline;
    case fields::kSlug:
      return &a.slug;
    case fields::kService:
      return &a.service;
    case fields::kUri:
      return &a.uri;
    case fields::kRefersTo:
      return &a.refers_to;
    case fields::kEditorNote:
      return &a.editor_note;
    default:
      return nullptr;
  }
}

Micros* timeField(Article& a, std::uint32_t tag) {
  switch (tag) {
    case fields::kPublishedAt:
      return &a.published_at;
    case fields::kUpdatedAt:
      return &a.updated_at;
    case fields::kEmbargoedUntil:
      return &a.embargoed_until;
    default:
      return nullptr;
  }
}

// True for valid text. Read to its end in any case: what is no entry throws here, and nowhere
// later.
bool validEntry(protozero::data_view bytes) {
  protozero::pbf_reader entry(bytes);
  bool all_valid = true;
  while (entry.next()) {
    if (entry.wire_type() != protozero::pbf_wire_type::length_delimited) {
      entry.skip();
    } else {
      all_valid = valid(viewOf(entry.get_view())) && all_valid;
    }
  }
  return all_valid;
}

// One length-delimited field.
void readBytes(Article& out, std::uint32_t tag, protozero::data_view bytes) {
  if (std::string_view* text = textField(out, tag)) {
    *text = viewOf(bytes);
    out.utf8 = out.utf8 && valid(*text);
  } else if (Micros* time = timeField(out, tag)) {
    *time = readTime(bytes);
  } else if (tag == fields::kSubjects) {
    out.utf8 = out.utf8 && valid(viewOf(bytes));
  } else if (tag == fields::kMetadata) {
    out.utf8 = validEntry(bytes) && out.utf8;
  }
}

void readNumber(Article& out, std::uint32_t tag, std::uint64_t value) {
  const auto small = static_cast<std::uint32_t>(value);
  switch (tag) {
    case fields::kVersion:
      out.version = small;
      break;
    case fields::kStatus:
      out.status = small;
      break;
    case fields::kAdvisory:
      out.advisory = small;
      break;
    case fields::kUrgency:
      out.urgency = small;
      break;
    case fields::kProviderSequence:
      out.provider_sequence = value;
      break;
    default:
      break;
  }
}

// The wire type that a known field must have; another one means another message, not an Article.
enum class Wire : std::uint8_t { kAny, kBytes, kNumber };
constexpr auto kWires = [] {
  std::array<Wire, fields::kMetadata + 1> wires;
  wires.fill(Wire::kBytes);
  wires[0] = Wire::kAny;
  for (auto tag : {fields::kVersion, fields::kStatus, fields::kAdvisory, fields::kUrgency,
                   fields::kProviderSequence}) {
    wires[tag] = Wire::kNumber;
  }
  return wires;
}();

bool wrongKind(std::uint32_t tag, protozero::pbf_wire_type type) {
  const Wire wanted = tag < kWires.size() ? kWires[tag] : Wire::kAny;
  return (wanted == Wire::kBytes && type != protozero::pbf_wire_type::length_delimited) ||
         (wanted == Wire::kNumber && type != protozero::pbf_wire_type::varint);
}

}  // namespace

std::string_view describe(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNone:
      return "";
    case Refusal::kTooLarge:
      return "frame is larger than the feed's frame_bytes_max";
    case Refusal::kNotAnArticle:
      return "not a copytaster.v1.Article";
    case Refusal::kNoId:
      return "article has no id";
    case Refusal::kNoText:
      return "article has neither headline nor body";
    case Refusal::kTooManyFields:
      return "article has more than 4096 fields";
    case Refusal::kNotReadable:
      return "not readable in the feed's format";
  }
  return "";
}

Refusal readArticle(std::string_view bytes, Article& out) {
  out = Article{};
  out.bytes = bytes;
  try {
    protozero::pbf_reader reader(bytes.data(), bytes.size());
    std::uint32_t count = 0;
    while (reader.next()) {
      if (++count > Article::kFieldsMax) return Refusal::kTooManyFields;
      const std::uint32_t tag = reader.tag();
      const auto type = reader.wire_type();
      if (wrongKind(tag, type)) return Refusal::kNotAnArticle;
      if (type == protozero::pbf_wire_type::length_delimited) {
        readBytes(out, tag, reader.get_view());
      } else if (type == protozero::pbf_wire_type::varint) {
        readNumber(out, tag, reader.get_uint64());
      } else {
        reader.skip();
      }
    }
  } catch (const protozero::exception&) {
    return Refusal::kNotAnArticle;
  }
  if (out.id.empty()) return Refusal::kNoId;
  if (out.headline.empty() && out.body.empty()) return Refusal::kNoText;
  return Refusal::kNone;
}

std::string_view Article::subject(std::uint64_t index) const {
  protozero::pbf_reader reader(bytes.data(), bytes.size());
  while (reader.next(fields::kSubjects)) {
    const auto view = viewOf(reader.get_view());
    if (index-- == 0) return view.empty() ? std::string_view("") : view;
  }
  return {};
}

std::string_view Article::metadata(std::string_view key) const {
  protozero::pbf_reader reader(bytes.data(), bytes.size());
  std::string_view found;
  while (reader.next(fields::kMetadata)) {
    protozero::pbf_reader entry(reader.get_view());
    std::string_view name, value;
    while (entry.next()) {
      if (entry.wire_type() != protozero::pbf_wire_type::length_delimited) {
        entry.skip();
      } else {
        (entry.tag() == 1 ? name : value) = viewOf(entry.get_view());
      }
    }
    if (name == key) found = value;  // the last one stands, as protobuf's maps have it
  }
  return found;
}

}  // namespace copytaster
