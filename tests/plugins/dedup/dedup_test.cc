// The filter through the real boundary: what it says of the kinds of repeat, and what it never
// does.
#include "tests/plugins/dedup/wire.h"

#include <copytaster/filter.h>

#include <boost/test/unit_test.hpp>

namespace {

using copytaster::dedup::body;
using copytaster::dedup::desk;
using copytaster::dedup::headline;
using copytaster::dedup::text;
using copytaster::testing::Article;
using copytaster::testing::Tasted;

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kStart = 1'700'000'000'000'000, kDay = 86'400'000'000;

struct Wire {
  std::mt19937_64 random{7};
  std::int64_t now = kStart;
  Article next(std::size_t sentences = 8) {
    now += kHour / 60;
    return {
        .headline = headline(random), .body = text(body(random, sentences)), .published_at = now};
  }
};

bool mentions(const std::vector<std::string>& lines, const std::string& what) {
  for (const auto& line : lines) {
    if (line.find(what) != std::string::npos) return true;
  }
  return false;
}

// Garble's part: what stands behind a '|' backwards is the body restored; the damage is of a kind.
class Restoring {
 public:
  explicit Restoring(const copytaster::Settings& s)
      : kind_(static_cast<copytaster::Kind>(s.integer("kind", CT_FURNITURE, "of the finding"))) {}
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    const std::string body(doc.body());
    const std::size_t bar = body.find('|');
    if (bar == std::string::npos) return;
    const auto size = static_cast<std::uint32_t>(body.size());
    notes.finding(kind_, copytaster::Field::kBody, 0, size, "", 1.0);
    notes.garble(1, 1, std::string(body.rbegin(), body.rend() - static_cast<long>(bar) - 1));
  }

 private:
  copytaster::Kind kind_;
};
constexpr ct_plugin kRestoring = copytaster::plugin<Restoring>("restoring", "1.0.0");

Tasted tasteRestored(std::int64_t kind) {
  auto filters = copytaster::dedup::chain();
  filters.insert(filters.begin(),
                 {.name = "restoring", .plugin = &kRestoring, .settings = {{"kind", kind}}});
  copytaster::testing::Desk desk(std::move(filters));
  Wire wire;
  Article article = wire.next(20);
  desk.taste(article);
  const std::string restored = "Once more: " + article.body;
  article.body = wire.next(20).body + '|' + std::string(restored.rbegin(), restored.rend());
  article.id = "again";
  article.provider = "site";
  return desk.taste(article);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dedup)

BOOST_AUTO_TEST_CASE(restored_from_other_words_it_is_a_rewrite_and_else_a_repeat) {
  BOOST_TEST(tasteRestored(CT_FURNITURE).relation == CT_NEAR);
  BOOST_TEST(tasteRestored(CT_ENCODING).relation == CT_NEAR);
  BOOST_TEST(tasteRestored(CT_SPUN).relation == CT_REWRITE);
}

BOOST_AUTO_TEST_CASE(a_daily_notice_is_never_spiked_for_yesterdays) {
  Article notice = {.headline = "River levels, Tuesday March 10",
                    .body =
                        "Upper Lock 214, steady. Saltmarsh Quay 412, falling. Ferry Point 275, "
                        "steady. No restrictions are in force; enquiries to the duty officer.",
                    .published_at = kStart};
  for (const std::int64_t later : {kHour, 24 * kHour}) {
    auto desk = copytaster::dedup::desk();
    desk.taste(notice);
    Article next = notice;
    next.headline = "River levels, Wednesday March 11";
    next.published_at += later;
    const auto tasted = desk.taste(next);
    BOOST_TEST(tasted.verdict == CT_PASS);
    BOOST_TEST((tasted.relation == CT_ORIGINAL) == (later > 20 * kHour));
    next.headline = notice.headline;  // the same again is the same
    BOOST_TEST(desk.taste(next).verdict == CT_SPIKE);
  }
}

