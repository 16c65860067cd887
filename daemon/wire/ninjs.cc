// IPTC ninjs (News in JSON), all three generations at once: 1.x writes `headline` and `body_text`,
// 2.x lists `headlines` and `bodies` in lower case, 3.x the same in camel case. Keys are compared
// without case, so one table serves (https://iptc.org/std/ninjs/userguide/).
#include <simdjson.h>

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/time_util.h>
#include <algorithm>
#include <charconv>

#include "copytaster/v1/article.pb.h"
#include "daemon/wire/carried.h"
#include "daemon/wire/formats.h"
#include "daemon/wire/markup.h"

namespace copytaster {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string_view text(const object& from, std::string_view key) {
  std::string_view value;
  if (from.at_key_case_insensitive(key).get(value) != simdjson::SUCCESS) return {};
  return value;
}

// The first of the keys that has a text.
std::string_view text(const object& from, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    if (const auto value = text(from, key); !value.empty()) return value;
  }
  return {};
}

std::string asString(std::string_view value) {
  return std::string(value);
}

std::uint64_t number(const object& from, std::string_view key) {
  const auto found = from.at_key_case_insensitive(key);
  double value = 0;
  if (found.get(value) == simdjson::SUCCESS) {
    return value >= 1 && value < 9e15 ? static_cast<std::uint64_t>(value) : 0;
  }
  const std::string_view digits = text(from, key);
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return error == std::errc{} && end == digits.data() + digits.size() ? out : 0;
}

// Times come as RFC 3339, as a date alone, or with an offset without its colon.
// False: not a time.
bool readTime(std::string_view value, google::protobuf::Timestamp* out) {
  std::string time(value);
  if (time.size() == 10) time += "T00:00:00Z";
  const std::size_t size = time.size();
  if (size > 19 && (time[size - 5] == '+' || time[size - 5] == '-')) time.insert(size - 2, ":");
  if (size == 19) time += "Z";
  const google::protobuf::LogSilencer silence;
  return google::protobuf::util::TimeUtil::FromString(time, out);
}

// Of a list of {role, value}, the one whose role is "main", else the first.
std::string_view mainOf(const object& item, std::string_view key) {
  array list;
  if (item.at_key_case_insensitive(key).get(list) != simdjson::SUCCESS) return {};
  std::string_view first;
  for (const element each : list) {
    object entry;
    if (each.get(entry) != simdjson::SUCCESS) continue;
    const auto value = text(entry, "value");
    if (text(entry, "role") == "main" && !value.empty()) return value;
    if (first.empty()) first = value;
  }
  return first;
}

bool isHtml(std::string_view content_type) {
  return content_type.find("html") != std::string_view::npos ||
         content_type.find("xml") != std::string_view::npos;
}

std::string bodyOf(const object& item) {
  array bodies;
  std::string_view html;
  if (item.at_key_case_insensitive("bodies").get(bodies) == simdjson::SUCCESS) {
    for (const element each : bodies) {
      object body;
      if (each.get(body) != simdjson::SUCCESS) continue;
      const auto value = text(body, "value");
      if (value.empty()) continue;
      if (!isHtml(text(body, "contenttype"))) return asString(value);
      if (html.empty()) html = value;
    }
  }
  if (const auto plain = text(item, "body_text"); !plain.empty()) return asString(plain);
  if (html.empty()) html = text(item, {"body_html", "body_xhtml", "body_html5"});
  return plainText(html);
}

std::string providerOf(const object& item) {
  for (const auto key : {"infosources", "infosource"}) {
    array list;
    if (item.at_key_case_insensitive(key).get(list) != simdjson::SUCCESS) continue;
    for (const element each : list) {
      object source;
      if (each.get(source) != simdjson::SUCCESS) continue;
      if (const auto name = text(source, {"name", "literal", "uri"}); !name.empty())
        return asString(name);
    }
  }
  return asString(text(item, {"provider", "source", "copyrightholder"}));
}

void addSubjects(const object& item, v1::Article& article) {
  for (const auto key : {"subjects", "subject"}) {
    array list;
    if (item.at_key_case_insensitive(key).get(list) != simdjson::SUCCESS) continue;
    for (const element each : list) {
      object subject;
      if (each.get(subject) != simdjson::SUCCESS) continue;
      const auto value = text(subject, {"uri", "code", "literal", "name"});
      if (!value.empty()) article.add_subjects(asString(value));
    }
  }
}

void addMetadata(const object& item, v1::Article& article) {
  for (const auto key : {"type", "profile", "usageterms", "copyrightnotice", "copyrightholder"}) {
    if (const auto value = text(item, key); !value.empty())
      (*article.mutable_metadata())[key] = asString(value);
  }
  array ids;
  if (item.at_key_case_insensitive("altids").get(ids) != simdjson::SUCCESS) return;
  for (const element each : ids) {
    object id;
    if (each.get(id) != simdjson::SUCCESS) continue;
    const auto role = text(id, "role"), value = text(id, "value");
    if (!role.empty() && !value.empty())
      (*article.mutable_metadata())["altid." + asString(role)] = asString(value);
  }
}

void setStatus(std::string_view status, v1::Article& article) {
  if (status == "withheld") article.set_status(v1::Article::WITHHELD);
  if (status != "canceled" && status != "cancelled") return;
  // ninjs has no word for a kill; an item that is canceled is one, and must never be spiked.
  article.set_status(v1::Article::CANCELED);
  article.set_advisory(v1::Article::KILL);
  article.set_refers_to(article.id());
}

void fill(const object& item, v1::Article& article) {
  article.set_uri(asString(text(item, "uri")));
  article.set_id(asString(text(item, {"uri", "guid"})));
  article.set_version(static_cast<std::uint32_t>(number(item, "version")));
  article.set_provider(providerOf(item));
  const auto headline = mainOf(item, "headlines");
  article.set_headline(asString(headline.empty() ? text(item, {"headline", "title"}) : headline));
  article.set_body(bodyOf(item));
  article.set_language(asString(text(item, "language")));
  article.set_byline(asString(text(item, {"by", "byline"})));
  article.set_dateline(asString(text(item, {"located", "dateline"})));
  article.set_slug(asString(text(item, {"slugline", "slug"})));
  article.set_service(asString(text(item, "service")));
  article.set_editor_note(asString(text(item, "ednote")));
  article.set_provider_sequence(
      std::max(number(item, "ingest_provider_sequence"), number(item, "provider_sequence")));
  article.set_urgency(
      static_cast<std::uint32_t>(std::min<std::uint64_t>(number(item, "urgency"), 9)));
  const auto created = text(item, {"firstcreated", "contentcreated"});
  const auto changed = text(item, "versioncreated");
  const auto until = text(item, {"embargoed", "embargoeduntil"});
  google::protobuf::Timestamp at;
  if (readTime(created.empty() ? changed : created, &at)) *article.mutable_published_at() = at;
  if (readTime(changed, &at)) *article.mutable_updated_at() = at;
  if (readTime(until, &at)) *article.mutable_embargoed_until() = at;
  setStatus(text(item, "pubstatus"), article);
  addSubjects(item, article);
  addMetadata(item, article);
}

}  // namespace

std::string convertNinjs(std::string_view frame, std::string& out) {
  thread_local simdjson::dom::parser parser;
  thread_local std::string carried;
  thread_local v1::Article article;
  article.Clear();
  const bool odd = carryBytes(frame, carried);
  object item;
  const auto error = parser.parse(carried).get(item);
  if (error != simdjson::SUCCESS) return simdjson::error_message(error);
  fill(item, article);
  writeCarried(article, odd, out);
  return {};
}

}  // namespace copytaster
