// The plain twin: a word at a time.
#include "daemon/article/cutting.h"

#include "daemon/article/cutting_wide.h"

namespace copytaster {
namespace {

// Writes the words of a block behind the others; `begin` is the block's in the field. Without
// branches: how long a word is, and what of, is what nobody can foretell.
template <class FlagsOf>
void putEach(const Block& block, std::uint32_t begin, Cutting& cutting, WordHashes& hashes,
             FlagsOf flagsOf) {
  std::uint64_t starts = block.starts;
  std::uint64_t ends = ~block.words & (block.words << 1);  // one past the last byte of each word
  for (; starts != 0; starts &= starts - 1, ends &= ends - 1, ++cutting.words) {
    if (ends == 0) __builtin_unreachable();
    const int at = std::countr_zero(starts);
    const auto size = static_cast<unsigned>(std::countr_zero(ends) - at);
    ct_token& token = cutting.tokens[cutting.words];
    token.begin = begin + static_cast<std::uint32_t>(at);
    token.size = static_cast<std::uint16_t>(size);
    token.flags = static_cast<std::uint16_t>(flagsOf(at, size));
    hashes.add(cutting.words, size, (token.flags & CT_TOKEN_NON_ASCII) != 0);
  }
}

void putWords(const Block& block, std::uint32_t begin, Cutting& cutting, WordHashes& hashes) {
  const std::uint64_t wide = block.words & block.wide;
  if ((block.digits | wide | (block.capitals & ~block.starts)) == 0) {
    return putEach(block, begin, cutting, hashes,
                   [&](int at, unsigned) { return (block.capitals >> at & 1) * CT_TOKEN_CAPITAL; });
  }
  putEach(block, begin, cutting, hashes, [&](int at, unsigned size) {
    const std::uint64_t word = (std::uint64_t{1} << size) - 1;
    const auto of = [&](std::uint64_t mask) { return mask >> at & word; };
    const std::uint64_t capitals = of(block.capitals), digits = of(block.digits);
    const bool several = (capitals & (capitals - 1)) != 0;
    return (capitals & 1) * CT_TOKEN_CAPITAL | (digits & 1) * CT_TOKEN_NUMBER |
           (several & (of(block.smalls) == 0)) * CT_TOKEN_ALL_CAPITALS |
           (digits != 0) * CT_TOKEN_DIGIT | (of(wide) != 0) * CT_TOKEN_NON_ASCII;
  });
}

}  // namespace

void cutPlain(Cutting& cutting) {
  WordHashes hashes(cutting.bytes, cutting.first, cutting.tokens);
  while (cutting.at < cutting.end && cutting.mark_count <= Cutting::kMarksMax - Block::kBytes) {
    hashes.room(Block::kBytes);
    const std::uint32_t begin = cutting.at, words = cutting.words;
    const Block block(KindsReader(cutting.bytes + (begin - cutting.first)).kinds());
    putWords(block, begin, cutting, hashes);
    for (std::uint64_t marks = block.marks; marks != 0; marks &= marks - 1) {
      const std::uint64_t before = ~marks & (marks - 1);
      cutting.marks[cutting.mark_count++] = {
          begin + static_cast<std::uint32_t>(std::countr_zero(marks)),
          words + countBits(block.starts & before)};
    }
    cutting.at = begin + block.size;
    cutting.bytewise = begin + block.bytewise;
    if (cutting.at < cutting.bytewise) return;
  }
}

void cut(Cutting& cutting) {
#if defined(__x86_64__)
  static const bool wide = canCutWide();
  if (wide) return cutWide(cutting);
#endif
  cutPlain(cutting);
}

}  // namespace copytaster