BOOST_AUTO_TEST_CASE(an_agencys_dress_does_not_hide_the_same_text) {
  auto desk = copytaster::dedup::desk();
  Wire wire;
  Article first = wire.next();
  first.provider = "agency";
  const auto original = desk.taste(first);
  BOOST_TEST(original.relation == CT_ORIGINAL);
  Article copy = first;
  copy.provider = "site";
  copy.body = "LONDON, March 3 (Reuters) - " + first.body + "ENDS\n";
  for (char& c : copy.body) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  copy.published_at += kHour;
  const auto tasted = desk.taste(copy);
  BOOST_TEST(tasted.relation == CT_EXACT);
  BOOST_TEST(tasted.of_sequence == original.sequence);
  BOOST_TEST(tasted.of_provider == "agency");
  BOOST_TEST(tasted.verdict == CT_SPIKE);
  BOOST_TEST(tasted.story_id == original.story_id);
  BOOST_TEST(tasted.story_position == 2u);
}

BOOST_AUTO_TEST_CASE(unlike_articles_are_never_linked) {
  auto desk = copytaster::dedup::desk();
  Wire wire;
  int linked = 0;
  for (int i = 0; i < 2000; ++i) {
    if (desk.taste(wire.next(3 + static_cast<std::size_t>(i % 9))).relation != CT_ORIGINAL)
      ++linked;
  }
  BOOST_TEST(linked == 0);
}

BOOST_AUTO_TEST_CASE(a_correction_is_a_version_names_its_figures_and_is_never_spiked) {
  auto desk = copytaster::dedup::desk(
      {{"spike", std::vector<std::string>{"EXACT", "NEAR", "CONTAINED", "CONTAINS", "VERSION"}}});
  Wire wire;
  Article first = wire.next();
  first.body = "Profit rose to 4711 in the quarter, the company said.\n" + first.body;
  desk.taste(first);
  Article corrected = first;
  corrected.id = "c";
  corrected.headline = "CORRECTED-" + first.headline;
  corrected.body.replace(corrected.body.find("4711"), 4, "1147");
  const auto tasted = desk.taste(corrected);
  BOOST_TEST(tasted.relation == CT_VERSION_OF);
  BOOST_TEST(tasted.of_sequence == 1u);
  BOOST_TEST(tasted.verdict == CT_PASS);
  BOOST_TEST(mentions(tasted.duplicate_evidence, "4711 becomes 1147"));
}

BOOST_AUTO_TEST_CASE(no_advisory_is_spiked_by_field_or_by_words) {
  auto desk = copytaster::dedup::desk(
      {{"spike",
        std::vector<std::string>{"EXACT", "NEAR", "CONTAINED", "CONTAINS", "VERSION", "REWRITE"}}});
  Wire wire;
  const Article first = wire.next();
  desk.taste(first);
  for (const char* prefix : {"KILL: ", "CORRECTED - ", "(CORRECTED)-", "REFILE-", "UPDATE 2-",
                             "WITHDRAWN: ", "MANDATORY KILL - "}) {
    Article again = first;
    again.id = prefix;
    again.headline = prefix + first.headline;
    const auto tasted = desk.taste(again);
    BOOST_TEST(tasted.verdict != CT_SPIKE, prefix);
    BOOST_TEST(tasted.of_sequence == 1u, prefix);
  }
  for (const auto advisory : {CT_UPDATE, CT_CORRECTION, CT_KILL, CT_WITHDRAWAL}) {
    Article again = first;
    again.id = "advisory" + std::to_string(advisory);
    again.advisory = advisory;
    BOOST_TEST(desk.taste(again).verdict != CT_SPIKE);
  }
}

BOOST_AUTO_TEST_CASE(a_kill_marks_versions_and_copies_and_holds_what_repeats_them_later) {
  auto desk = copytaster::dedup::desk();
  Wire wire;
  Article first = wire.next();
  first.id = "story-1";
  desk.taste(first);
  Article copy = first;
  copy.id = "copy-1";
  copy.provider = "site";
  desk.taste(copy);
  Article kill{.id = "kill-1",
               .headline = "KILL: " + first.headline,
               .body = "Editors: please kill the story sent earlier. It is wrong.",
               .refers_to = "story-1",
               .advisory = CT_KILL,
               .published_at = first.published_at + kHour};
  const auto killed = desk.taste(kill);
  BOOST_TEST(killed.relation == CT_VERSION_OF);
  BOOST_TEST(killed.of_id == "story-1");
  BOOST_TEST(killed.verdict == CT_PASS);
  BOOST_TEST(mentions(killed.duplicate_evidence, "killed: story-1"));
  BOOST_TEST(mentions(killed.duplicate_evidence, "killed: copy-1"));
  desk.restart();
  Article late = first;
  late.id = "late-1";
  late.provider = "blog";
  const auto held = desk.taste(late);
  BOOST_TEST(held.verdict == CT_HOLD);
  BOOST_TEST(mentions(held.reasons, "killed"));
}

