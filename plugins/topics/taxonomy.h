// The IPTC Media Topics: codes, labels, parents. Read from the file that ships beside the filter,
// never compiled in: the vocabulary changes some twice a year, and a newsroom swaps the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace copytaster::topics {

struct Concept {
  std::string code;  // "medtop:20000763", or a newsroom's own
  std::string label;
  std::uint32_t level;   // 1 to 5; 0: a newsroom's own
  std::uint32_t parent;  // index; kNoConcept: none
  std::uint32_t top;     // index of the first-level concept above; itself on the first level
  bool retired;
};
inline constexpr std::uint32_t kNoConcept = ~0U;

class Taxonomy {
 public:
  // Throws std::runtime_error that names file and line. [setup]
  explicit Taxonomy(const std::string& path);

  // Eight digits, "medtop:" before them or not; kNoConcept where there is none. [setup]
  std::uint32_t find(std::string_view code) const;
  // A topic of the newsroom's own: any code, its label. [setup]
  std::uint32_t addOwn(std::string_view code, std::string_view label);

  const Concept& at(std::uint32_t index) const { return concepts_[index]; }
  std::size_t size() const { return concepts_.size(); }
  // Codes from the nearest parent to the first level.
  const std::vector<std::string_view>& parents(std::uint32_t index) const {
    return parents_[index];
  }
  std::uint32_t top(std::uint32_t index) const { return concepts_[index].top; }
  std::string_view released() const { return released_; }  // "2026-07-02"

  // Fills the parents of all. To be called once, after the last addOwn. [setup]
  void seal();

 private:
  std::vector<Concept> concepts_;
  std::vector<std::vector<std::string_view>> parents_;
  std::unordered_map<std::string, std::uint32_t> index_;
  std::string released_;
};

}  // namespace copytaster::topics
