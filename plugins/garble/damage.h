// What the detectors of this filter find, collected before anything is said to the host.
//
// Every detector appends ranges to one list; the filter then sorts it, lets the surer of two
// overlapping ranges stand, sums severity and builds the restored body in one sweep. Readings lie
// one after another in one string, so that a list is reused from article to article without
// allocation.
#pragma once

#include <copytaster/filter.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

struct Damage {
  Kind kind;
  Field field;
  std::uint32_t begin, end;  // bytes of the field, half-open
  float confidence;
  float weight;  // share of the range's bytes that counts as damaged, for the severity
  bool cut;      // nothing should stand here
  bool restore;  // the reading is sure enough for the restored body
  std::uint32_t reading_begin, reading_size;
};

class DamageList {
 public:
  void clear() {
    items_.clear();
    readings_.clear();
  }
  void add(Kind kind, Field field, std::size_t begin, std::size_t end, std::string_view reading,
           double confidence, double weight = 1, bool restore = true) {
    items_.push_back({kind, field, static_cast<std::uint32_t>(begin),
                      static_cast<std::uint32_t>(end), static_cast<float>(confidence),
                      static_cast<float>(weight), false, restore && !reading.empty(),
                      static_cast<std::uint32_t>(readings_.size()),
                      static_cast<std::uint32_t>(reading.size())});
    readings_.append(reading);
  }
  // The reading is that nothing stands here.
  void cut(Kind kind, Field field, std::size_t begin, std::size_t end, double confidence,
           double weight = 1) {
    add(kind, field, begin, end, {}, confidence, weight);
    items_.back().cut = items_.back().restore = true;
  }
  // The reading is that nothing stands here, yet the restored body keeps it: a citation, a page
  // that is all furniture.
  void note(Kind kind, Field field, std::size_t begin, std::size_t end, double confidence,
            double weight = 0) {
    add(kind, field, begin, end, {}, confidence, weight);
  }

  // Takes back all of one kind.
  void drop(Kind kind) {
    std::erase_if(items_, [&](const Damage& d) { return d.kind == kind; });
  }

  std::string_view reading(const Damage& d) const {
    return std::string_view(readings_).substr(d.reading_begin, d.reading_size);
  }
  std::vector<Damage>& items() { return items_; }
  const std::vector<Damage>& items() const { return items_; }
  bool empty() const { return items_.empty(); }

 private:
  std::vector<Damage> items_;
  std::string readings_;
};

}  // namespace copytaster
