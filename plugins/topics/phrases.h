// Phrases of many lists found in one walk over an article's tokens, by the hashes of their words.
//
// This is Aho-Corasick's trie with words for letters, laid flat: a phrase, and what it begins with,
// is found by one key in one table, made of the key of all words but the last and the last
// (sieve.h), so that a phrase of two words costs one line of memory. Failure links are left out on
// purpose: phrases are a few words long, so a walk restarted at each word costs little, and nearly
// every word ends at the first test, a bitmap of the phrases of one word and of the first two words
// of all others. Word boundaries need no check: tokens are words.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "copytaster/abi.h"
#include "plugins/topics/large_pages.h"
#include "plugins/topics/sieve.h"

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

  // Where a phrase begins, nearly surely: a word that is one, or two that begin one.
  struct Start {
    std::uint64_t key;
    std::uint32_t at, words;  // index of the first token, and their number: 1 or 2
  };
  // All starts in the tokens, in the order of the text; views `room`, which is reused. What match()
  // wants of them is asked of memory. [any]
  struct Room {
    std::vector<std::uint32_t> begins;
    std::vector<Start> starts;
  };
  std::span<const Start> starts(std::span<const ct_token> tokens, Room& room) const;

  // True where a phrase may begin at tokens[at]. [any]
  bool mayBegin(std::span<const ct_token> tokens, std::size_t at) const {
    const std::uint64_t word = tokens[at].hash;
    return (bit(word) | (at + 1 < tokens.size() ? bit(pair(word, tokens[at + 1].hash)) : 0)) != 0;
  }
  // The phrases that begin there, nearly surely: of one word; of more. What match() wants of them
  // is asked of memory. [any]
  struct Begins {
    bool word, pair;
  };
  Begins begins(std::span<const ct_token> tokens, std::size_t at) const {
    const std::uint64_t word = tokens[at].hash;
    const std::uint64_t two = at + 1 < tokens.size() ? pair(word, tokens[at + 1].hash) : word;
    __builtin_prefetch(&entries_[slot(word)]);
    __builtin_prefetch(&entries_[slot(two)]);
    return {phraseBothBits(first_, word) != 0,
            at + 1 < tokens.size() && phraseBothBits(first_, two) != 0};
  }

  // Calls found(words, meanings) for every phrase of more than one word, or of one, that begins
  // there, shorter ones first; `words` is the number of tokens. Phrases do not reach over the end
  // of a sentence or a table cell: `text` is the field.
  template <class Found>
  void match(std::span<const ct_token> tokens, const Start& start, std::string_view text,
             Found&& found) const {
    if (start.words == 2 && !joined(tokens[start.at], tokens[start.at + 1], text)) return;
    const Entry* entry = find(start.key);
    for (std::size_t words = start.words; entry != nullptr; ++words) {
      if (entry->count != 0) found(words, meaningsOf(*entry));
      const std::size_t next = start.at + words;
      if (entry->longer == 0 || next == tokens.size() ||
          !joined(tokens[next - 1], tokens[next], text))
        return;
      entry = find(pair(entry->key, tokens[next].hash));
    }
  }
  // The same for the phrases that begin at tokens[at], of those that may.
  template <class Found>
  void match(std::span<const ct_token> tokens, std::size_t at, Begins may, std::string_view text,
             Found&& found) const {
    const auto place = static_cast<std::uint32_t>(at);
    const std::uint64_t word = tokens[at].hash;
    if (may.word) match(tokens, Start{word, place, 1}, text, found);
    if (may.pair) match(tokens, Start{pair(word, tokens[at + 1].hash), place, 2}, text, found);
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
  static constexpr std::size_t kBitsOfPhrase = 32;  // of the bitmap, at least
  struct Entry {
    std::uint64_t key = 0;    // 0: none
    std::uint32_t first = 0;  // of its meanings; of one alone the meaning itself
    std::uint32_t count : 31 = 0;
    std::uint32_t longer : 1 = 0;  // phrases of three words or more go on from here
  };
  struct Meaning {
    std::uint64_t key;
    std::uint32_t meaning;
  };

  std::span<const std::uint32_t> meaningsOf(const Entry& e) const {
    return e.count == 1 ? std::span(&e.first, 1) : std::span(meanings_).subspan(e.first, e.count);
  }
  std::size_t slot(std::uint64_t key) const { return (key * kFirst >> 20) & (entries_.size() - 1); }
  const Entry* find(std::uint64_t key) const {
    for (std::size_t s = slot(key);; s = (s + 1) & (entries_.size() - 1)) {
      if (entries_[s].key == key) return &entries_[s];
      if (entries_[s].key == 0) return nullptr;
    }
  }
  Entry& entry(std::uint64_t key);
  static std::uint64_t pair(std::uint64_t before, std::uint64_t word) {
    return phrasePair(before, word);
  }
  std::uint64_t bit(std::uint64_t key) const { return phraseBit(first_, key); }
  static bool joinedBy(std::string_view gap, std::size_t word_before);

  // Open addressing, at most half full; made by seal(), as all below.
  LargeVector<Entry> entries_ = LargeVector<Entry>(1);
  std::vector<std::uint32_t> meanings_;
  std::vector<std::uint64_t> first_ = std::vector<std::uint64_t>(1);  // the bitmap
  // Until then: what each phrase means, and what phrases of three words and more begin with.
  std::vector<Meaning> unsorted_;
  std::vector<std::uint64_t> prefixes_, begins_;
};

}  // namespace copytaster::topics
