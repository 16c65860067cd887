// A text read as the daemon reads it, for tests of what is made of its words.
#pragma once

#include <memory>
#include <string>

#include "daemon/article/reading.h"
#include "plugins/dedup/frequencies.h"
#include "plugins/dedup/signature.h"

namespace copytaster::dedup {

struct ReadWords {
  ReadWords(std::string h, std::string b) : headline(std::move(h)), body(std::move(b)) {
    const ReadText x = readText(headline, arena), y = readText(body, arena);
    words = {x.text, y.text, x.tokens, y.tokens, y.sentences, y.quotations};
  }
  std::string headline, body;
  Arena arena;
  Words words;
};

inline const Frequencies& frequencies() {
  static const Frequencies table(COPYTASTER_SOURCE_DIR "/plugins/dedup/words.model");
  return table;
}

inline Signature sign(const std::string& headline, const std::string& body) {
  const ReadWords read(headline, body);
  Signer signer;
  Signature s;
  signer.sign(read.words, frequencies(), s);
  return s;
}

}  // namespace copytaster::dedup
