// The clustering. What it costs: the stories of the two dozen candidates with the most weight of
// rare words in common, each compared by one pass over two short lists.
#include "stories.h"

#include <algorithm>
#include <cmath>

namespace copytaster::dedup {

namespace {
constexpr std::size_t kStories = 12;  // compared for one article
constexpr std::size_t kMembers = 32;  // candidates looked at for them
constexpr float kTermsMin = 30.0F;
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

// The centre is asked of memory at once: it is needed when all are known.
Stories::Near Stories::nearOf(const Slot& member, std::uint64_t story, bool quoted) const {
  const Centre* centre = this->centre(story);
  if (centre != nullptr) {
    const auto* bytes = reinterpret_cast<const char*>(centre);
    for (std::size_t i = 0; i < sizeof(Centre); i += 64) __builtin_prefetch(bytes + i);
  }
  return {story, &member, centre, quoted};
}

void Stories::gather(const Window& window, std::span<const Candidate> candidates) {
  near_.clear();
  auto worth = heaviest_.open(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& c = candidates[i];
    const bool quoted = c.quotations != 0;
    // Of equal ones the younger is first.
    const std::uint64_t tie =
        (Window::kArticlesMax - window.age(c.sequence)) << Window::kCandidateBits | i;
    worth.pass(Heaviest::key(c.terms + (quoted ? 300.0F : 0.0F), tie),
               (c.terms >= kTermsMin) | quoted);
  }
  const auto ranked = heaviest_.take(worth.kept(), kMembers);
  const auto at = [&](std::uint64_t key) -> const Candidate& {
    return candidates[key % Window::kCandidates];
  };
  for (const std::uint64_t key : ranked) window.prefetch(at(key).sequence);
  for (const std::uint64_t key : ranked) {
    if (near_.size() == kStories) break;
    const Candidate& c = at(key);
    const Slot* slot = window.slot(c.sequence);
    if (slot == nullptr) continue;
    const std::uint64_t story = Window::widen(slot->story, c.sequence);
    const auto same =
        std::find_if(near_.begin(), near_.end(), [&](const Near& x) { return x.story == story; });
    if (same == near_.end()) {
      near_.push_back(nearOf(*slot, story, c.quotations != 0));
    } else {
      same->quoted = same->quoted || c.quotations != 0;
    }
  }
}

float Stories::similarity(const WeighedTerms& terms, const Near& near, const Vector& article,
                          std::uint32_t seconds, Placing* placing) const {
  float dot = 0, norm = 0;
  std::uint32_t last;
  std::array<std::pair<float, std::uint8_t>, kTerms> shared;
  std::size_t count = 0;
  const auto meet = [&](std::size_t i, float weight) {
    const float x = article.weights[i] * weight;  // 0 for kNone
    dot += x;
    shared[count++] = {x, static_cast<std::uint8_t>(i)};
  };
  if (const Centre* centre = near.centre) {
    for (std::size_t j = 0; j < centre->count; ++j)
      meet(terms.find(centre->hashes[j]), centre->weights[j]);
    norm = centre->norm, last = centre->seconds;
  } else {  // a story of one article is that article
    const Slot& slot = *near.member;
    for (std::size_t j = 0; j < slot.term_count; ++j) {
      const std::size_t i = terms.find(slot.terms[j].hash());
      meet(i, slot.terms[j].weight() * std::max(terms.rarity(i), 0.0F));
    }
    norm = slot.norm, last = slot.seconds;
  }
  const float hours =
      static_cast<float>(seconds > last ? seconds - last : last - seconds) / 3600.0F;
  const float z = hours / tuning_.sigma_hours;
  float s = norm > 0 ? dot / std::sqrt(norm) : 0;
  if (near.quoted) s += tuning_.quotation;
  // Alerts on one event come within minutes of one another; a word shared then says more.
  if (article.alert) s *= 1.0F + std::exp(-hours * 60.0F / tuning_.burst_minutes);
  if (placing != nullptr) {
    const auto end = std::remove_if(shared.begin(), shared.begin() + count, [](const auto& term) {
      return term.second == WeighedTerms::kNone;
    });
    std::sort(shared.begin(), end, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    placing->shared_count = std::min<std::size_t>(static_cast<std::size_t>(end - shared.begin()),
                                                  placing->shared.size());
    for (std::size_t i = 0; i < placing->shared_count; ++i) placing->shared[i] = shared[i].second;
  }
  return s * std::exp(-0.5F * z * z);
}

void Stories::add(Centre& centre, const Vector& v) {
  const auto lightest = [&] {
    return static_cast<std::size_t>(std::min_element(centre.weights.begin(), centre.weights.end()) -
                                    centre.weights.begin());
  };
  std::size_t place = centre.count == kTerms ? lightest() : 0;
  for (std::size_t i = 0; i < v.count; ++i) {
    auto* end = centre.hashes.data() + centre.count;
    auto* at = std::find(centre.hashes.data(), end, v.hashes[i]);
    if (at != end) {
      const auto held = static_cast<std::size_t>(at - centre.hashes.data());
      centre.weights[held] += v.weights[i];
      if (held == place && centre.count == kTerms) place = lightest();
      continue;
    }
    if (centre.count < kTerms) {
      const std::size_t next = centre.count++;
      centre.hashes[next] = v.hashes[i];
      centre.weights[next] = v.weights[i];
      if (centre.count == kTerms) place = lightest();
    } else if (centre.weights[place] < v.weights[i]) {  // the lightest makes room
      centre.hashes[place] = v.hashes[i];
      centre.weights[place] = v.weights[i];
      place = lightest();
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
  gather(window, window.candidates());
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
