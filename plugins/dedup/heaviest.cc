// Ranks in vectors of four where the machine has them: some fifty keys in a few hundred cycles, and
// no jump that could be guessed wrong.
#include "heaviest.h"

#include <algorithm>
#include <cstring>

namespace copytaster::dedup {

namespace {

// Filled up to whole vectors with zeros, which are greater than none: no rest is left over.
[[gnu::always_inline]] inline void order(std::uint64_t* keys, std::size_t count,
                                         std::uint64_t* out) {
  using Lanes = std::int64_t __attribute__((vector_size(8 * kRankLanes)));
  constexpr auto kTop = std::int64_t{1} << 63;  // turned over, they order as signed numbers do
  std::fill_n(keys + count, kRankLanes, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const Lanes key = Lanes{} + (static_cast<std::int64_t>(keys[i]) ^ kTop);
    Lanes greater{};
    for (std::size_t j = 0; j < count; j += kRankLanes) {
      Lanes others;
      std::memcpy(&others, keys + j, sizeof others);
      greater -= (others ^ kTop) > key;
    }
    out[greater[0] + greater[1] + greater[2] + greater[3]] = keys[i];
  }
}

#ifdef __x86_64__
__attribute__((target("avx2"))) void orderAvx2(std::uint64_t* keys, std::size_t count,
                                               std::uint64_t* out) {
  order(keys, count, out);
}
#endif

}  // namespace

void orderByRankPlain(std::uint64_t* keys, std::size_t count, std::uint64_t* out) {
  order(keys, count, out);
}

void orderByRank(std::uint64_t* keys, std::size_t count, std::uint64_t* out) {
#ifdef __x86_64__
  static const bool wide = __builtin_cpu_supports("avx2");
  if (wide) return orderAvx2(keys, count, out);
#endif
  orderByRankPlain(keys, count, out);
}

}  // namespace copytaster::dedup
