// Articles out of files: see inputs.h.
#include "daemon/tool/inputs.h"

#include <simdjson.h>

#include <filesystem>
#include <iostream>
#include <iterator>
#include <utility>

#include "daemon/article/article.h"
#include "daemon/tool/draft.h"
#include "daemon/tool/newsml.h"
#include "daemon/wire/formats.h"

namespace copytaster {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kHeadlineBytesMax = 160;

// How deep the braces of a JSON text stand open; texts in it are passed over.
class Depth {
 public:
  void add(std::string_view text) {
    for (const char c : text) {
      if (escaped_) {
        escaped_ = false;
      } else if (in_text_) {
        if (c == '\\') escaped_ = true;
        if (c == '"') in_text_ = false;
      } else if (c == '"') {
        in_text_ = true;
      } else if (c == '{' || c == '[') {
        ++open_;
      } else if (c == '}' || c == ']') {
        --open_;
      }
    }
  }
  bool closed() const { return open_ <= 0 && !in_text_; }

 private:
  int open_ = 0;
  bool in_text_ = false, escaped_ = false;
};

bool looksLikeXml(std::string_view text) {
  for (const std::string_view begin :
       {"<?xml", "<nitf", "<newsItem", "<newsMessage", "<!DOCTYPE nitf"}) {
    if (text.starts_with(begin)) return true;
  }
  return false;
}

std::string stemOf(const std::string& name) {
  return name == "-" ? "stdin" : std::filesystem::path(name).stem().string();
}

// ninjs has a `uri` and no `id`; an EnrichedArticle has its article in `article`.
std::string convertAnyJson(std::string_view json, std::string& out) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::object object;
  const auto error = parser.parse(json.data(), json.size()).get(object);
  // Text that is not UTF-8 is refused by this parser only; the one below carries it through.
  if (error == simdjson::UTF8_ERROR) return convertJson(json, out);
  if (error != simdjson::SUCCESS) return simdjson::error_message(error);
  simdjson::dom::object article;
  if (object["article"].get(article) == simdjson::SUCCESS)
    return convertJson(simdjson::minify(article), out);
  const bool has_id = object["id"].error() == simdjson::SUCCESS;
  const bool has_uri =
      object["uri"].error() == simdjson::SUCCESS || object["guid"].error() == simdjson::SUCCESS;
  return !has_id && has_uri ? convertNinjs(json, out) : convertJson(json, out);
}

}  // namespace

Inputs::Inputs(std::vector<std::string> files) : files_(std::move(files)) {
  if (files_.empty()) files_.emplace_back("-");
  for (const std::string& name : files_) {
    std::error_code error;
    const auto size = std::filesystem::file_size(name, error);
    if (error) {
      bytes_total_ = 0;
      break;
    }
    bytes_total_ += size;
  }
}

Inputs::Step Inputs::next() {
  while (true) {
    if (!ready_.empty()) {
      article_ = std::move(ready_.front());
      ready_.pop_front();
      return Step::kArticle;
    }
    if (form_ == Form::kNone || form_ == Form::kReady) {
      if (next_file_ == files_.size()) return Step::kEnd;
      if (openNext() == Step::kUnread) return Step::kUnread;
      continue;
    }
    std::string document;
    if (takeDocument(document)) return readJson(document);
    form_ = Form::kNone;
  }
}

// kEnd: opened, nothing to say yet.
Inputs::Step Inputs::openNext() {
  name_ = files_[next_file_++];
  line_ = began_ = 0;
  form_ = Form::kNone;
  if (name_ == "-") {
    in_ = &std::cin;
  } else {
    file_ = std::ifstream(name_, std::ios::binary);
    in_ = &file_;
    std::error_code error;
    if (!file_ || std::filesystem::is_directory(name_, error))
      return unread(0, error ? error.message() : "cannot be opened");
  }
  for (const char mark : kByteOrderMark) {
    if (in_->peek() != static_cast<unsigned char>(mark)) break;
    in_->get();
  }
  return openForm();
}

Inputs::Step Inputs::openForm() {
  const int first = in_->peek();
  if (first == std::char_traits<char>::eof()) return Step::kEnd;
  if (first == '{') {
    form_ = Form::kJsonLines;
    return Step::kEnd;
  }
  return readWhole();
}

