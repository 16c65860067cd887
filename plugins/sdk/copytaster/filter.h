// A filter, as its author sees it: a plain class over the C boundary of abi.h.
//
//   class Shout {
//    public:
//     explicit Shout(const copytaster::Settings& s) : limit_(s.number("limit", 0.5, "share of
//     capitals")) {} void examine(const copytaster::Document& doc, copytaster::Notes& notes) const
//     {
//       if (doc.capitals() > limit_) notes.hold("headline and body are in capitals");
//     }
//    private:
//     double limit_;
//   };
//   COPYTASTER_EXPORT constexpr auto copytaster_plugin = copytaster::plugin<Shout>("shout",
//   "1.0.0");
//
// The constructor reads settings and may throw: the daemon then does not start and prints what().
// Afterwards the filter only judges. `examine` is const, runs on any thread, several at once;
// `settle` runs on one thread in sequence order and may change the filter and its Store; `recall`
// rebuilds what a filter holds in memory from its Store. A throw in examine or settle is noted in
// the article's run; the wire goes on.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "copytaster/abi.h"

#define COPYTASTER_EXPORT extern "C" __attribute__((visibility("default"), used))

namespace copytaster {

using Token = ct_token;
using Span = ct_span;
using Evidence = ct_evidence;

enum class Field : std::uint32_t {
  kHeadline = CT_HEADLINE,
  kBody = CT_BODY,
  kId = CT_ID,
  kProvider = CT_PROVIDER,
  kService = CT_SERVICE,
  kUri = CT_URI,
  kByline = CT_BYLINE,
  kDateline = CT_DATELINE,
  kSlug = CT_SLUG,
  kEditorNote = CT_EDITOR_NOTE,
  kRefersTo = CT_REFERS_TO,
  kLanguage = CT_LANGUAGE,
  kFeed = CT_FEED,
};

enum class Kind : std::uint32_t {
  kSpun = CT_SPUN,
  kEncoding = CT_ENCODING,
  kNoise = CT_NOISE,
  kTruncated = CT_TRUNCATED,
  kRepeated = CT_REPEATED,
  kInterleaved = CT_INTERLEAVED,
  kFurniture = CT_FURNITURE,
  kMarkup = CT_MARKUP,
  kResidue = CT_RESIDUE,
};

enum class Relation : std::uint32_t {
  kOriginal = CT_ORIGINAL,
  kExact = CT_EXACT,
  kNear = CT_NEAR,
  kContained = CT_CONTAINED,
  kContains = CT_CONTAINS,
  kVersion = CT_VERSION_OF,
  kRewrite = CT_REWRITE,
};

enum class Advisory : std::int64_t {
  kNone = CT_NO_ADVISORY,
  kUpdate = CT_UPDATE,
  kCorrection = CT_CORRECTION,
  kKill = CT_KILL,
  kWithdrawal = CT_WITHDRAWAL,
};

enum class EntityType : std::uint32_t {
  kPerson = CT_PERSON,
  kPlace = CT_PLACE,
  kOrganisation = CT_ORGANISATION,
  kCountry = CT_COUNTRY,
  kDateline = CT_DATELINE_PLACE,
  kAgency = CT_AGENCY,
};

namespace sdk {

inline const ct_host* host =
    nullptr;  // set before the constructor runs; the same for the whole process

inline std::string_view view(ct_text t) {
  return {t.size ? t.data : "", static_cast<std::size_t>(t.size)};
}
inline ct_text text(std::string_view s) {
  return {s.data(), s.size()};
}

inline void require(ct_status status, const char* what) {
  if (status == CT_FULL) throw std::length_error(std::string(what) + ": bound hit");
  if (status != CT_OK) throw std::invalid_argument(std::string(what) + ": refused by the host");
}

}  // namespace sdk

// The settings of one [[filter]] table. [setup] Asking for a key declares it: keys that no one asks
// for are errors, with line and column. Throws nothing; a value of the wrong type stops the start
// after the constructor.
class Settings {
 public:
  explicit Settings(const ct_settings* raw) : raw_(raw) {}

