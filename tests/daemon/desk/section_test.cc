// A section declares keys by being asked for them, and keeps its defaults where the file is wrong.
#include "daemon/desk/section.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace copytaster {
namespace {

struct Read {
  toml::table table;
  std::vector<Mistake> mistakes;
  Section section;

  explicit Read(std::string_view text)
      : table(toml::parse(text)), section(table, "[wire]", mistakes) {}
};

BOOST_AUTO_TEST_CASE(what_is_right_is_taken) {
  Read read(
      "name = \"a\"\nsync = true\nshare = 1\ncount = 3\nroom = \"1kB\"\nlist = [\"x\", \"y\"]\n");
  std::string name;
  bool sync = false;
  double share = 0;
  std::uint64_t count = 0;
  std::uint64_t room = 0;
  std::vector<std::string> list;
  BOOST_TEST(read.section.text("name", name));
  BOOST_TEST(read.section.flag("sync", sync));
  BOOST_TEST(read.section.number("share", share, 0, 1));
  BOOST_TEST(read.section.integer("count", count, 0, 9));
  BOOST_TEST(read.section.bytes("room", room, 1));
  BOOST_TEST(read.section.texts("list", list));
  read.section.finish();
  BOOST_TEST(read.mistakes.empty());
  BOOST_TEST(name == "a");
  BOOST_TEST(share == 1.0);
  BOOST_TEST(room == 1000u);
  BOOST_TEST(list.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_leaves_the_default_and_a_mistake_with_its_place) {
  Read read("a = 1\n  b = 12\n");
  std::string a = "kept";
  std::uint64_t b = 5;
  BOOST_TEST(!read.section.text("a", a));
  BOOST_TEST(!read.section.integer("b", b, 0, 9));
  BOOST_TEST(a == "kept");
  BOOST_TEST(b == 5u);
  BOOST_REQUIRE(read.mistakes.size() == 2u);
  BOOST_TEST(read.mistakes[1].line == 2u);
  BOOST_TEST(read.mistakes[1].column == 3u);
}

BOOST_AUTO_TEST_CASE(keys_nobody_asked_for_are_mistakes) {
  Read read("asked = 1\nother = 2\n");
  std::uint64_t asked = 0;
  read.section.integer("asked", asked, 0, 9);
  read.section.finish();
  BOOST_REQUIRE(read.mistakes.size() == 1u);
  BOOST_TEST(read.mistakes[0].what.starts_with("[wire] has no key `other`"));
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_no_mistake) {
  Read read("");
  std::string text = "kept";
  BOOST_TEST(!read.section.text("text", text));
  BOOST_TEST(read.section.table("table") == nullptr);
  BOOST_TEST(read.section.tables("tables").empty());
  BOOST_TEST(read.mistakes.empty());
}

BOOST_AUTO_TEST_CASE(settings_keep_type_and_place) {
  Read read("settings = { n = 1, x = 0.5, s = \"t\", f = false, l = [] }\n");
  SettingsTable settings;
  read.section.settings("settings", settings);
  BOOST_TEST(settings.entries.size() == 5u);
  BOOST_TEST(settings.entries.at("x").column == 21u);
  BOOST_TEST(std::holds_alternative<std::vector<std::string>>(settings.entries.at("l").value));
}

}  // namespace
}  // namespace copytaster