BOOST_AUTO_TEST_CASE(a_brief_is_contained_and_a_writethru_contains) {
  auto desk = copytaster::dedup::desk();
  std::mt19937_64 random{11};
  const auto sentences = body(random, 12);
  const Article whole{
      .headline = "Zabrolat mirane dofuv tesira", .body = text(sentences), .published_at = kStart};
  desk.taste(whole);
  Article brief = whole;
  brief.provider = "radio";
  brief.id = "brief";
  brief.body = text({sentences.begin(), sentences.begin() + 3});
  const auto contained = desk.taste(brief);
  BOOST_TEST(contained.relation == CT_CONTAINED);
  BOOST_TEST(contained.of_sequence == 1u);
  auto longer = sentences;
  for (auto& s : body(random, 14)) longer.push_back(s);
  Article writethru = whole;
  writethru.provider = "paper";
  writethru.id = "long";
  writethru.body = text(longer);
  const auto contains = desk.taste(writethru);
  BOOST_TEST(contains.relation == CT_CONTAINS);
  BOOST_TEST(contains.of_sequence == 1u);
}

// Agency copy, cut and under the paper's own headline: nothing above the text tells that it is the
// agency's.
BOOST_AUTO_TEST_CASE(a_part_under_another_headline_is_contained) {
  std::mt19937_64 random{21};
  for (const auto& [from, to] : {std::pair{0, 10}, std::pair{0, 15}, std::pair{24, 40}}) {
    auto desk = copytaster::dedup::desk();
    const auto sentences = body(random, 40);
    desk.taste({.headline = headline(random), .body = text(sentences), .published_at = kStart});
    const Article part{.headline = headline(random),
                       .body = text({sentences.begin() + from, sentences.begin() + to}),
                       .provider = "paper",
                       .published_at = kStart + 3 * kDay};
    const auto tasted = desk.taste(part);
    BOOST_TEST(tasted.relation == CT_CONTAINED);
    BOOST_TEST(tasted.of_sequence == 1u);
  }
}

// Half of it is the agency's, word for word, and half the paper's own.
BOOST_AUTO_TEST_CASE(a_pick_up_contains_what_it_took_and_says_how_much) {
  auto desk = copytaster::dedup::desk();
  std::mt19937_64 random{22};
  const auto sentences = body(random, 30);
  desk.taste({.headline = headline(random), .body = text(sentences), .published_at = kStart});
  auto own = body(random, 15);
  own.insert(own.begin(), sentences.begin(), sentences.begin() + 15);
  const auto tasted = desk.taste({.headline = headline(random),
                                  .body = text(own),
                                  .provider = "paper",
                                  .published_at = kStart});
  BOOST_TEST(tasted.relation == CT_CONTAINS);
  BOOST_TEST(tasted.of_sequence == 1u);

  BOOST_TEST(mentions(tasted.duplicate_evidence, "passage of some 2"));
}

BOOST_AUTO_TEST_CASE(a_digest_names_every_article_it_took_a_passage_of) {
  auto desk = copytaster::dedup::desk();
  std::mt19937_64 random{13};
  std::vector<std::vector<std::string>> digest;
  for (int i = 0; i < 4; ++i) {
    const auto sentences = body(random, 10);
    desk.taste({.headline = headline(random), .body = text(sentences), .published_at = kStart});
    digest.insert(digest.end(), sentences.begin(), sentences.begin() + 3);
  }
  const auto tasted = desk.taste(
      {.headline = "News summary", .body = text(digest), .published_at = kStart + kHour});
  BOOST_TEST(tasted.relation == CT_CONTAINS);
  for (const char* id : {"a1", "a2", "a3", "a4"})
    BOOST_TEST(mentions(tasted.duplicate_evidence, std::string(": ") + id));
}

