// Protobuf JSON. Bytes that are not UTF-8 would make a JSON parser refuse the whole article, and
// the wire never refuses those: each goes through the parser as a code point of the last private
// plane (U+10FF00 + byte) and is put back into the field where it came out.
#include "daemon/wire/formats.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include "copytaster/v1/article.pb.h"
#include "daemon/wire/carried.h"

namespace copytaster {
namespace {

// Only the first line of a parser's complaint: what follows quotes the article.
std::string complaint(std::string_view what) {
  return std::string(what.substr(0, std::min<std::size_t>(what.find('\n'), 200)));
}

}  // namespace

std::string convertJson(std::string_view frame, std::string& out) {
  thread_local v1::Article article;
  thread_local std::string carried;
  article.Clear();
  const bool odd = carryBytes(frame, carried);
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto& json = odd ? carried : carried.assign(frame);
  const auto status = google::protobuf::util::JsonStringToMessage(json, &article, options);
  if (!status.ok()) return complaint(std::string(status.message()));
  writeCarried(article, odd, out);
  return {};
}

bool carryBytes(std::string_view text, std::string& out) {
  out.clear();
  bool odd = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8::sequence(text, i);
    if (length != 0) {
      out.append(text.substr(i, length));
      i += length;
      continue;
    }
    utf8::append(out, kCarried + static_cast<unsigned char>(text[i++]));
    odd = true;
  }
  return odd;
}

namespace {

// U+10FF00 + b is F4 8F BC..BF 80..BF.
void putBack(std::string& text) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
    if (i + 3 < text.size() && at(0) == 0xF4 && at(1) == 0x8F && at(2) >= 0xBC) {
      text[to++] = static_cast<char>((at(2) - 0xBC) << 6 | (at(3) & 0x3F));
      i += 4;
    } else {
      text[to++] = text[i++];
    }
  }
  text.resize(to);
}

void putBackAll(v1::Article& article) {
  for (std::string* text :
       {article.mutable_id(), article.mutable_provider(), article.mutable_headline(),
        article.mutable_body(), article.mutable_language(), article.mutable_byline(),
        article.mutable_dateline(), article.mutable_slug(), article.mutable_service(),
        article.mutable_uri(), article.mutable_refers_to(), article.mutable_editor_note()}) {
    putBack(*text);
  }
  for (std::string& subject : *article.mutable_subjects()) putBack(subject);
  for (auto& [key, value] : *article.mutable_metadata()) putBack(value);
}

}  // namespace

void writeCarried(v1::Article& article, bool odd, std::string& out) {
  if (odd) putBackAll(article);
  const google::protobuf::LogSilencer silence;  // it would complain of the bytes that we put back
  article.SerializeToString(&out);
}

}  // namespace copytaster