  double number(const char* key, double otherwise, const char* help = "") const {
    return sdk::host->setting_number(raw_, key, otherwise, help);
  }
  std::int64_t integer(const char* key, std::int64_t otherwise, const char* help = "") const {
    return sdk::host->setting_integer(raw_, key, otherwise, help);
  }
  bool flag(const char* key, bool otherwise, const char* help = "") const {
    return sdk::host->setting_flag(raw_, key, otherwise ? 1 : 0, help) != 0;
  }
  std::string text(const char* key, std::string_view otherwise, const char* help = "") const {
    return std::string(sdk::view(sdk::host->setting_text(raw_, key, sdk::text(otherwise), help)));
  }
  std::vector<std::string> list(const char* key, std::initializer_list<const char*> otherwise,
                                const char* help = "") const {
    std::vector<const char*> items(otherwise);
    items.push_back(nullptr);
    std::vector<std::string> out;
    for (std::uint64_t i = 0;; ++i) {
      const ct_text item = sdk::host->setting_item(raw_, key, i, items.data(), help);
      if (item.data == nullptr) return out;
      out.emplace_back(sdk::view(item));
    }
  }
  // A path: absolute, or relative to the folder that holds the filter's library. May name no
  // existing file.
  std::string file(const char* key, std::string_view otherwise, const char* help = "") const {
    return std::string(sdk::view(sdk::host->setting_file(raw_, key, sdk::text(otherwise), help)));
  }

 private:
  const ct_settings* raw_;
};

// One article as the reading made it. [examine, settle] All views are valid until the call returns.
class Document {
 public:
  explicit Document(const ct_document* raw) : raw_(raw) {}

  std::string_view text(Field f) const {
    return sdk::view(sdk::host->text(raw_, static_cast<std::uint32_t>(f)));
  }
  std::string_view headline() const { return text(Field::kHeadline); }
  std::string_view body() const { return text(Field::kBody); }
  std::string_view language() const { return text(Field::kLanguage); }  // BCP 47; "und": not known

  std::uint64_t sequence() const { return static_cast<std::uint64_t>(number(CT_SEQUENCE)); }
  std::int64_t receivedAt() const {
    return number(CT_RECEIVED_AT);
  }  // microseconds since 1970, UTC
  std::int64_t publishedAt() const { return number(CT_PUBLISHED_AT); }  // the same; 0: not said
  std::int64_t version() const { return number(CT_VERSION); }           // 0: not said
  Advisory advisory() const { return static_cast<Advisory>(number(CT_ADVISORY)); }
  std::int64_t number(ct_number which) const { return sdk::host->number(raw_, which); }

  // Words, sentences, quotations and lines of the headline or the body, in order.
  std::span<const Token> tokens(Field f = Field::kBody) const {
    std::uint64_t n = 0;
    const Token* p = sdk::host->tokens(raw_, static_cast<std::uint32_t>(f), &n);
    return {p, static_cast<std::size_t>(n)};
  }
  std::span<const Span> sentences(Field f = Field::kBody) const { return spans(f, CT_SENTENCES); }
  std::span<const Span> quotations(Field f = Field::kBody) const { return spans(f, CT_QUOTATIONS); }
  std::span<const Span> lines(Field f = Field::kBody) const { return spans(f, CT_LINES); }

  std::string_view word(const Token& t, Field f = Field::kBody) const {
    return text(f).substr(t.begin, t.size);
  }

  // Share of words of headline and body in capitals, 0 to 1.
  double capitals() const {
    std::size_t capitals = 0, words = 0;
    for (Field f : {Field::kHeadline, Field::kBody}) {
      for (const Token& t : tokens(f)) {
        if ((t.flags & CT_TOKEN_NUMBER) != 0) continue;
        ++words;
        if ((t.flags & CT_TOKEN_ALL_CAPITALS) != 0) ++capitals;
      }
    }
    return words == 0 ? 0 : static_cast<double>(capitals) / static_cast<double>(words);
  }

  std::string_view metadata(std::string_view key) const {
    return sdk::view(sdk::host->metadata(raw_, sdk::text(key)));
  }
  std::vector<std::string_view> subjects() const {
    std::vector<std::string_view> out;
    for (std::uint64_t i = 0;; ++i) {
      const ct_text t = sdk::host->subject(raw_, i);
      if (t.data == nullptr) return out;
      out.push_back(sdk::view(t));
    }
  }

  // The article with its body as an earlier filter restored it; itself where nothing was restored.
  Document restored() const {
    const ct_document* other = sdk::host->restored(raw_);
    return Document(other != nullptr ? other : raw_);
  }
  bool isRestored() const { return sdk::host->restored(raw_) != nullptr; }

  const ct_document* raw() const { return raw_; }

 private:
  std::span<const Span> spans(Field f, ct_span_kind kind) const {
    std::uint64_t n = 0;
    const Span* p = sdk::host->spans(raw_, static_cast<std::uint32_t>(f), kind, &n);
    return {p, static_cast<std::size_t>(n)};
  }
  const ct_document* raw_;
};

// What a filter says of the article. Text is copied. Past the bounds of an article (4,096 findings,
// 1 MiB of text) the calls throw std::length_error; what was noted stays.
class Notes {
 public:
  explicit Notes(ct_notes* raw) : raw_(raw) {}

