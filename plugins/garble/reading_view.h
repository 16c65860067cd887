// One field of the document as every detector takes it: text, tokens, sentences, lines. Views of
// the host's reading.
#pragma once

#include <copytaster/filter.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace copytaster {

struct FieldView {
  Field field;
  std::string_view text;
  std::span<const Token> tokens;
  std::span<const Span> sentences, lines;
  std::span<const std::uint32_t> marks;  // places of the bytes that stand out (sieve.h)

  static FieldView of(const Document& doc, Field field) {
    return {field, doc.text(field), doc.tokens(field), doc.sentences(field), doc.lines(field), {}};
  }
  std::string_view word(std::size_t token) const {
    return text.substr(tokens[token].begin, tokens[token].size);
  }
  std::uint32_t endOf(std::size_t token) const { return tokens[token].begin + tokens[token].size; }
};

// The stretch that holds token `token`; nullptr where none does. Stretches are in order.
inline const Span* spanOfToken(std::span<const Span> spans, std::size_t token) {
  const auto after =
      std::upper_bound(spans.begin(), spans.end(), token,
                       [](std::size_t t, const Span& s) { return t < s.token_begin; });
  if (after == spans.begin()) return nullptr;
  const Span& s = *(after - 1);
  return token < s.token_end ? &s : nullptr;
}

constexpr std::size_t kSampleBlock = 32, kSampleEvery = 96, kSampleFrom = 200;  // tokens

// A third of a longer text's tokens, in blocks, each marked as the start of a sentence so that
// nothing is read across the gaps: enough to see that a text is clean.
inline std::span<const Token> sampleOf(std::span<const Token> tokens, std::vector<Token>& room) {
  if (tokens.size() < kSampleFrom) return tokens;
  room.clear();
  for (std::size_t at = 0; at < tokens.size(); at += kSampleEvery) {
    const std::size_t size = std::min(kSampleBlock, tokens.size() - at);
    const auto block = tokens.subspan(at, size);
    room.insert(room.end(), block.begin(), block.end());
    room[room.size() - size].flags |= CT_TOKEN_SENTENCE_START;
  }
  return room;
}

}  // namespace copytaster
