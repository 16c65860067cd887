// What an article is about, topics and entities, in the form in which it goes out.
//
// Most of what is noted of an article: some twenty messages of a hundred texts. They are written
// when they are noted, while the article is examined, on whichever core; each text is copied once,
// and the thread that settles has but to put the messages one behind the other.
#pragma once

#include <string_view>

#include "copytaster/abi.h"
#include "daemon/base/arena.h"

namespace copytaster {

struct TopicNote {
  std::string_view bytes;  // the field of an EnrichedArticle, in the arena
  float confidence;
  std::string_view first_level;  // code, of those bytes
};

// `t` has been checked: its evidence lies in `headline` and `body`, which are UTF-8. Of other texts
// every byte that is no part of it becomes '?': one bad byte, of a filter that cut a word in two,
// would make the whole message unreadable to every subscriber. [any]
TopicNote writtenTopic(const ct_topic& t, std::string_view headline, std::string_view body,
                       Arena& arena);
// The field of an EnrichedArticle, in the arena. [any]
std::string_view writtenEntity(const ct_entity& e, Arena& arena);

}  // namespace copytaster
