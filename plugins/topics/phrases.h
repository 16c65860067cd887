// Phrases of many lists found in one walk over an article's tokens: a trie over the words' hashes.
//
// This is Aho-Corasick's trie with words for letters. Failure links are left out on purpose:
// phrases are a few words long, so a walk restarted at each word costs little, and nearly every
// word ends at the first test, a bitmap of the phrases of one word and of the first two words of
// all others. Word boundaries need no check: tokens are words.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "copytaster/abi.h"
#include "plugins/topics/large_pages.h"

namespace copytaster::topics {

// The hash of each word of a phrase, by the rules of ct_token (DESIGN.md, section 3). [setup]
std::vector<std::uint64_t> phraseWords(std::string_view phrase);
// The same into a vector that is reused. [any]
void phraseWords(std::string_view phrase, std::vector<std::uint64_t>& words);

// The hash of one word, folded. [any]
std::uint64_t wordHash(std::string_view word);

class PhraseTable {
 public:
  // A phrase means `meaning`, an index of the caller's; the same phrase may have several. False
  // where the phrase has no word. [setup]
  bool add(std::string_view phrase, std::uint32_t meaning);
  // To be called once, after the last add. [setup]
  void seal();

  // True where a phrase may begin at tokens[at]: one test of a bit for the word, one for it and the
  // next. begins() tests twice and is rarely true in vain.
  bool mayBegin(std::span<const ct_token> tokens, std::size_t at) const {
    return (bit(tokens[at].hash) | bit(pairAt(tokens, at))) != 0;
  }
  bool begins(std::span<const ct_token> tokens, std::size_t at) const {
    const std::uint64_t word = tokens[at].hash, pair = pairAt(tokens, at);
    return ((bit(word) & bit(word >> 32)) | (bit(pair) & bit(pair >> 32))) != 0;
  }

  // mayBegin of all tokens: the indices of those where a phrase may begin, to `out`, which has room
  // for all and one more; how many there are. No branch but the loop's. [any]
  std::size_t mayBegin(std::span<const ct_token> tokens, std::uint32_t* out) const {
    if (tokens.empty()) return 0;
    std::size_t count = 0;
    std::uint64_t word = tokens[0].hash;
    for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
      const std::uint64_t next = tokens[at + 1].hash;
      out[count] = static_cast<std::uint32_t>(at);
      count += bit(word) | bit(pairOf(word, next));
      word = next;
    }
    out[count] = static_cast<std::uint32_t>(tokens.size() - 1);
    return count + mayBegin(tokens, tokens.size() - 1);
  }

  // Asks memory for what match() wants of a word; the second to be called when the first has
  // arrived. [any]
  void fetch(std::uint64_t word) const { __builtin_prefetch(&edges_[slot(0, word)]); }
  void fetchMeaning(std::uint64_t word) const {
    if (const std::uint32_t node = next(0, word); node != kNone) __builtin_prefetch(&nodes_[node]);
  }

  // Calls found(words, meanings) for every phrase that begins at tokens[at], shorter ones first;
  // `words` is the number of tokens. Phrases do not reach over the end of a sentence or a table
  // cell: `text` is the field.
  template <class Found>
  void match(std::span<const ct_token> tokens, std::size_t at, std::string_view text,
             Found&& found) const {
    std::uint32_t node = 0;
    for (std::size_t i = at; i < tokens.size(); ++i) {
      if (i > at && !joined(tokens[i - 1], tokens[i], text)) return;
      node = next(node, tokens[i].hash);
      if (node == kNone) return;
      const Node& n = nodes_[node];
      if (n.count != 0) found(i - at + 1, meaningsOf(n));
      if (n.longer == 0) return;
    }
  }

  // The meanings of a phrase as a whole; empty: it is none. `words` is scratch. [any]
  std::span<const std::uint32_t> exact(std::string_view phrase,
                                       std::vector<std::uint64_t>& words) const;

  // Two words that may stand in one phrase: between them a space, a hyphen, an abbreviation's point
  // or the like.
  static bool joined(const ct_token& a, const ct_token& b, std::string_view text) {
    const std::size_t begin = a.begin + a.size;
    if (b.begin - begin == 1 && text[begin] == ' ') return true;
    return joinedBy(text.substr(begin, b.begin - begin), a.size);
  }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  static constexpr std::size_t kBitsOfPhrase = 32;  // of the bitmap, at least
  struct Edge {
    std::uint64_t word = 0;
    std::uint32_t from = kNone, to = 0;
  };
  struct Node {
    std::uint32_t first = 0;  // of its meanings; of one alone the meaning itself
    std::uint32_t count : 31 = 0;
    std::uint32_t longer : 1 = 0;  // phrases go on from here
  };
  struct Meaning {
    std::uint32_t node, meaning;
  };

  std::span<const std::uint32_t> meaningsOf(const Node& n) const {
    return n.count == 1 ? std::span(&n.first, 1) : std::span(meanings_).subspan(n.first, n.count);
  }
  std::size_t slot(std::uint32_t node, std::uint64_t word) const {
    return ((word ^ node * 0x9E3779B97F4A7C15ULL) * 0xC2B2AE3D27D4EB4FULL >> 20) &
           (edges_.size() - 1);
  }
  std::uint32_t next(std::uint32_t node, std::uint64_t word) const {
    for (std::size_t s = slot(node, word);; s = (s + 1) & (edges_.size() - 1)) {
      const Edge& e = edges_[s];
      if (e.from == kNone) return kNone;
      if (e.from == node && e.word == word) return e.to;
    }
  }
  static std::uint64_t pairOf(std::uint64_t word, std::uint64_t next) {
    return (word ^ next << 32 ^ next >> 32) * 0x9E3779B97F4A7C15ULL;
  }
  static std::uint64_t pairAt(std::span<const ct_token> tokens, std::size_t at) {
    return pairOf(tokens[at].hash, at + 1 < tokens.size() ? tokens[at + 1].hash : 0);
  }
  std::uint64_t bit(std::uint64_t key) const {
    return (first_[(key >> 6) & (first_.size() - 1)] & std::uint64_t{1} << (key & 63)) != 0 ? 1 : 0;
  }
  static bool joinedBy(std::string_view gap, std::size_t word_before);
  std::uint32_t addEdge(std::uint32_t node, std::uint64_t word);
  void grow();

  LargeVector<Edge> edges_ = LargeVector<Edge>(1024);  // open addressing, at most half full
  std::size_t edge_count_ = 0;
  LargeVector<Node> nodes_ = LargeVector<Node>(1);
  std::vector<Meaning> unsorted_;
  std::vector<std::uint32_t> meanings_;
  std::vector<std::uint64_t> keys_;   // of the bitmap
  std::vector<std::uint64_t> first_;  // the bitmap, made by seal(); a power of two
};

}  // namespace copytaster::topics
