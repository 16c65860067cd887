// The clustering. What it costs: the stories of the two dozen candidates with the most weight of
// rare words in common, each compared by one pass over two short lists.
#include "stories.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace copytaster::dedup {

namespace {

constexpr std::size_t kStories = 10;  // compared for one article

using Lanes = std::int32_t __attribute__((vector_size(16)));
constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(std::int32_t);
static_assert(Stories::kTerms % kLanes == 0);

Lanes load(const void* from) {
  Lanes some;
  std::memcpy(&some, from, sizeof some);
  return some;
}

// Where the hash stands among the first `count`, at most once; `count`: nowhere. All are looked at,
// four at a time: where it is cannot be guessed.
std::size_t placeOf(std::uint32_t hash, const std::uint32_t* hashes, std::size_t count) {
  const Lanes wanted = Lanes{} + static_cast<std::int32_t>(hash);
  const Lanes end = Lanes{} + static_cast<std::int32_t>(count);
  Lanes at{}, place{0, 1, 2, 3};
  for (std::size_t i = 0; i < count; i += kLanes, place += static_cast<std::int32_t>(kLanes))
    at |= (load(hashes + i) == wanted) & (place < end) & (place + 1);
  const auto found = static_cast<std::size_t>(at[0] | at[1] | at[2] | at[3]);
  return found == 0 ? count : found - 1;
}

// The first of the lightest. No weight is below zero, so their bits order as they do.
std::size_t lightest(const std::array<float, Stories::kTerms>& weights) {
  Lanes least = load(weights.data());
  for (std::size_t i = kLanes; i < weights.size(); i += kLanes) {
    const Lanes some = load(&weights[i]);
    const Lanes less = some < least;
    least = (some & less) | (least & ~less);
  }
  const std::int32_t bits = std::min({least[0], least[1], least[2], least[3]});
  std::size_t at = 0;
  while (std::bit_cast<std::int32_t>(weights[at]) != bits) ++at;
  return at;
}

}  // namespace

void Stories::Vector::add(std::uint32_t hash, float weight) {
  hashes[count] = hash;
  weights[count++] = std::max(weight, 0.0F);
}

void Stories::Vector::scale(float norm) {
  const float scale = norm > 0 ? 1.0F / std::sqrt(norm) : 0;
  for (std::size_t i = 0; i < count; ++i) weights[i] *= scale;
}

Stories::Vector Stories::vectorOf(const WeighedTerms& terms) {
  Vector v;
  v.weights[WeighedTerms::kNone] = 0;
  float norm = 0;
  for (std::size_t i = 0; i < terms.count(); ++i) {
    v.add(terms.hash(i), terms.weight(i));
    norm += v.weights[i] * v.weights[i];
  }
  v.scale(norm);
  return v;
}

Stories::Vector Stories::vectorOf(const Slot& slot, const TermWeights& weights) {
  Vector v;
  for (std::size_t i = 0; i < slot.term_count; ++i)
    v.add(slot.terms[i].hash(), weights.weight(slot.terms[i]));
  v.scale(weights.norm(slot.terms, slot.term_count));
  return v;
}

const Stories::Centre* Stories::centre(std::uint64_t story) const {
  const auto at = centres_.find(story);
  return at == centres_.end() ? nullptr : &at->second;
}

// What it is compared by is asked of memory at once: it is needed when all are known.
Stories::Near Stories::nearOf(const Slot& member, std::uint64_t story, bool quoted) const {
  const Centre* centre = this->centre(story);
  const auto ask = [](const void* begin, std::size_t size) {
    for (std::size_t i = 0; i < size; i += 64)
      __builtin_prefetch(static_cast<const char*>(begin) + i);
  };
  if (centre != nullptr) {
    ask(centre, sizeof *centre);
  } else {
    ask(member.terms, sizeof member.terms + sizeof member.norm);
  }
  return {story, &member, centre, quoted};
}

void Stories::gather(const Window& window) {
  near_.clear();
  const auto alike = window.shortlist().alike();
  for (const Candidate* c : alike) window.prefetchHead(c->sequence);
  for (const Candidate* c : alike) {
    if (near_.size() == kStories) break;
    const Slot* slot = window.slot(c->sequence);
    if (slot == nullptr) continue;
    const std::uint64_t story = Window::widen(slot->story, c->sequence);
    const auto same =
        std::find_if(near_.begin(), near_.end(), [&](const Near& x) { return x.story == story; });
    if (same == near_.end()) {
      near_.push_back(nearOf(*slot, story, c->quotations != 0));
    } else {
      same->quoted = same->quoted || c->quotations != 0;
    }
  }
}