BOOST_AUTO_TEST_CASE(the_same_notice_on_another_day_under_another_subject_is_recurring) {
  auto desk = copytaster::dedup::desk();
  Wire wire;
  Article first = wire.next(2);
  first.headline = "Zamora Mining sets quarterly payment";
  desk.taste(first);
  Article again = first;
  again.id = "next";
  again.headline = "Tirano Textiles declares regular dividend";
  again.published_at += 24 * kHour * 3;
  const auto tasted = desk.taste(again);
  BOOST_TEST(tasted.relation == CT_ORIGINAL);
  BOOST_TEST(mentions(tasted.duplicate_evidence, "recurring"));
}

BOOST_AUTO_TEST_CASE(a_later_version_of_an_id_links_to_the_first) {
  auto desk = copytaster::dedup::desk();
  Wire wire;
  for (std::uint32_t v = 1; v <= 3; ++v) {
    Article take = wire.next();
    take.id = "urn:1";
    take.version = v;
    const auto tasted = desk.taste(take);
    BOOST_TEST(tasted.relation == (v == 1 ? CT_ORIGINAL : CT_VERSION_OF));
    if (v > 1) BOOST_TEST(tasted.of_sequence == 1u);
  }
}

BOOST_AUTO_TEST_CASE(the_desks_own_agency_is_not_spiked_for_an_aggregator) {
  auto desk = copytaster::dedup::desk({{"prefer", std::vector<std::string>{"own"}}});
  Wire wire;
  Article first = wire.next();
  first.provider = "aggregator";
  desk.taste(first);
  Article own = first;
  own.id = "own";
  own.provider = "own";
  const auto kept = desk.taste(own);
  BOOST_TEST(kept.relation == CT_EXACT);
  BOOST_TEST(kept.verdict == CT_PASS);
  Article again = first;
  again.id = "again";
  BOOST_TEST(desk.taste(again).verdict == CT_SPIKE);
}

BOOST_AUTO_TEST_CASE(a_relation_of_no_such_name_is_refused) {
  BOOST_CHECK_THROW(copytaster::dedup::desk({{"spike", std::vector<std::string>{"ALIKE"}}}),
                    std::runtime_error);
}

// Which words are common is known of English alone: what joins two Spanish articles must not be
// "para", "como" and "una".
BOOST_AUTO_TEST_CASE(two_matters_in_another_language_are_two_stories) {
  auto desk = copytaster::dedup::desk();
  desk.taste({.headline = "El ayuntamiento limita las terrazas",
              .body = "El concejo de Robledal aprobó ayer una norma para que los bares cierren sus "
                      "terrazas antes de las once, como pedían los vecinos. La alcaldesa dijo que "
                      "la medida no es contra nadie, sino para que todos puedan dormir.",
              .language = "es",
              .published_at = kStart});
  const auto other = desk.taste({.headline = "Una marea de algas cubre la playa",
                                 .body = "Los barcos de Puntablanca no salieron ayer, porque una "
                                         "capa de algas cubre la bahía como si fuera un prado. Los "
                                         "biólogos dijeron que no es un peligro para los bañistas, "
                                         "sino para que los peces puedan respirar.",
                                 .language = "es",
                                 .published_at = kStart + kHour});
  BOOST_TEST(other.story_size == 1U);
}

BOOST_AUTO_TEST_CASE(what_leaves_the_window_is_forgotten_and_its_store_emptied) {
  auto desk = copytaster::dedup::desk({{"window_articles", std::int64_t{16}}});
  Wire wire;
  const Article first = wire.next();
  desk.taste(first);
  for (int i = 0; i < 40; ++i) desk.taste(wire.next());
  Article again = first;
  again.id = "again";
  again.published_at = wire.now;
  BOOST_TEST(desk.taste(again).relation == CT_ORIGINAL);
  BOOST_TEST(desk.store("dedup").size() <= 16u + 16u);
  auto brief = copytaster::dedup::desk({{"window_hours", std::int64_t{1}}});
  brief.taste(first);
  again.published_at = first.published_at + 2 * kHour;
  BOOST_TEST(brief.taste(again).relation == CT_ORIGINAL);
}

