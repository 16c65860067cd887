// The garble filter: what arrived broken, where, and how it read before.
//
// Each detector is a file of its own and appends ranges to one list; none knows another. Order
// matters in one place: cues come before furniture, which counts their signs. Everything is
// stateless; what a detector needs in memory is made in the constructor or is scratch of the
// thread, so that a warm worker allocates nothing.
#include <string>

#include "plugins/garble/cues.h"
#include "plugins/garble/encoding.h"
#include "plugins/garble/furniture.h"
#include "plugins/garble/markup.h"
#include "plugins/garble/model.h"
#include "plugins/garble/noise.h"
#include "plugins/garble/score.h"
#include "plugins/garble/sieve.h"
#include "plugins/garble/spun.h"
#include "plugins/garble/structure.h"

namespace copytaster {
namespace {

constexpr double kNoiseFrom =
    .008;  // share of wrong characters from which a text is read whole for noise
constexpr double kNoisy = .03;
constexpr double kSurelySpun = .97;
constexpr std::size_t kFindingsMax =
    2'000;  // of one article; the host takes 4,096 from all filters

class Garble {
 public:
  explicit Garble(const Settings& s)
      : hold_at_(s.number("hold_at", .9,
                          "score from which a person should look at the article, 0 to 1")),
        model_(std::string(
            s.file("model", "garble.model", "tables and weights, made by scripts/train-garble"))),
        spun_(model_),
        noise_(model_),
        furniture_(model_) {}

  void examine(const Document& doc, Notes& notes) const {
    static thread_local DamageList list;
    static thread_local std::string restored, why;
    static thread_local std::vector<std::uint32_t> marks;
    list.clear();
    Signs signs;
    const FieldView body = FieldView::of(doc, Field::kBody);
    for (FieldView view : {FieldView::of(doc, Field::kHeadline), body}) {
      view.marks = sift(view.text, marks);
      read(view, doc, signs, list);
    }
    settleOverlaps(list);
    const Assessment found = assess(signs, body, list);
    note(list, notes);
    restore(body, list, restored);
    reason(signs, body, list, why);
    notes.garble(found.score, found.severity, restored);
    if (found.score >= hold_at_) {
      notes.hold(why);
    } else if (!why.empty()) {
      notes.remark(why);
    }
  }

 private:
  void read(const FieldView& view, const Document& doc, Signs& signs, DamageList& list) const {
    if (view.text.empty()) return;
    encoding_.read(view, list);
    const MarkupSigns markup = readMarkup(view, list);
    signs.markup.bytes += markup.bytes;
    signs.markup.fields += markup.fields;
    const CueSigns cues = cues_.read(view, list);
    signs.cues.strong += cues.strong;
    if (view.field != Field::kBody) return;
    signs.cues.page += cues.page;
    readEmbeds(view, list);
    furniture_.read(view, cues, list);
    signs.structure = readStructure(view, list);
    if (!doc.language().starts_with("en")) return;
    readWords(view, signs, list);
  }

  // Spun words and noise, both from what the model knows of the words; of clean copy only a sample
  // is looked up.
  void readWords(const FieldView& view, Signs& signs, DamageList& list) const {
    static thread_local FieldWords of_sample, whole;
    static thread_local std::vector<Token> room;
    static thread_local std::vector<float> suspicion;
    const std::span<const Token> sample = sampleOf(view.tokens, room);
    const FieldView sampled{view.field, view.text, sample, {}, {}, {}};
    model_.look(sampled, of_sample);
    SpunFeatures features;
    const bool odd = spun_.glance(sampled, of_sample, features) && spun_.worthReading(features);
    signs.noise = noise_.estimate(sampled, of_sample, suspicion);
    const bool noisy = signs.noise >= kNoiseFrom;
    if (!odd && !noisy) return;
    const bool all = sample.size() == view.tokens.size();
    if (!all) model_.lookOn(view, of_sample, whole);
    const FieldWords& known = all ? of_sample : whole;
    if (noisy) signs.noise = noise_.estimate(view, known, suspicion);
    if (odd) signs.spun = spun_.read(view, known, list);
    // Misread words are odd beside their neighbours too: of a noisy text only the surest is spun.
    if (signs.noise >= kNoisy && signs.spun < kSurelySpun) {
      signs.spun = 0;
      list.drop(Kind::kSpun);
    }
    if (signs.spun >= .5) {
      signs.noise = 0;  // a spinner's words are rare, not misread
    } else if (noisy) {
      noise_.mark(view, signs.noise, suspicion, list);
    }
  }

  static void note(const DamageList& list, Notes& notes) {
    std::size_t noted = 0;
    for (const Damage& d : list.items()) {
      if (++noted > kFindingsMax) break;
      notes.finding(d.kind, d.field, d.begin, d.end, list.reading(d), d.confidence, d.cut);
    }
  }

  double hold_at_;
  Model model_;
  EncodingReader encoding_;
  CueReader cues_;
  SpunReader spun_;
  NoiseReader noise_;
  FurnitureReader furniture_;
};

}  // namespace
}  // namespace copytaster

COPYTASTER_EXPORT constexpr auto copytaster_plugin =
    copytaster::plugin<copytaster::Garble>("garble", "1.0.0");
