// Every kind of setting, asked for and given, and what it is where nobody gave it.
#include <boost/test/unit_test.hpp>

#include "copytaster/testing.h"
#include "tests/daemon/chain/filters.h"

using copytaster::testing::Desk;
using copytaster::testing::Value;

namespace {

class Asking {
 public:
  explicit Asking(const copytaster::Settings& s) {
    said_ = std::to_string(s.number("number", 0.5)) + "|" +
            std::to_string(s.integer("integer", 7)) + "|" + (s.flag("flag", true) ? "yes" : "no") +
            "|" + s.text("text", "some") + "|" + s.file("file", "a.model") + "|";
    for (const auto& item : s.list("list", {"x", "y"})) said_ += item + ",";
  }
  void examine(const copytaster::Document&, copytaster::Notes& notes) const {
    notes.message(said_);
  }

 private:
  std::string said_;
};
constexpr ct_plugin kAsking = copytaster::plugin<Asking>("asking", "1.0.0");

std::string said(std::map<std::string, Value> settings) {
  Desk d({{"asking", &kAsking, std::move(settings), "/filters/asking/asking.so"}});
  return d.taste({.body = "x"}).runs.at(0).message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settings_calls)

BOOST_AUTO_TEST_CASE(a_setting_is_its_default_where_nobody_gives_it) {
  BOOST_TEST(said({}) == "0.500000|7|yes|some|/filters/asking/a.model|x,y,");
}

BOOST_AUTO_TEST_CASE(a_setting_is_what_the_config_gives) {
  BOOST_TEST(said({{"number", std::int64_t{2}},
                   {"integer", std::int64_t{-3}},
                   {"flag", false},
                   {"text", std::string("other")},
                   {"file", std::string("/etc/b.model")},
                   {"list", std::vector<std::string>{"one"}}}) ==
             "2.000000|-3|no|other|/etc/b.model|one,");
}

BOOST_AUTO_TEST_CASE(a_wrong_type_is_refused) {
  BOOST_CHECK_THROW(said({{"integer", 1.5}}), std::runtime_error);
  BOOST_CHECK_THROW(said({{"flag", std::string("true")}}), std::runtime_error);
  BOOST_CHECK_THROW(said({{"list", std::string("one")}}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
