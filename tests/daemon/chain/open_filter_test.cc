// One run of a filter: what it throws is its reason, and its notes are taken back.
#include "copytaster/testing.h"

#include <boost/test/unit_test.hpp>

#include "tests/daemon/chain/filters.h"

using namespace copytaster_tests;
using copytaster::testing::Desk;

BOOST_AUTO_TEST_SUITE(open_filter)

BOOST_AUTO_TEST_CASE(a_throw_is_noted_in_the_run_and_takes_its_notes_back) {
  Desk d({{"counting", &kCounting}, {"shout", &kShout}});
  const auto thrown = d.taste({.body = "throw"});
  BOOST_TEST(thrown.verdict == CT_PASS);
  BOOST_TEST(thrown.reasons.empty());
  BOOST_TEST(!thrown.runs.at(0).ok);
  BOOST_TEST(thrown.runs.at(0).message == "could not bear it");
  BOOST_TEST(thrown.runs.at(1).ok);
}

class Refusing {
 public:
  explicit Refusing(const copytaster::Settings& s) {
    throw std::invalid_argument("model: " + s.file("model", "x.model") + " is not there");
  }
  void examine(const copytaster::Document&, copytaster::Notes&) const {}
};

BOOST_AUTO_TEST_CASE(a_constructor_that_refuses_is_a_reason_with_the_filters_name) {
  static constexpr ct_plugin kRefusing = copytaster::plugin<Refusing>("refusing", "1.0.0");
  BOOST_CHECK_EXCEPTION(
      Desk({{"refusing", &kRefusing, {}, "/nowhere/refusing.so"}}), std::runtime_error,
      [](const auto& e) {
        return std::string(e.what()) ==
               "filter refusing does not start: model: /nowhere/x.model is not there";
      });
}

class Forgetful {
 public:
  explicit Forgetful(const copytaster::Settings&) {}
  void settle(const copytaster::Document&, copytaster::Notes&, copytaster::Store& store) {
    store.put("key", "unreadable");
  }
  void recall(copytaster::Store& store) {
    std::string_view value;
    if (store.get("key", value)) throw std::runtime_error("record of another version");
  }
};

BOOST_AUTO_TEST_CASE(a_recall_that_fails_stops_the_start_and_says_what_to_do) {
  static constexpr ct_plugin kForgetful = copytaster::plugin<Forgetful>("forgetful", "1.0.0");
  Desk d({{"forgetful", &kForgetful}});
  static_cast<void>(d.taste({.body = "one"}));
  BOOST_CHECK_EXCEPTION(d.restart(), std::runtime_error, [](const auto& e) {
    return std::string(e.what()).find("record of another version; move the journal away") !=
           std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
