// The host's calls refuse nonsense one by one, and the article goes on.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "copytaster/testing.h"
#include "tests/daemon/chain/filters.h"

using copytaster::testing::Desk;

namespace {

// Calls the table with what no filter should say, and notes how often it was refused.
class Nonsense {
 public:
  explicit Nonsense(const copytaster::Settings&) {}
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    using copytaster::Field;
    using copytaster::Kind;
    const auto end = static_cast<std::uint32_t>(doc.body().size());
    int refused = 0;
    const auto tries = [&](auto call) {
      try {
        call();
      } catch (const std::exception&) {
        ++refused;
      }
    };
    tries([&] { notes.finding(Kind::kSpun, Field::kBody, 0, end + 1, "", 0.5); });
    tries([&] { notes.finding(Kind::kSpun, Field::kBody, 2, 1, "", 0.5); });
    tries([&] { notes.finding(Kind::kSpun, Field::kProvider, 0, 0, "", 0.5); });
    tries([&] { notes.finding(Kind::kSpun, Field::kBody, 0, 1, "", 1.5); });
    tries([&] { notes.finding(Kind::kSpun, Field::kBody, 0, 1, "", std::nan("")); });
    tries([&] { notes.finding(static_cast<Kind>(77), Field::kBody, 0, 1, "", 0.5); });
    tries([&] { notes.garble(-1, 0); });
    ct_duplicate duplicate{};
    duplicate.relation = 99;
    tries([&] { notes.duplicate(duplicate); });
    tries([&] { static_cast<void>(notes.keep<char>(std::size_t{1} << 30)); });
    const ct_evidence outside{CT_BODY, 0, end + 1, 1};
    ct_topic topic{};
    topic.evidence = &outside;
    topic.evidence_count = 1;
    tries([&] { notes.topic(topic); });
    const std::string long_code(CT_TOPIC_CODE_BYTES_MAX + 1, 'c');  // it would stand in the topic
    ct_topic unnameable{};
    unnameable.code = {long_code.data(), long_code.size()};
    tries([&] { notes.topic(unnameable); });
    const std::uint32_t beyond = end + 1;
    ct_entity entity{};
    entity.type = CT_PERSON;
    entity.offsets = &beyond;
    entity.offsets_count = 1;
    tries([&] { notes.entity(entity); });
    notes.finding(Kind::kSpun, Field::kBody, 0, end, "all", 1);
    notes.message(std::to_string(refused) + " refused");
  }
};

class Flooding {
 public:
  explicit Flooding(const copytaster::Settings&) {}
  void examine(const copytaster::Document&, copytaster::Notes& notes) const {
    for (int i = 0;; ++i)
      notes.finding(copytaster::Kind::kNoise, copytaster::Field::kBody, 0, 1, "", 1);
  }
};

// Tells a topic by the whole body, again and again.
class Quoting {
 public:
  explicit Quoting(const copytaster::Settings&) {}
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    const ct_evidence whole{CT_BODY, 0, static_cast<std::uint32_t>(doc.body().size()), 1};
    ct_topic topic{};
    topic.evidence = &whole;
    topic.evidence_count = 1;
    try {
      for (;;) notes.topic(topic);
    } catch (const std::length_error&) {
    }
  }
};

// Says what it cut out of an article in the middle of a character.
class Cutting {
 public:
  explicit Cutting(const copytaster::Settings&) {}
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    notes.remark(doc.body().substr(0, 4));
    if (doc.sequence() == 2) throw std::runtime_error(std::string(doc.body().substr(0, 4)));
  }
};

constexpr ct_plugin kCutting = copytaster::plugin<Cutting>("cutting", "1.0.0");
constexpr ct_plugin kNonsense = copytaster::plugin<Nonsense>("nonsense", "1.0.0");
constexpr ct_plugin kQuoting = copytaster::plugin<Quoting>("quoting", "1.0.0");
constexpr ct_plugin kFlooding = copytaster::plugin<Flooding>("flooding", "1.0.0");

}  // namespace

BOOST_AUTO_TEST_SUITE(host)

BOOST_AUTO_TEST_CASE(nonsense_is_refused_and_what_is_right_stands) {
  Desk d({{"nonsense", &kNonsense}});
  const auto tasted = d.taste({.body = "Some body."});
  BOOST_TEST(tasted.runs.at(0).message == "12 refused");
  BOOST_REQUIRE_EQUAL(tasted.findings.size(), 1U);
  BOOST_TEST(tasted.findings[0].found == "Some body.");
}

BOOST_AUTO_TEST_CASE(half_a_character_in_a_note_does_not_spoil_the_message) {
  Desk d({{"cutting", &kCutting}});
  BOOST_TEST(d.taste({.body = "Caf\xc3\xa9 closed."}).reasons.at(0) == "Caf?");
  BOOST_TEST(d.taste({.body = "Caf\xc3\xa9 closed."}).runs.at(0).message == "Caf?");
}

BOOST_AUTO_TEST_CASE(a_flood_of_notes_ends_at_the_bound) {
  Desk d({{"flooding", &kFlooding}});
  const auto tasted = d.taste({.body = "Some body."});
  BOOST_TEST(!tasted.runs.at(0).ok);
  BOOST_TEST(tasted.runs.at(0).message.find("bound hit") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_evidence_quotes_counts_against_the_bound_of_text) {
  Desk d({{"quoting", &kQuoting}});
  const auto tasted = d.taste({.body = std::string(300'000, 'x')});
  BOOST_TEST(tasted.topics.size() == 3U);  // 1 MiB holds no fourth
}

BOOST_AUTO_TEST_SUITE_END()
