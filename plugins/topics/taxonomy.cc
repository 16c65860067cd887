// mediatopics.tsv: comment lines (#; one says "release DATE"), then code, parent, label, level,
// retired.
#include "plugins/topics/taxonomy.h"

#include <array>
#include <fstream>
#include <stdexcept>

namespace copytaster::topics {
namespace {

constexpr std::string_view kScheme = "medtop:";
constexpr std::string_view kRelease = "release ";
constexpr std::size_t kDateSize = 10;

std::string_view withoutScheme(std::string_view code) {
  return code.starts_with(kScheme) ? code.substr(kScheme.size()) : code;
}

std::array<std::string_view, 5> columns(std::string_view line) {
  std::array<std::string_view, 5> out;
  for (auto& column : out) {
    const auto tab = line.find('\t');
    column = line.substr(0, tab);
    line = tab == std::string_view::npos ? std::string_view{} : line.substr(tab + 1);
  }
  return out;
}

}  // namespace

Taxonomy::Taxonomy(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::vector<std::string> above;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with('#')) {
      if (const auto at = line.find(kRelease); at != std::string::npos) {
        released_ = line.substr(at + kRelease.size(), kDateSize);
      }
      continue;
    }
    const auto [code, parent, label, level, retired] = columns(line);
    if (code.empty() || label.empty() || level.size() != 1) {
      throw std::runtime_error(path + ":" + std::to_string(number) +
                               ": wanted code, parent, label, level, retired");
    }
    index_.emplace(code, static_cast<std::uint32_t>(concepts_.size()));
    concepts_.push_back({std::string(kScheme).append(code), std::string(label),
                         static_cast<std::uint32_t>(level[0] - '0'), kNoConcept, kNoConcept,
                         !retired.empty()});
    above.emplace_back(parent);
  }
  if (released_.empty()) throw std::runtime_error(path + ": no line \"# release DATE\"");
  for (std::size_t i = 0; i < concepts_.size(); ++i) concepts_[i].parent = find(above[i]);
  for (std::uint32_t i = 0; i < concepts_.size(); ++i) {
    std::uint32_t top = i;
    while (concepts_[top].parent != kNoConcept) top = concepts_[top].parent;
    concepts_[i].top = top;
  }
}

std::uint32_t Taxonomy::find(std::string_view code) const {
  const auto it = index_.find(std::string(withoutScheme(code)));
  return it == index_.end() ? kNoConcept : it->second;
}

std::uint32_t Taxonomy::addOwn(std::string_view code, std::string_view label) {
  const auto index = static_cast<std::uint32_t>(concepts_.size());
  const auto [it, added] = index_.emplace(withoutScheme(code), index);
  if (!added) return it->second;
  concepts_.push_back({std::string(code), std::string(label), 0, kNoConcept, index, false});
  return index;
}

void Taxonomy::seal() {
  parents_.assign(concepts_.size(), {});
  for (std::size_t i = 0; i < concepts_.size(); ++i) {
    for (auto p = concepts_[i].parent; p != kNoConcept; p = concepts_[p].parent) {
      parents_[i].push_back(concepts_[p].code);
    }
  }
}

}  // namespace copytaster::topics