float Stories::similarity(const WeighedTerms& terms, const Near& near, const Vector& article,
                          std::uint32_t seconds, Placing* placing) const {
  // Most terms are none of the article's: what may be one is picked first, without a branch.
  std::array<std::uint8_t, kTerms + 1> picked;
  struct Shared {
    float weight;
    std::uint8_t term;
  };
  std::array<Shared, kTerms> shared;  // of plain values: nothing is written that is not asked
  std::size_t count = 0;
  float dot = 0;
  const auto meet = [&](std::size_t all, auto hashAt, auto weightAt) {
    std::size_t some = 0;
    for (std::size_t j = 0; j < all; ++j) {
      picked[some] = static_cast<std::uint8_t>(j);
      some += terms.mayHold(hashAt(j)) ? 1 : 0;
    }
    for (std::size_t k = 0; k < some; ++k) {
      const std::size_t j = picked[k], i = terms.find(hashAt(j));
      const float x = article.weights[i] * weightAt(j, i);
      dot += x;
      shared[count] = {x, static_cast<std::uint8_t>(i)};
      count += i != WeighedTerms::kNone ? 1 : 0;
    }
  };
  const Centre* const centre = near.centre;
  const Slot& slot = *near.member;
  if (centre != nullptr) {
    meet(
        centre->count, [&](std::size_t j) { return centre->hashes[j]; },
        [&](std::size_t j, std::size_t) { return centre->weights[j]; });
  } else {  // a story of one article is that article
    meet(
        slot.term_count, [&](std::size_t j) { return slot.terms[j].hash(); },
        [&](std::size_t j, std::size_t i) {
          return slot.terms[j].weight() * std::max(terms.rarity(i), 0.0F);
        });
  }
  const float norm = centre != nullptr ? centre->norm : slot.norm;
  const std::uint32_t last = centre != nullptr ? centre->seconds : slot.seconds;
  const float hours =
      static_cast<float>(seconds > last ? seconds - last : last - seconds) / 3600.0F;
  const float z = hours / tuning_.sigma_hours;
  float s = norm > 0 ? dot / std::sqrt(norm) : 0;
  if (near.quoted) s += tuning_.quotation;
  // Alerts on one event come within minutes of one another; a word shared then says more.
  if (article.alert) s *= 1.0F + std::exp(-hours * 60.0F / tuning_.burst_minutes);
  if (placing != nullptr) {
    placing->shared_count = std::min(count, placing->shared.size());
    const auto heaviest = shared.begin() + static_cast<std::ptrdiff_t>(placing->shared_count);
    std::partial_sort(shared.begin(), heaviest, shared.begin() + static_cast<std::ptrdiff_t>(count),
                      [](const auto& a, const auto& b) {
                        return a.weight != b.weight ? a.weight > b.weight : a.term < b.term;
                      });
    for (std::size_t i = 0; i < placing->shared_count; ++i) placing->shared[i] = shared[i].term;
  }
  return s * std::exp(-0.5F * z * z);
}

void Stories::add(Centre& centre, const Vector& v) {
  std::size_t place = centre.count == kTerms ? lightest(centre.weights) : 0;
  for (std::size_t i = 0; i < v.count; ++i) {
    const std::size_t held = placeOf(v.hashes[i], centre.hashes.data(), centre.count);
    if (held != centre.count) {
      centre.weights[held] += v.weights[i];
      if (held == place && centre.count == kTerms) place = lightest(centre.weights);
      continue;
    }
    if (centre.count < kTerms) {
      const std::size_t next = centre.count++;
      centre.hashes[next] = v.hashes[i];
      centre.weights[next] = v.weights[i];
      if (centre.count == kTerms) place = lightest(centre.weights);
    } else if (centre.weights[place] < v.weights[i]) {  // the lightest makes room
      centre.hashes[place] = v.hashes[i];
      centre.weights[place] = v.weights[i];
      place = lightest(centre.weights);
    }
  }
  centre.norm = 0;
  for (std::size_t i = 0; i < centre.count; ++i)
    centre.norm += centre.weights[i] * centre.weights[i];
}

void Stories::join(const Window& window, const Near& near, const Vector& article,
                   std::uint32_t seconds, Placing& placing) {
  auto [at, fresh] = centres_.try_emplace(near.story);
  Centre& c = at->second;
  if (fresh) {
    add(c, vectorOf(*near.member, window.weights()));
    c.size = c.living = 1;
    c.seconds = near.member->seconds;
  }
  add(c, article);
  ++c.size;
  ++c.living;
  c.seconds = std::max(c.seconds, seconds);
  placing.story = near.story;
  placing.size = c.size;
}

Placing Stories::place(const Window& window, const Signature& article, const Link& link,
                       std::uint64_t sequence, std::uint32_t seconds) {
  Placing placing;
  placing.story = sequence;
  const WeighedTerms& terms = window.terms();
  Vector v = vectorOf(terms);
  v.alert = article.headline_only != 0;
  if (link.joins) {
    const Slot& partner = *window.slot(link.partner);
    const Near near = nearOf(partner, Window::widen(partner.story, link.partner), false);
    const float near_score = similarity(terms, near, v, seconds, &placing);
    placing.score = std::clamp(std::max(link.probability, near_score), 0.0F, 1.0F);
    join(window, near, v, seconds, placing);
    return placing;
  }
  gather(window);
  const Near* best = nullptr;
  float first = 0, second = 0;
  for (const Near& near : near_) {
    const float s = similarity(terms, near, v, seconds, nullptr);
    if (s > first) {
      second = first;
      first = s;
      best = &near;
    } else {
      second = std::max(second, s);
    }
  }
  const float bar = article.headline_only != 0 ? tuning_.short_near : tuning_.near;
  if (best == nullptr || first < bar || first - second < tuning_.margin) return placing;
  similarity(terms, *best, v, seconds, &placing);
  placing.score = std::min(first, 1.0F);
  placing.quoted = best->quoted;
  join(window, *best, v, seconds, placing);
  return placing;
}

bool Stories::leave(std::uint64_t story) {
  const auto at = centres_.find(story);
  if (at == centres_.end() || --at->second.living > 0) return false;
  centres_.erase(at);
  return true;
}

}  // namespace copytaster::dedup
