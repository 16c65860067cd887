// Building the table, and cutting a phrase into words as the reading does.
#include "plugins/topics/phrases.h"

#define XXH_INLINE_ALL
#include <utf8proc.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string>

namespace copytaster::topics {
namespace {

constexpr std::size_t kGapMax = 4;  // bytes between two words of a phrase
constexpr std::size_t kAbbreviationMax =
    3;  // letters of a word whose point does not end a sentence: "St."

struct Letter {
  std::int32_t value = 0;
  std::size_t size = 1;
};

Letter letterAt(std::string_view text, std::size_t at) {
  Letter l;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                     static_cast<utf8proc_ssize_t>(text.size() - at), &l.value);
  if (size <= 0) return {0, 1};
  l.size = static_cast<std::size_t>(size);
  return l;
}

bool isWord(std::int32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  if (c >= 0x2000 && c < 0x2070) return false;
  const auto category = utf8proc_category(c);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_MC) ||
         category == UTF8PROC_CATEGORY_ND;
}

void appendFolded(std::string& word, std::int32_t c) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(utf8proc_tolower(c), bytes.data());
  word.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

// A mark that stands inside a word: an apostrophe between letters, a point, comma or colon between
// digits.
bool isInner(std::string_view text, std::size_t at, const Letter& mark) {
  if (at == 0 || at + mark.size >= text.size()) return false;
  const auto after = letterAt(text, at + mark.size).value;
  if (mark.value == '\'' || mark.value == 0x2019) return isWord(after);
  const auto digit = [](std::int32_t c) { return c >= '0' && c <= '9'; };
  return (mark.value == '.' || mark.value == ',' || mark.value == ':') && digit(text[at - 1]) &&
         digit(after);
}

}  // namespace

void phraseWords(std::string_view phrase, std::vector<std::uint64_t>& words) {
  thread_local std::string word;  // keeps its memory
  words.clear();
  word.clear();
  const auto end = [&] {
    if (!word.empty()) words.push_back(XXH3_64bits(word.data(), word.size()));
    word.clear();
  };
  for (std::size_t i = 0; i < phrase.size();) {
    const Letter l = letterAt(phrase, i);
    if (isWord(l.value)) {
      appendFolded(word, l.value);
    } else if (!word.empty() && isInner(phrase, i, l)) {
      word += l.value == 0x2019 ? '\'' : static_cast<char>(l.value);
    } else {
      end();
    }
    i += l.size;
  }
  end();
}

std::uint64_t wordHash(std::string_view word) {
  // A word as words are: on the stack, for a thread's own memory is dear to reach from a library.
  std::array<char, 32> room;
  if (word.size() <= room.size()) {
    char letters = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char c = word[i];
      letters = static_cast<char>(letters | c);
      room[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    if (static_cast<unsigned char>(letters) < 0x80) return XXH3_64bits(room.data(), word.size());
  }
  thread_local std::string folded;  // keeps its memory
  folded.clear();
  for (std::size_t i = 0; i < word.size();) {
    const Letter l = letterAt(word, i);
    appendFolded(folded, l.value == 0x2019 ? '\'' : l.value);
    i += l.size;
  }
  return XXH3_64bits(folded.data(), folded.size());
}

std::vector<std::uint64_t> phraseWords(std::string_view phrase) {
  std::vector<std::uint64_t> words;
  phraseWords(phrase, words);
  return words;
}

std::span<const std::uint32_t> PhraseTable::exact(std::string_view phrase,
                                                  std::vector<std::uint64_t>& words) const {
  phraseWords(phrase, words);
  if (words.empty()) return {};
  const Entry* const found = find(std::accumulate(words.begin() + 1, words.end(), words[0], pair));
  return found == nullptr ? std::span<const std::uint32_t>{} : meaningsOf(*found);
}

bool PhraseTable::joinedBy(std::string_view gap, std::size_t word_before) {
  if (gap.size() > kGapMax) return false;
  bool point = false, space = false;
  for (const char c : gap) {
    switch (c) {
      case ' ':
      case '\n':
        space = true;
        break;
      case '.':
        point = true;
        break;
      case '-':
      case '/':
      case '&':
      case '\'':
      case '\xe2':  // ’ and the dashes of U+2010 to U+2015
      case '\x80':
      case '\x90':
      case '\x91':
      case '\x93':
      case '\x99':
        break;
      default:
        return false;
    }
  }
  return !point || !space || word_before <= kAbbreviationMax;
}

bool PhraseTable::add(std::string_view phrase, std::uint32_t meaning) {
  const auto words = phraseWords(phrase);
  if (words.empty()) return false;
  std::uint64_t key = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (i > 1) prefixes_.push_back(key);
    key = pair(key, words[i]);
  }
  unsorted_.push_back({key, meaning});
  begins_.push_back(words.size() == 1 ? key : pair(words[0], words[1]));
  return true;
}

