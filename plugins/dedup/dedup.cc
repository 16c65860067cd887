// The filter dedup: what the desk already has, in whatever words.
//
// examine makes the signature, on any worker; settle, in order of arrival, finds what the window
// holds of it, says so, and enters it. Memory is the window (window.h); the Store holds a record an
// article and the centres of stories of two and more, and recall makes the window from it again.
#define XXH_INLINE_ALL
#include <copytaster/filter.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "evidence.h"
#include "frequencies.h"
#include "judge.h"
#include "particulars.h"
#include "policy.h"
#include "record.h"
#include "stories.h"
#include "window.h"

namespace copytaster::dedup {
namespace {

std::size_t inRange(std::int64_t value, std::int64_t least, std::int64_t most, const char* key) {
  if (value >= least && value <= most) return static_cast<std::size_t>(value);
  throw std::invalid_argument(std::string(key) + ": from " + std::to_string(least) + " to " +
                              std::to_string(most));
}

std::uint64_t idHash(std::string_view provider, std::string_view id) {
  return XXH3_64bits_withSeed(id.data(), id.size(), XXH3_64bits(provider.data(), provider.size()));
}

Words wordsOf(const Document& doc) {
  const std::string_view language = doc.language();
  return {doc.headline(),
          doc.body(),
          doc.tokens(Field::kHeadline),
          doc.tokens(),
          doc.sentences(),
          doc.quotations(),
          language.empty() || language == "und" || language.starts_with("en")};
}

Notice noticeOf(const Document& doc) {
  if (doc.number(CT_STATUS) == CT_CANCELED) return Notice::kWithdrawal;
  switch (doc.advisory()) {
    case Advisory::kNone:
      return Notice::kNone;
    case Advisory::kUpdate:
      return Notice::kUpdate;
    case Advisory::kCorrection:
      return Notice::kCorrection;
    case Advisory::kKill:
      return Notice::kKill;
    case Advisory::kWithdrawal:
      return Notice::kWithdrawal;
  }
  return Notice::kNone;
}

// What examine hands to settle.
struct Examined {
  Signature last;  // of the words as garble restored them, where it did
  Signature came;  // of the words as they came; only where some were replaced
  bool reworded;
  Particulars particulars;
};

// Whether garble replaced words: what it took away or decoded leaves the article in its own words.
bool isReworded(const Document& doc, const Notes& notes) {
  return doc.isRestored() && std::ranges::any_of(notes.findings(), [](const ct_finding& f) {
           return f.kind == CT_SPUN && f.field == CT_BODY;
         });
}

}  // namespace

class Dedup {
 public:
  explicit Dedup(const Settings& s)
      : frequencies_(s.file("words", "words.model", "table of word frequencies")),
        policy_(s),
        window_(inRange(s.integer("window_articles", 262144, "articles remembered"), 16,
                        Window::kArticlesMax, "window_articles"),
                static_cast<std::uint32_t>(
                    inRange(s.integer("window_hours", 8760, "for how long; 0: by count alone"), 0,
                            1000000, "window_hours") *
                    3600)),
        judge_({.same = static_cast<float>(
                    s.number("same", 0.55, "score from which an article repeats another")),
                .rewrite = static_cast<float>(
                    s.number("rewrite", 0.25, "score from which it rewrites another"))}),
        stories_({.near = static_cast<float>(
                      s.number("story", 0.18, "likeness from which an article joins a story")),
                  .short_near = static_cast<float>(
                      s.number("story_headline", 0.12, "the same for headlines alone")),
                  .margin = static_cast<float>(
                      s.number("story_margin", 0, "how far it must be ahead of the next story")),
                  .sigma_hours = static_cast<float>(
                      s.number("story_hours", 72, "how fast a story grows old"))}) {}

  void examine(const Document& doc, Notes& notes) const {
    static thread_local Signer signer;
    static thread_local Sieve<std::uint32_t> picked;
    Examined& examined = notes.keep<Examined>(1).front();
    const Words words = wordsOf(doc.restored());
    signer.sign(words, frequencies_, examined.last);
    if (doc.isRestored()) signer.hashCame(wordsOf(doc), examined.last);
    examined.reworded = isReworded(doc, notes);
    if (examined.reworded) {
      signer.sign(wordsOf(doc), frequencies_, examined.came);
      examined.came.notice = std::max(examined.came.notice, noticeOf(doc));
    }
    examined.last.notice = std::max(examined.last.notice, noticeOf(doc));
    // Without page furniture: the year of a copyright line is no figure of the article.
    readParticulars(words, picked, examined.particulars);
  }

  void settle(const Document& doc, Notes& notes, Store& store);
  void recall(Store& store);

 private:
  Link find(const Document& doc, const Examined& examined, std::uint64_t id, std::uint16_t provider,
            std::uint32_t seconds);
  void referred(const Document& doc, const Signature& signature, Link& link);
  void describe(const Document& doc, const Examined& examined, const Link& link, Notes& notes,
                Store& store);
  void kill(std::uint64_t head, Evidence& evidence, Store& store);
  void advance(std::uint64_t sequence, std::uint32_t seconds, Store& store);
  void noteStory(const Document& restored, const Signature& signature, const Placing& placing,
                 Notes& notes) const;
  bool record(std::uint64_t sequence, Store& store, std::string& bytes, Record& record) const;