bool Inputs::getLine(std::string& line) {
  if (!std::getline(*in_, line)) return false;
  ++line_;
  bytes_read_ += line.size() + 1;
  return true;
}

// The next document: a line, or as many lines as it takes to close its braces. Once a file has had
// a document of one line it is a file of lines, where a broken one must not swallow the rest.
bool Inputs::takeDocument(std::string& out) {
  std::string line;
  Depth depth;
  while (getLine(line)) {
    if (out.empty()) {
      if (trimmed(line).empty()) continue;
      began_ = line_;
    }
    depth.add(line);
    out += line;
    if (depth.closed() || (form_ == Form::kJsonLines && began_ > 1 && line_ == began_)) {
      if (line_ > began_) form_ = Form::kJsonDocuments;
      return true;
    }
    out.push_back('\n');
  }
  return !out.empty();
}

Inputs::Step Inputs::readJson(const std::string& json) {
  if (std::string problem = convertAnyJson(json, article_); !problem.empty())
    return unread(began_, std::move(problem));
  place_ = name_ + ":" + std::to_string(began_);
  return Step::kArticle;
}

void Inputs::readArray(const std::string& text) {
  simdjson::dom::parser parser;
  simdjson::dom::array array;
  if (const auto error = parser.parse(text).get(array); error != simdjson::SUCCESS) {
    problem_ = simdjson::error_message(error);
    return;
  }
  for (const simdjson::dom::element element : array) {
    std::string article;
    problem_ = convertAnyJson(simdjson::minify(element), article);
    if (problem_.empty()) ready_.push_back(std::move(article));
  }
}

// A file that is one document, of one article or of several.
Inputs::Step Inputs::readWhole() {
  const std::string text{std::istreambuf_iterator<char>(*in_), {}};
  bytes_read_ += text.size();
  form_ = Form::kReady;
  place_ = name_;
  const std::string_view content = trimmed(text);
  if (content.empty()) return Step::kEnd;
  Article article;
  problem_.clear();
  if (content.front() == '{') {
    ready_.emplace_back();
    problem_ = convertAnyJson(content, ready_.back());
    if (!problem_.empty()) ready_.pop_back();
  } else if (content.starts_with("[{") || content.starts_with("[\n") || content == "[]") {
    readArray(std::string(content));
  } else if (looksLikeXml(content)) {
    auto articles = articlesFromXml(content, stemOf(name_));
    if (!articles) return unread(0, articles.error().what);
    ready_.assign(std::move_iterator(articles->begin()), std::move_iterator(articles->end()));
  } else if (text.front() == '\n' && readArticle(text, article) == Refusal::kNone) {
    ready_.push_back(text);  // serialised: field 1, the id, begins with the byte 0x0A
  } else {
    ready_.push_back(articleFromText(text, stemOf(name_)));
  }
  return problem_.empty() ? Step::kEnd : unread(0, problem_);
}

Inputs::Step Inputs::unread(std::uint64_t line, std::string what) {
  place_ = line == 0 ? name_ : name_ + ":" + std::to_string(line);
  problem_ = std::move(what);
  return Step::kUnread;
}

std::string articleFromText(std::string_view text, std::string_view id) {
  ArticleDraft draft;
  draft.id = id;
  text = trimmed(text);
  const auto end = text.find('\n');
  const std::string_view first = trimmed(text.substr(0, end));
  const std::string_view rest = end == std::string_view::npos ? "" : text.substr(end + 1);
  const std::string_view second = trimmed(rest.substr(0, rest.find('\n')));
  const bool stands_apart = !rest.empty() && second.empty();
  const bool is_title = first.size() <= kHeadlineBytesMax && !first.ends_with('.') &&
                        !first.ends_with(',') && !first.ends_with(';');
  if (first.size() <= 2 * kHeadlineBytesMax && (stands_apart || is_title)) {
    draft.headline = first;
    draft.body = trimmed(rest);
  } else {
    draft.body = text;
  }
  return draft.serialise();
}

}  // namespace copytaster
