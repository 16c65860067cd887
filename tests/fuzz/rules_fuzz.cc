// Any text as a rules file of the topics filter: rules, or a mistake with its place in the file.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "plugins/topics/rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace copytaster::topics;
  static const Taxonomy shipped(COPYTASTER_SOURCE_DIR "/plugins/topics/mediatopics.tsv");
  Taxonomy taxonomy = shipped;
  Rules rules;
  try {
    rules.addText("fuzz.tsv", {reinterpret_cast<const char*>(data), size}, taxonomy);
  } catch (const RuleError& mistake) {
    if (!std::string(mistake.what()).starts_with("fuzz.tsv:")) std::abort();
    return 0;
  }
  taxonomy.seal();
  rules.seal();
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    const Rule& rule = rules.at(i);
    if (rule.topic != kEveryTopic && rule.topic >= taxonomy.size()) std::abort();
    if (rule.topic == kEveryTopic && !rule.veto) std::abort();
    if (!(rule.weight >= -9 && rule.weight <= 9) || rule.count == 0) std::abort();
  }
  return 0;
}
