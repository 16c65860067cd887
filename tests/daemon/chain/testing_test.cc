// The desk of testing.h, and through it the boundary: what a filter says stands in the message out.
#include "copytaster/testing.h"

#include <copytaster/filter.h>
#include <boost/test/unit_test.hpp>

namespace {

using copytaster::testing::Desk;

class Shout {
 public:
  explicit Shout(const copytaster::Settings& s)
      : limit_(s.number("limit", 0.5, "share of words in capitals")) {}
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    if (doc.capitals() > limit_) notes.hold("headline and body are in capitals");
  }

 private:
  double limit_;
};

// Counts articles in its store; throws where the body says so.
class Counting {
 public:
  explicit Counting(const copytaster::Settings&) {}
  void recall(copytaster::Store& store) {
    std::string_view value;
    if (store.get("seen", value)) seen_ = std::stoi(std::string(value));
  }
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    if (doc.body() == "throw") {
      notes.hold("half a judgement");
      throw std::runtime_error("could not bear it");
    }
    notes.keep<std::uint32_t>(1)[0] = static_cast<std::uint32_t>(doc.tokens().size());
  }
  void settle(const copytaster::Document&, copytaster::Notes& notes, copytaster::Store& store) {
    ++seen_;
    store.put("seen", std::to_string(seen_));
    notes.message(std::to_string(seen_) + " seen, " +
                  std::to_string(notes.kept<std::uint32_t>()[0]) + " words");
  }

 private:
  int seen_ = 0;
};

class Spiker {
 public:
  explicit Spiker(const copytaster::Settings&) {}
  void examine(const copytaster::Document&, copytaster::Notes& notes) const {
    notes.spike("the desk has it");
  }
};

class Restorer {
 public:
  explicit Restorer(const copytaster::Settings&) {}
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    if (doc.isRestored()) {
      notes.message(doc.restored().body());
    } else if (doc.body().starts_with("helium")) {
      notes.finding(copytaster::Kind::kSpun, copytaster::Field::kBody, 0, 6, "he", 0.9);
      notes.garble(0.5, 0.1, "he said so");
    }
  }
};

constexpr ct_plugin kShout = copytaster::plugin<Shout>("shout", "1.0.0");
constexpr ct_plugin kCounting = copytaster::plugin<Counting>("counting", "1.0.0");
constexpr ct_plugin kSpiker = copytaster::plugin<Spiker>("spiker", "1.0.0");
constexpr ct_plugin kRestorer = copytaster::plugin<Restorer>("restorer", "1.0.0");

}  // namespace

BOOST_AUTO_TEST_SUITE(desk)

BOOST_AUTO_TEST_CASE(a_filter_holds_what_it_finds) {
  Desk d({{"shout", &kShout}});
  const auto held =
      d.taste({.headline = "FED RAISES RATES", .body = "THE FED RAISED RATES ON TUESDAY."});
  BOOST_TEST(held.verdict == CT_HOLD);
  BOOST_TEST(held.reasons.at(0) == "headline and body are in capitals");
  BOOST_TEST(held.wire_topic == "HOLD.en.none");
  BOOST_TEST(d.taste({.body = "The Fed raised rates on Tuesday."}).verdict == CT_PASS);
}

BOOST_AUTO_TEST_CASE(
    a_setting_changes_the_filter_and_an_unknown_one_is_refused_with_its_neighbour) {
  Desk lenient({{"shout", &kShout, {{"limit", 1.0}}}});
  BOOST_TEST(lenient.taste({.headline = "FED RAISES RATES"}).verdict == CT_PASS);
  BOOST_CHECK_EXCEPTION(
      Desk({{"shout", &kShout, {{"limt", 1.0}}}}), std::runtime_error, [](const auto& e) {
        return std::string(e.what()).find("did you mean 'limit'?") != std::string::npos;
      });
  BOOST_CHECK_EXCEPTION(Desk({{"shout", &kShout, {{"limit", std::string("high")}}}}),
                        std::runtime_error, [](const auto& e) {
                          return std::string(e.what()).find("must be a number") !=
                                 std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(a_throw_is_noted_in_the_run_and_takes_its_notes_back) {
  Desk d({{"counting", &kCounting}, {"shout", &kShout}});
  const auto thrown = d.taste({.body = "throw"});
  BOOST_TEST(thrown.verdict == CT_PASS);
  BOOST_TEST(thrown.reasons.empty());
  BOOST_TEST(!thrown.runs.at(0).ok);
  BOOST_TEST(thrown.runs.at(0).message == "could not bear it");
  BOOST_TEST(thrown.runs.at(1).ok);
}

BOOST_AUTO_TEST_CASE(state_survives_a_restart) {
  Desk d({{"counting", &kCounting}});
  static_cast<void>(d.taste({.body = "one two"}));
  BOOST_TEST(d.taste({.body = "one two three"}).runs.at(0).message == "2 seen, 3 words");
  d.restart();
  BOOST_TEST(d.taste({.body = "one"}).runs.at(0).message == "3 seen, 1 words");
  BOOST_TEST(d.store("counting").at("seen") == "3");
}

BOOST_AUTO_TEST_CASE(nobody_spikes_an_advisory) {
  Desk d({{"spiker", &kSpiker}});
  BOOST_TEST(d.taste({.body = "Kill this."}).verdict == CT_SPIKE);
  const auto kill = d.taste({.body = "Kill this.", .advisory = CT_KILL});
  BOOST_TEST(kill.verdict == CT_PASS);
  BOOST_TEST(kill.runs.at(0).message == "wanted to spike an advisory: refused");
}

BOOST_AUTO_TEST_CASE(a_later_filter_reads_what_an_earlier_one_restored) {
  Desk d({{"restorer", &kRestorer}, {"again", &kRestorer}});
  const auto tasted = d.taste({.body = "helium said so"});
  BOOST_TEST(tasted.findings.at(0).found == "helium");
  BOOST_TEST(tasted.restored == "he said so");
  BOOST_TEST(tasted.runs.at(1).message == "he said so");
}

BOOST_AUTO_TEST_CASE(the_breaker_opens_after_failures_in_a_row_far_enough_ahead_and_closes_again) {
  Desk d({{"counting", &kCounting}});
  for (int i = 0; i < 20; ++i) BOOST_TEST(!d.taste({.body = "throw"}).runs.at(0).ok);
  int failed = 0, skipped = 0;
  for (int i = 0; i < 1024 + 1000; ++i) {
    const auto run = d.taste({.body = "throw"}).runs.at(0);
    ++(run.skipped ? skipped : failed);
    if (i == 1500) d.restart();  // the pause is in the journal
  }
  BOOST_TEST(skipped == 1000);
  BOOST_TEST(!d.taste({.body = "throw"}).runs.at(0).skipped);
}

BOOST_AUTO_TEST_SUITE_END()
