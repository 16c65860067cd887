// The written half of the tagger: phrases that speak for a topic or against it, in a file a
// newsroom can extend.
//
// One rule a line: code TAB phrase TAB options. Options, by spaces:
//   a number  log-odds the phrase adds, -9 to 9 (1.5 if none is given; a second mention adds half,
//   a third a quarter) veto      where the phrase stands, the topic is not given; with * for the
//   code, none is title     counts in the headline only      lead     counts in headline and first
//   sentences only count=N   counts from the Nth mention on   case     counts with a capital only
//   ("Turkey")
// A line "@CODE TAB label" makes a topic of the newsroom's own. # begins a comment. Log-odds are
// the unit of the learned half too, so the two simply add up, and what a rule is worth can be read
// off a calibrated score.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "plugins/topics/phrases.h"
#include "plugins/topics/taxonomy.h"

namespace copytaster::topics {

struct Rule {
  std::uint32_t topic;  // index in the taxonomy; kEveryTopic: all
  float weight;
  std::uint8_t count;  // mentions needed
  bool veto, title, lead, capital;
};
inline constexpr std::uint32_t kEveryTopic = ~0U;

struct RuleError : std::runtime_error {
  RuleError(const std::string& file, std::size_t line, std::size_t column, const std::string& what)
      : std::runtime_error(file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " +
                           what) {}
};

class Rules {
 public:
  // Adds the rules of a file; topics of the newsroom's own go into the taxonomy. Throws RuleError
  // with line and column (in bytes, from 1). [setup]
  void addFile(const std::string& path, Taxonomy& taxonomy);
  void addText(const std::string& name, std::string_view text, Taxonomy& taxonomy);
  void seal() { phrases_.seal(); }

  const PhraseTable& phrases() const { return phrases_; }  // meanings are indices of rules
  const Rule& at(std::uint32_t index) const { return rules_[index]; }
  std::size_t size() const { return rules_.size(); }

 private:
  std::vector<Rule> rules_;
  PhraseTable phrases_;
};

}  // namespace copytaster::topics
