// Articles out of files: whatever format a file is in, one serialised `Article` after another.
//
// The format is told by content, so that `copytaster taste` needs no options: JSON lines (or
// pretty-printed documents one after another, or one array) of protobuf JSON or ninjs, NewsML-G2,
// NITF, a serialised Article, else plain text. JSON is streamed, a file of a million lines needs
// the memory of one. What cannot be read is told with its file and line, and the next goes on.
#pragma once

#include <cstdint>
#include <deque>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

class Inputs {
 public:
  enum class Step : std::uint8_t {
    kArticle,  // `article` is the next one, `place` says where it stood
    kUnread,   // `place` and `problem` say what could not be read; call again
    kEnd,
  };

  // `files` in order; "-" or none at all: standard input.
  explicit Inputs(std::vector<std::string> files);

  Step next();
  [[nodiscard]] std::string& article() { return article_; }
  [[nodiscard]] const std::string& place() const { return place_; }  // "wire.jsonl:12"
  [[nodiscard]] const std::string& problem() const { return problem_; }
  // For a progress bar: bytes of all files (0 where one is not a plain file), and read so far.
  [[nodiscard]] std::uint64_t bytesTotal() const { return bytes_total_; }
  [[nodiscard]] std::uint64_t bytesRead() const { return bytes_read_; }

 private:
  enum class Form : std::uint8_t { kNone, kJsonLines, kJsonDocuments, kReady };

  Step openNext();
  Step openForm();
  bool takeDocument(std::string& out);
  Step readJson(const std::string& json);
  void readArray(const std::string& text);
  Step readWhole();
  bool getLine(std::string& line);
  Step unread(std::uint64_t line, std::string what);

  std::vector<std::string> files_;
  std::size_t next_file_ = 0;
  std::ifstream file_;
  std::istream* in_ = nullptr;
  std::string name_;
  Form form_ = Form::kNone;
  std::uint64_t line_ = 0, began_ = 0;  // last line read; first line of the document
  std::deque<std::string> ready_;       // of a file that is one document with several articles
  std::string article_, place_, problem_;
  std::uint64_t bytes_total_ = 0, bytes_read_ = 0;
};

// Plain text, in any encoding, as a serialised Article: the first line is the headline where a
// blank line follows it, or where it is short and ends without a full stop. The bytes stay as they
// are: what is not UTF-8 is for the reading to repair, as on the wire.
std::string articleFromText(std::string_view text, std::string_view id);

}  // namespace copytaster
