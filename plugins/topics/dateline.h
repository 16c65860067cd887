// The dateline: from where, when and by whom an article was filed. "HOUSTON, March 2 (Reuters) -".
//
// It stands in a field of its own or opens the body. The place filed from is not always the place
// told of, so it is kept apart from the places in the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace copytaster::topics {

struct Dateline {
  std::string_view text;    // "ST. LOUIS, Mo.": place and region as written
  std::string_view place;   // "ST. LOUIS"; of a joint dateline the first
  std::string_view region;  // "Mo."; empty: none
  std::string_view date;    // "March 2"; empty: none
  std::string_view agency;  // "Reuters"; empty: none
  int month = 0, day = 0;   // 0: no date
  std::size_t end = 0;      // bytes of the text that are the dateline
};

// Of the field `dateline`. [any]
std::optional<Dateline> readDatelineField(std::string_view text);
// Of the beginning of a body: stricter, for most bodies open with a sentence. [any]
std::optional<Dateline> readDatelineOfBody(std::string_view body);

}  // namespace copytaster::topics
