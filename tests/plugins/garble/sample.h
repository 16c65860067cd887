// A text read as the daemon reads it, and what a detector says of it, for the tests of this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/reading.h"
#include "plugins/garble/damage.h"
#include "plugins/garble/model.h"
#include "plugins/garble/reading_view.h"
#include "plugins/garble/sieve.h"

namespace copytaster {

class Sample {
 public:
  explicit Sample(std::string_view text) : text_(text), read_(readText(text_, arena_)) {
    marks_ = sift(text_, room_);
  }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  FieldView view() const {
    return {Field::kBody, text_, read_.tokens, read_.sentences, read_.lines, marks_};
  }

 private:
  std::string text_;
  Arena arena_;
  ReadText read_;
  std::vector<std::uint32_t> room_;
  std::span<const std::uint32_t> marks_;
};

inline const Model& shippedModel() {
  static const Model model(COPYTASTER_SOURCE_DIR "/plugins/garble/garble.model");
  return model;
}

inline FieldWords knownOf(const FieldView& view) {
  FieldWords known;
  shippedModel().look(view, known);
  return known;
}

// "found>reading" of each range, in the order they were found, with | between; a cut reads
// "found>".
inline std::string told(std::string_view text, const DamageList& list) {
  std::string out;
  for (const Damage& d : list.items()) {
    if (!out.empty()) out += '|';
    out.append(text.substr(d.begin, d.end - d.begin)).append(">").append(list.reading(d));
  }
  return out;
}

// The text with every reading in its place.
inline std::string readBack(std::string_view text, const DamageList& list) {
  std::string out;
  std::size_t at = 0;
  for (const Damage& d : list.items()) {
    if (!d.restore) continue;
    out.append(text.substr(at, d.begin - at)).append(list.reading(d));
    at = d.end;
  }
  return out.append(text.substr(at));
}

// Six sentences of plain copy, written for these tests.
inline const std::string kPlainCopy =
    "The city council voted on Tuesday to raise the price of a bus ticket by ten cents, the first "
    "increase in four years. Officials said the money would pay for new buses and for repairs to "
    "two stations. \"We have put this off for as long as we could,\" the mayor told reporters "
    "after the meeting. Several members of the council voted against the plan, saying that it "
    "would hurt people who have no other way to get to work. A final decision is expected next "
    "month, when the board of the transport company will meet. The company has lost money every "
    "year since 2015, according to its annual report.";

}  // namespace copytaster
