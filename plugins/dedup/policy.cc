// The desk's own agency comes first in `prefer`: its article is never spiked because an
// aggregator's copy was faster.
#include "policy.h"

#include <algorithm>
#include <stdexcept>

namespace copytaster::dedup {

namespace {
constexpr std::string_view kNames[] = {"",          "ORIGINAL", "EXACT",   "NEAR",
                                       "CONTAINED", "CONTAINS", "VERSION", "REWRITE"};
}

std::string_view nameOf(ct_relation relation) {
  return kNames[relation];
}

Policy::Policy(const Settings& s)
    : prefer_(
          s.list("prefer", {}, "providers, most preferred first; none is spiked for one below it")),
      from_(s.list("spike_from", {}, "providers whose repeats may be spiked; none: all")) {
  for (const std::string& name :
       s.list("spike", {"EXACT", "NEAR"},
              "relations that are spiked: EXACT NEAR CONTAINED CONTAINS VERSION REWRITE")) {
    const auto at = std::find(std::begin(kNames) + CT_EXACT, std::end(kNames), name);
    if (at == std::end(kNames))
      throw std::invalid_argument("spike: no relation is called \"" + name + "\"");
    relations_ |= 1U << (at - std::begin(kNames));
  }
}

std::size_t Policy::rank(std::string_view provider) const {
  return static_cast<std::size_t>(std::find(prefer_.begin(), prefer_.end(), provider) -
                                  prefer_.begin());
}

bool Policy::spikes(ct_relation relation, std::string_view provider, std::string_view other) const {
  if ((relations_ >> relation & 1) == 0) return false;
  if (!from_.empty() && std::find(from_.begin(), from_.end(), provider) == from_.end())
    return false;
  return rank(provider) >= rank(other);
}

}  // namespace copytaster::dedup
