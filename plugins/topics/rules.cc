// Reading of rule files; the form is told in rules.h.
#include "plugins/topics/rules.h"

#include <copytaster/abi.h>

#include <charconv>
#include <fstream>
#include <sstream>

namespace copytaster::topics {
namespace {

constexpr float kUsualWeight = 1.5F;
constexpr float kWeightMax = 9;
constexpr int kCountMax = 100;

// One line, with the place for an error.
struct Line {
  const std::string& file;
  std::size_t number;
  std::string_view text;

  [[noreturn]] void refuse(std::string_view at, const std::string& what) const {
    throw RuleError(file, number, static_cast<std::size_t>(at.data() - text.data()) + 1, what);
  }
};

// Cuts `rest` at the first `separator`.
std::string_view cut(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto first = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return first;
}

template <class Number>
bool readNumber(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

void readOption(const Line& line, std::string_view option, Rule& rule) {
  if (option == "veto") {
    rule.veto = true;
  } else if (option == "title") {
    rule.title = true;
  } else if (option == "lead") {
    rule.lead = true;
  } else if (option == "case") {
    rule.capital = true;
  } else if (option.starts_with("count=")) {
    int count = 0;
    if (!readNumber(option.substr(6), count) || count < 1 || count > kCountMax) {
      line.refuse(option, "count wants a number from 1 to 100");
    }
    rule.count = static_cast<std::uint8_t>(count);
  } else if (readNumber(option, rule.weight)) {
    if (!(rule.weight >= -kWeightMax && rule.weight <= kWeightMax)) {
      line.refuse(option, "a weight lies between -9 and 9");
    }
  } else {
    line.refuse(option, "unknown option '" + std::string(option) +
                            "': wanted a weight, veto, title, lead, case or count=N");
  }
}

}  // namespace

void Rules::addFile(const std::string& path, Taxonomy& taxonomy) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  addText(path, text.str(), taxonomy);
}

void Rules::addText(const std::string& name, std::string_view text, Taxonomy& taxonomy) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view all = cut(text, '\n');
    if (all.ends_with('\r')) all.remove_suffix(1);
    if (all.empty() || all.starts_with('#')) continue;
    const Line line{name, number, all};
    std::string_view rest = all;
    const auto code = cut(rest, '\t');
    if (code.starts_with('@')) {
      if (code.size() == 1 || rest.empty()) line.refuse(code, "wanted @CODE, a tab and a label");
      if (code.size() - 1 > CT_TOPIC_CODE_BYTES_MAX)
        line.refuse(code, "a code has at most 64 bytes");
      taxonomy.addOwn(code.substr(1), rest);
      continue;
    }
    Rule rule{taxonomy.find(code), kUsualWeight, 1, false, false, false, false};
    if (code == "*") {
      rule.topic = kEveryTopic;
    } else if (rule.topic == kNoConcept) {
      line.refuse(code, "no such topic '" + std::string(code) + "'");
    } else if (taxonomy.at(rule.topic).retired) {
      line.refuse(code, "topic '" + std::string(code) + "' is retired");
    }
    if (rest.empty())
      line.refuse(all.substr(all.size()), "wanted a tab and a phrase after the code");
    const auto phrase = cut(rest, '\t');
    while (!rest.empty()) {
      const auto option = cut(rest, ' ');
      if (!option.empty()) readOption(line, option, rule);
    }
    if (rule.topic == kEveryTopic && !rule.veto) line.refuse(code, "* is for vetoes only");
    if (!phrases_.add(phrase, static_cast<std::uint32_t>(rules_.size()))) {
      line.refuse(phrase, "the phrase has no word");
    }
    rules_.push_back(rule);
  }
}

}  // namespace copytaster::topics