  // The strongest verdict of the chain stands (SPIKE over HOLD over PASS). The reason is a short
  // sentence for a person. Nobody spikes an advisory: the host refuses it and says so in the run.
  void hold(std::string_view reason) { verdict(CT_HOLD, reason); }
  void spike(std::string_view reason) { verdict(CT_SPIKE, reason); }
  // A reason without a verdict.
  void remark(std::string_view reason) { verdict(CT_PASS, reason); }

  // Bytes [begin, end) of the field are damaged. `reading` is the text proposed; empty: none is
  // sure. `cut`: nothing should stand there.
  void finding(Kind kind, Field field, std::uint32_t begin, std::uint32_t end,
               std::string_view reading, double confidence, bool cut = false) {
    const ct_finding f{sizeof(ct_finding),
                       static_cast<std::uint32_t>(kind),
                       static_cast<std::uint32_t>(field),
                       begin,
                       end,
                       cut ? 1U : 0U,
                       static_cast<float>(confidence),
                       0,
                       sdk::text(reading)};
    sdk::require(sdk::host->finding(raw_, &f), "finding");
  }
  void garble(double score, double severity, std::string_view restored = {}) {
    const ct_garble g{sizeof(ct_garble), static_cast<float>(score), static_cast<float>(severity), 0,
                      sdk::text(restored)};
    sdk::require(sdk::host->garble(raw_, &g), "garble");
  }
  // The caller fills all but struct_size.
  void duplicate(ct_duplicate d) {
    d.struct_size = sizeof d;
    sdk::require(sdk::host->duplicate(raw_, &d), "duplicate");
  }
  void story(ct_story s) {
    s.struct_size = sizeof s;
    sdk::require(sdk::host->story(raw_, &s), "story");
  }
  void topic(ct_topic t) {
    t.struct_size = sizeof t;
    sdk::require(sdk::host->topic(raw_, &t), "topic");
  }
  void entity(ct_entity e) {
    e.struct_size = sizeof e;
    sdk::require(sdk::host->entity(raw_, &e), "entity");
  }
  // A serialised message of the author's own, e.g. "type.googleapis.com/acme.Mood". Do not link
  // protobuf's generated code of copytaster for it.
  void annotate(std::string_view type_url, std::string_view message) {
    sdk::require(sdk::host->annotation(raw_, sdk::text(type_url), sdk::text(message)),
                 "annotation");
  }
  // A line in the run of this filter, e.g. the data it used.
  void message(std::string_view line) {
    sdk::require(sdk::host->message(raw_, sdk::text(line)), "message");
  }

  // What earlier filters found.
  std::span<const ct_finding> findings() const {
    std::uint64_t n = 0;
    const ct_finding* p = sdk::host->findings(raw_, &n);
    return {p, static_cast<std::size_t>(n)};
  }

  // [examine] Room for `count` values of T that settle of the same article gets back by kept<T>().
  // One call an article. Throws std::length_error past 256 KiB.
  template <class T>
  std::span<T> keep(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 8, "kept as bytes");
    void* p = sdk::host->keep(raw_, count * sizeof(T));
    if (p == nullptr) throw std::length_error("keep: bound hit");
    return {static_cast<T*>(p), count};
  }
  template <class T>
  std::span<const T> kept() const {
    const ct_text t = sdk::host->kept(raw_);
    return {reinterpret_cast<const T*>(t.data), static_cast<std::size_t>(t.size) / sizeof(T)};
  }

  ct_notes* raw() const { return raw_; }

 private:
  void verdict(ct_verdict v, std::string_view reason) {
    sdk::require(sdk::host->verdict(raw_, v, sdk::text(reason)), "verdict");
  }
  ct_notes* raw_;
};

enum class Level : std::uint32_t {
  kDebug = CT_DEBUG,
  kInfo = CT_INFO,
  kWarning = CT_WARNING,
  kError = CT_ERROR,
};

// A line in the daemon's log, for its operator; never the text of an article. [any thread]
inline void log(Level level, std::string_view line) {
  sdk::host->log(static_cast<std::uint32_t>(level), sdk::text(line));
}

// The filter's own table: ordered by key (bytes), read-your-writes, committed with the article.
// [settle, recall]
class Store {
 public:
  explicit Store(ct_store* raw)
      : raw_(raw),
        api_(static_cast<const ct_store_api*>(sdk::host->extension(CT_STORE_EXTENSION))) {}

