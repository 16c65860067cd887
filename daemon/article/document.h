// The document: an article and what every filter needs of it, computed once by the reading.
//
// It is the ct_document of the plugin boundary itself, so that nothing is converted on the way to a
// filter.
#pragma once

#include <span>
#include <string_view>

#include "copytaster/abi.h"
#include "daemon/article/article.h"

namespace copytaster {

// One field, read: tokens in order, and the stretches that hold them. All in the article's arena.
struct ReadText {
  std::string_view text;
  std::span<ct_token> tokens;
  std::span<const ct_span> sentences, quotations, lines;
};

}  // namespace copytaster

struct ct_document {
  copytaster::Article article;
  std::uint64_t sequence = 0;
  copytaster::Micros received_at = 0;
  std::string_view feed;
  std::string_view language;  // as read; "und": not known
  copytaster::ReadText headline, body;
  ct_document* restored = nullptr;  // the same article with its body restored
};

namespace copytaster {
using Reading = ct_document;
}