BOOST_AUTO_TEST_CASE(what_a_smaller_window_cannot_hold_leaves_the_store_at_the_restart) {
  constexpr std::size_t kBefore = 120, kAfter = 40;
  auto desk = copytaster::dedup::desk({{"window_articles", std::int64_t{kBefore}}});
  Wire wire;
  std::vector<Article> sent;
  for (std::size_t i = 0; i < kBefore; ++i) {
    Article a = wire.next(4);
    if (i % 10 == 1) a.body = sent.back().body, a.headline = sent.back().headline;  // in one story
    desk.taste(a);
    sent.push_back(a);
  }
  const auto count = [&](char kind) {
    const auto store = desk.store("dedup");
    return std::count_if(store.begin(), store.end(),
                         [&](const auto& entry) { return entry.first[0] == kind; });
  };
  BOOST_TEST(count('a') == kBefore);
  const auto stories = count('s');
  desk.restart(copytaster::dedup::chain({{"window_articles", std::int64_t{kAfter}}}));
  BOOST_TEST(count('a') == kAfter);
  BOOST_TEST(count('s') < stories);
  BOOST_TEST(count('s') > 0);
  const auto again = [&](std::size_t i) {
    Article a = sent[i];
    a.id = "again-" + std::to_string(i);
    a.published_at = wire.now;
    return desk.taste(a).relation;
  };
  BOOST_TEST(again(5) == CT_ORIGINAL);
  BOOST_TEST(again(kBefore - 5) == CT_EXACT);
}

// What another version of the filter may have written.
struct Other {
  explicit Other(const copytaster::Settings&) {}
  void settle(const copytaster::Document& doc, copytaster::Notes&, copytaster::Store& store) {
    for (const char kind : {'a', 's'}) {
      std::string key(9, kind);
      key[8] = static_cast<char>(doc.sequence());
      store.put(key, "of another form");
    }
  }
};
constexpr ct_plugin kOther = copytaster::plugin<Other>("dedup", "0.1.0");

BOOST_AUTO_TEST_CASE(what_another_version_wrote_is_forgotten_and_the_wire_goes_on) {
  copytaster::testing::Desk desk({{.name = "dedup", .plugin = &kOther}});
  Wire wire;
  const Article article = wire.next();
  desk.taste(article);
  BOOST_TEST(desk.store("dedup").size() == 2U);
  desk.restart(copytaster::dedup::chain());
  BOOST_TEST(desk.store("dedup").empty());
  BOOST_TEST(desk.taste(article).relation == CT_ORIGINAL);
}

BOOST_AUTO_TEST_CASE(a_restart_changes_no_byte_of_what_follows) {
  const auto run = [](int restart_every) {
    auto desk = copytaster::dedup::desk({{"window_articles", std::int64_t{300}}});
    Wire wire;
    std::vector<Article> sent;
    std::string out;
    for (int i = 0; i < 900; ++i) {
      Article a = wire.next(4);
      if (i % 3 == 2) {
        const Article& old = sent[wire.random() % sent.size()];
        a.body = old.body + (i % 2 ? "" : text(body(wire.random, 1)));
        a.headline = old.headline;
      }
      sent.push_back(a);
      if (restart_every != 0 && i % restart_every == restart_every - 1) desk.restart();
      const Tasted t = desk.taste(a);
      for (const auto& r : t.runs) BOOST_TEST(r.ok, r.message);
      out += std::to_string(t.relation) + ' ' + std::to_string(t.of_sequence) + ' ' + t.story_id +
             ' ' + std::to_string(t.story_size) + ' ' + std::to_string(t.story_score) + ' ' +
             std::to_string(t.resemblance);
      for (const auto& e : t.duplicate_evidence) out += e;
      for (const auto& e : t.story_evidence) out += e;
      out += '\n';
    }
    for (const auto& [key, value] : desk.store("dedup")) out += key + value;
    return out;
  };
  const std::string whole = run(0);
  BOOST_TEST((run(50) == whole));
  BOOST_TEST((run(7) == whole));
}

BOOST_AUTO_TEST_SUITE_END()