  Frequencies frequencies_;
  Policy policy_;
  Window window_;
  Judge judge_;
  Stories stories_;
  std::string bytes_;
};

// Judges by the words as garble restored them and, where it replaced some, also by those that came:
// whichever finds more. A match that only the restored words make is then a rewrite, because as it
// came the article was in other words.
Link Dedup::find(const Document& doc, const Examined& examined, std::uint64_t id,
                 std::uint16_t provider, std::uint32_t seconds) {
  Link link;
  if (examined.reworded) {
    window_.lookUp(examined.came, id);
    link = judge_.judge(window_, examined.came, id, provider, seconds);
  }
  window_.lookUp(examined.last, id);
  const Link other = judge_.judge(window_, examined.last, id, provider, seconds);
  if (!examined.reworded ||
      (other.partner != 0 && (link.partner == 0 || other.probability > link.probability + 0.1F))) {
    const bool only_restored =
        examined.reworded && (link.partner == 0 || link.relation == CT_REWRITE);
    link = other;
    if (only_restored && (link.relation == CT_EXACT || link.relation == CT_NEAR))
      link.relation = CT_REWRITE;
  }
  referred(doc, examined.last, link);
  return link;
}

// An advisory that names what it is about needs no likeness.
void Dedup::referred(const Document& doc, const Signature& signature, Link& link) {
  if (signature.notice == Notice::kNone || doc.text(Field::kRefersTo).empty()) return;
  const std::uint64_t target =
      window_.latest(idHash(doc.text(Field::kProvider), doc.text(Field::kRefersTo)));
  if (target == 0) return;
  if (target != link.partner) link.likeness = {};
  link.relation = CT_VERSION_OF;
  link.partner = target;
  link.probability = 1.0F;
  link.joins = link.same_id = true;
  const std::uint64_t head = Window::widen(window_.slot(target)->head, target);
  link.head = window_.slot(head) != nullptr ? head : target;
}

bool Dedup::record(std::uint64_t sequence, Store& store, std::string& bytes, Record& record) const {
  std::string_view found;
  if (!store.get(articleKey(sequence), found)) return false;
  bytes.assign(found);
  return readRecord(bytes, record);
}

void Dedup::advance(std::uint64_t sequence, std::uint32_t seconds, Store& store) {
  window_.advance(sequence, seconds, [&](std::uint64_t gone, const Slot& slot) {
    store.erase(articleKey(gone));
    const std::uint64_t story = Window::widen(slot.story, gone);
    if (stories_.leave(story)) store.erase(storyKey(story));
  });
}

void Dedup::settle(const Document& doc, Notes& notes, Store& store) {
  const auto kept = notes.kept<Examined>();
  if (kept.empty()) return;
  const Examined& examined = kept.front();
  const Signature& signature = examined.last;
  const std::uint64_t sequence = doc.sequence();
  const auto seconds =
      static_cast<std::uint32_t>(std::max<std::int64_t>(doc.receivedAt() / 1000000, 0));
  const std::uint64_t id = idHash(doc.text(Field::kProvider), doc.text(Field::kId));
  const auto provider = static_cast<std::uint16_t>(idHash(doc.text(Field::kProvider), {}));

  advance(sequence, seconds, store);
  const Link link = find(doc, examined, id, provider, seconds);
  const Placing placing = stories_.place(window_, signature, link, sequence, seconds);
  describe(doc, examined, link, notes, store);
  noteStory(doc.restored(), signature, placing, notes);

  Slot slot = Window::slotOf(sequence, seconds, signature, id);
  slot.provider = provider;
  slot.story = static_cast<std::uint32_t>(placing.story);
  if (link.joins) {
    slot.head = static_cast<std::uint32_t>(link.head);
    const Slot* head = window_.slot(link.head);
    slot.killed = head != nullptr ? head->killed : 0;
  }
  const Slot& entered = window_.enter(sequence, slot, window_.keys());
  writeRecord(entered, window_.keys(), doc.text(Field::kId), doc.text(Field::kProvider),
              doc.headline(), examined.particulars, bytes_);
  store.put(articleKey(sequence), bytes_);
  if (const Stories::Centre* centre = stories_.centre(placing.story)) {
    writeCentre(*centre, bytes_);
    store.put(storyKey(placing.story), bytes_);
  }
}

// A kill is of all that was sent of the article: every version and every copy.
void Dedup::kill(std::uint64_t head, Evidence& evidence, Store& store) {
  constexpr std::size_t kNamed = 16;
  std::size_t killed = 0;
  std::string bytes;
  Record version;
  for (std::uint64_t s = window_.oldest(); s < window_.next(); ++s) {
    Slot* slot = window_.slot(s);
    if (slot == nullptr || Window::widen(slot->head, s) != head) continue;
    slot->killed = 1;
    if (record(s, store, bytes, version)) {
      if (killed < kNamed) evidence.push_back("killed: " + nameOf(version));
      store.put(articleKey(s), killedRecord(bytes));
    }
    ++killed;
  }
  if (killed > kNamed)
    evidence.push_back("killed: " + std::to_string(killed - kNamed) + " more versions and copies");
}

void Dedup::describe(const Document& doc, const Examined& examined, const Link& link, Notes& notes,
                     Store& store) {
  const Signature& signature = examined.last;
  Evidence evidence;
  std::string bytes;
  Record other;
  bool figures_changed = false;
  const Notice notice = signature.notice;
  if (link.recurring != 0 && link.partner == 0 && record(link.recurring, store, bytes, other))
    tellRecurring(other, evidence);
  if (link.partner == 0) {
    if (notice >= Notice::kCorrection)
      notes.remark("an advisory; what it refers to is not in the window");
  } else if (record(link.partner, store, bytes, other)) {
    figures_changed = tellPartner(doc, signature, link, other, examined.particulars, evidence);
  }
  for (std::size_t i = 0; i < link.passage_count; ++i) {
    const Passage& p = link.passages[i];
    if (record(p.sequence, store, bytes, other)) tellPassage(p, other, evidence);
  }
  const bool killing = notice == Notice::kKill || notice == Notice::kWithdrawal;
  if (killing && link.joins) kill(link.head, evidence, store);

  ct_duplicate d{};
  d.relation = link.relation;
  if (link.partner != 0 && record(link.head, store, bytes, other)) {
    d.of_sequence = link.head;
    d.of_id = sdk::text(other.id);
    d.of_provider = sdk::text(other.provider);
    d.resemblance = link.likeness.resemblance;
    d.containment = std::max(link.likeness.contained, link.likeness.contains);
    const std::string head = std::string(other.id) + " (" + std::string(other.provider) + ")";
    const std::string what = std::string(nameOf(link.relation)) + " of " + head;
    const Slot* slot = window_.slot(link.head);
    if (killing) {
      notes.remark("kills " + head + ", its versions and copies");
    } else if (slot != nullptr && slot->killed != 0 && link.joins) {
      notes.hold("repeats an article that was killed: " + what);
    } else if (notice == Notice::kNone && !figures_changed &&
               policy_.spikes(link.relation, doc.text(Field::kProvider), other.provider)) {
      notes.spike("the desk has it: " + what);
    }
  }
  const auto lines = texts(evidence);
  d.evidence = lines.data();
  d.evidence_count = lines.size();
  notes.duplicate(d);
}

void Dedup::noteStory(const Document& restored, const Signature& signature, const Placing& placing,
                      Notes& notes) const {
  // A story is called by its first article's sequence: the same in every run over the same wire.
  const std::string name = "story-" + std::to_string(placing.story);
  Evidence evidence;
  if (placing.quoted) evidence.push_back("a saying quoted by both");
  tellShared(restored, signature, placing, evidence);
  const auto lines = texts(evidence);
  ct_story s{};
  s.size = s.position = placing.size;
  s.score = placing.score;
  s.id = sdk::text(name);
  s.evidence = lines.data();
  s.evidence_count = lines.size();
  notes.story(s);
}

// Stories first, so that each article finds the one it lives in. What no longer fits, because the
// window was made smaller, leaves the store; so does what another version of this filter wrote: the
// wire goes on, and the log says that the desk has forgotten it.
void Dedup::recall(Store& store) {
  std::vector<std::string> strange;
  store.scan("s", [&](std::string_view key, std::string_view value) {
    Stories::Centre centre;
    if (readCentre(value, centre)) {
      stories_.restore(sequenceOf(key), centre);
    } else {
      strange.emplace_back(key);
    }
    return true;
  });
  Slot slot;
  std::uint32_t keys[Window::kKeys];
  std::size_t count = 0;
  std::vector<std::uint64_t> gone;
  store.scan("a", [&](std::string_view key, std::string_view value) {
    if (key[0] != 'a') return false;
    if (!readSlot(value, slot, keys, count)) {
      strange.emplace_back(key);
      return true;
    }
    const std::uint64_t sequence = sequenceOf(key);
    window_.displace(sequence, [&](std::uint64_t old, const Slot& s) {
      gone.push_back(old);
      stories_.dies(Window::widen(s.story, old));
    });
    window_.enterLater(sequence, slot, {keys, count});
    stories_.lives(Window::widen(slot.story, sequence));
    return true;
  });
  window_.enterAll();
  for (const std::uint64_t sequence : gone) store.erase(articleKey(sequence));
  for (const std::string& key : strange) store.erase(key);
  if (!strange.empty()) {
    log(Level::kWarning, "dedup: " + std::to_string(strange.size()) +
                             " articles and stories in the store are of another version, or "
                             "damaged: forgotten");
  }
  stories_.bury([&](std::uint64_t story) { store.erase(storyKey(story)); });
}

}  // namespace copytaster::dedup

COPYTASTER_EXPORT constexpr auto copytaster_plugin =
    copytaster::plugin<copytaster::dedup::Dedup>("dedup", "1.0.0");