PhraseTable::Entry& PhraseTable::entry(std::uint64_t key) {
  std::size_t s = slot(key);
  while (entries_[s].key != 0 && entries_[s].key != key) s = (s + 1) & (entries_.size() - 1);
  entries_[s].key = key;
  return entries_[s];
}

void PhraseTable::seal() {
  std::stable_sort(unsorted_.begin(), unsorted_.end(),
                   [](const Meaning& a, const Meaning& b) { return a.key < b.key; });
  const auto once = [](std::vector<std::uint64_t>& keys) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  };
  once(prefixes_);
  once(begins_);
  entries_.assign(std::bit_ceil(2 * (unsorted_.size() + prefixes_.size()) + 1), {});
  for (const auto key : prefixes_) entry(key).longer = 1;
  for (std::size_t i = 0, end = 0; i < unsorted_.size(); i = end) {
    Entry& e = entry(unsorted_[i].key);
    while (end < unsorted_.size() && unsorted_[end].key == unsorted_[i].key) ++end;
    e.count = static_cast<std::uint32_t>(end - i) & 0x7FFFFFFF;
    e.first = static_cast<std::uint32_t>(meanings_.size());
    if (e.count == 1) e.first = unsorted_[i].meaning;
    for (std::size_t k = i; e.count > 1 && k < end; ++k) meanings_.push_back(unsorted_[k].meaning);
  }
  first_.assign(std::bit_ceil(std::max<std::size_t>(1, begins_.size() * kBitsOfPhrase / 64)), 0);
  for (const auto key : begins_) {
    for (const auto part : {key, key >> 32})
      first_[(part >> 6) & (first_.size() - 1)] |= std::uint64_t{1} << (part & 63);
  }
  unsorted_ = {};
  prefixes_ = begins_ = {};
}

std::span<const PhraseTable::Start> PhraseTable::starts(std::span<const ct_token> tokens,
                                                        Room& room) const {
  if (room.begins.size() < 2 * tokens.size() + kBehind) {
    room.begins.resize(2 * tokens.size() + kBehind);
    room.starts.resize(room.begins.size());
  }
  const std::size_t begins = findBegins(tokens, first_, room.begins.data());
  std::size_t count = 0;
  for (const auto begin : std::span(room.begins).first(begins)) {
    const std::uint32_t at = begin >> 1, two = begin & 1;
    const std::uint64_t word = tokens[at].hash;
    // Both are made: which it is could not be foreseen.
    const std::uint64_t both = pair(word, tokens[at + two].hash);
    const std::uint64_t key = word ^ ((word ^ both) & (std::uint64_t{0} - two));
    room.starts[count] = {key, at, 1 + two};
    __builtin_prefetch(&entries_[slot(key)]);
    count += phraseBothBits(first_, key);
  }
  return std::span(room.starts).first(count);
}

}  // namespace copytaster::topics