  // False where there is no such key. The view is valid until the next put or erase.
  bool get(std::string_view key, std::string_view& value) const {
    ct_text t{};
    const ct_status s = api_->get(raw_, sdk::text(key), &t);
    if (s == CT_NOT_FOUND) return false;
    sdk::require(s, "store");
    value = sdk::view(t);
    return true;
  }
  // Throws std::length_error where the disk is full: the host rolls the article back and settles it
  // again later.
  void put(std::string_view key, std::string_view value) {
    sdk::require(api_->put(raw_, sdk::text(key), sdk::text(value)), "store");
  }
  void erase(std::string_view key) {
    const ct_status s = api_->erase(raw_, sdk::text(key));
    if (s != CT_NOT_FOUND) sdk::require(s, "store");
  }
  // Calls each(key, value) for keys >= from, in order, until it returns false. Do not change the
  // table meanwhile.
  template <std::predicate<std::string_view, std::string_view> F>
  void scan(std::string_view from, F each) const {
    struct Call {
      F* each;
      std::exception_ptr thrown;
    } call{&each, nullptr};
    const auto step = [](void* c, ct_text key, ct_text value) -> std::uint32_t {
      auto* self = static_cast<Call*>(c);
      try {
        return (*self->each)(sdk::view(key), sdk::view(value)) ? 1 : 0;
      } catch (...) {
        self->thrown = std::current_exception();
        return 0;
      }
    };
    const ct_status s = api_->scan(raw_, sdk::text(from), step, &call);
    if (call.thrown) std::rethrow_exception(call.thrown);
    if (s != CT_NOT_FOUND) sdk::require(s, "store");
  }

 private:
  ct_store* raw_;
  const ct_store_api* api_;
};

template <class F>
concept Examines = requires(const F& f, const Document& d, Notes& n) {
  { f.examine(d, n) } -> std::same_as<void>;
};
template <class F>
concept Settles = requires(F& f, const Document& d, Notes& n, Store& s) {
  { f.settle(d, n, s) } -> std::same_as<void>;
};
template <class F>
concept Recalls = requires(F& f, Store& s) {
  { f.recall(s) } -> std::same_as<void>;
};
// A filter is built from Settings and has `void examine(const Document&, Notes&) const`,
// `void settle(const Document&, Notes&, Store&)`, or both.
template <class F>
concept Filter = std::constructible_from<F, const Settings&> &&(Examines<F> || Settles<F>);

namespace sdk {

// The one form in which exceptions stop at the boundary.
template <class Call, class Report>
ct_status guarded(Call&& call, Report&& report) noexcept {
  try {
    call();
    return CT_OK;
  } catch (const std::exception& e) {
    report(e.what());
  } catch (...) {
    report("threw something that is not a std::exception");
  }
  return CT_FAILED;
}

inline void write(ct_failure* failure, const char* why) {
  std::snprintf(failure->text, sizeof failure->text, "%s", why);
}

template <class F>
struct Trampoline {
  static void* create(const ct_host* h, const ct_settings* settings, ct_failure* failure) noexcept {
    host = h;
    F* made = nullptr;
    guarded([&] { made = new F(Settings(settings)); },
            [&](const char* why) { write(failure, why); });
    return made;
  }
  static void destroy(void* self) noexcept { delete static_cast<F*>(self); }
  static ct_status examine(const void* self, const ct_document* doc, ct_notes* notes) noexcept {
    if constexpr (Examines<F>) {
      return guarded(
          [&] {
            Notes n(notes);
            static_cast<const F*>(self)->examine(Document(doc), n);
          },
          [&](const char* why) { host->fail(notes, text(why)); });
    }
    return CT_OK;
  }
  static ct_status settle(void* self, const ct_document* doc, ct_notes* notes,
                          ct_store* store) noexcept {
    if constexpr (Settles<F>) {
      return guarded(
          [&] {
            Notes n(notes);
            Store s(store);
            static_cast<F*>(self)->settle(Document(doc), n, s);
          },
          [&](const char* why) { host->fail(notes, text(why)); });
    }
    return CT_OK;
  }
  static ct_status recall(void* self, ct_store* store, ct_failure* failure) noexcept {
    if constexpr (Recalls<F>) {
      return guarded(
          [&] {
            Store s(store);
            static_cast<F*>(self)->recall(s);
          },
          [&](const char* why) { write(failure, why); });
    }
    return CT_OK;
  }
};

}  // namespace sdk

// The table that a filter exports. `name`: one word, lower case; `version`: "1.2.3". Both live as
// long as the library.
template <Filter F>
constexpr ct_plugin plugin(const char* name, const char* version) {
  using T = sdk::Trampoline<F>;
  return {CT_ABI_MAGIC,
          CT_ABI_MAJOR,
          CT_ABI_MINOR,
          sizeof(ct_plugin),
          (Examines<F> * 1U * CT_EXAMINES) | (Settles<F> * 1U * CT_SETTLES) |
              (Recalls<F> * 1U * CT_RECALLS),
          name,
          version,
          &T::create,
          &T::destroy,
          &T::examine,
          &T::settle,
          &T::recall};
}

}  // namespace copytaster
