// The settings file: what is read, and above all what each mistake is told as.
#include "daemon/desk/config.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>
#include <string_view>

namespace copytaster {
namespace {

namespace data = boost::unit_test::data;

std::string errorOf(std::string_view toml) {
  const auto config = parseConfig(toml, "desk.toml");
  return config ? "" : config.error().what;
}

BOOST_AUTO_TEST_CASE(a_feed_may_follow_another_copytaster) {
  const auto config = parseConfig(
      "[[feed]]\nname = \"w\"\nconnect = [\"tcp://up:7552\"]\nreplay = \"tcp://up:7553\"\n"
      "topics = [\"PASS.\"]\n[publish]\nreplay_rate_max = 500\n",
      "x.toml");
  BOOST_REQUIRE_MESSAGE(config, (config ? "" : config.error().what));
  BOOST_TEST(config->feeds[0].replay == "tcp://up:7553");
  BOOST_TEST(config->publish.replay_rate_max == 500);
}

BOOST_AUTO_TEST_CASE(the_whole_of_a_file_is_read) {
  const auto config = parseConfig(R"(
[[feed]]
name = "agency"
kind = "pull"
connect = ["tcp://10.0.0.1:9000", "tcp://10.0.0.2:9000"]
format = "ninjs"
frame_bytes_max = "1MiB"

[publish]
bind = "tcp://127.0.0.1:1"
replay = "ipc:///run/copytaster/replay"

[journal]
path = "/var/lib/copytaster"
keep_days = 1.5
keep_bytes = "20GiB"
sync = false

[http]
bind = "127.0.0.1:0"

[chain]
workers = 3

[[filter]]
name = "garble"
run = "inside"
settings = { hold_at = 0.9, words = ["a", "b"], strict = true, most = 4, file = "x" }

[[filter]]
name = "dedup"
[filter.settings]
window_days = 2
)",
                                  "/etc/copytaster/desk.toml");
  BOOST_REQUIRE_MESSAGE(config, (config ? "" : config.error().what));
  BOOST_REQUIRE(config->feeds.size() == 1u);
  const FeedConfig& feed = config->feeds[0];
  BOOST_TEST((feed.kind == FeedKind::kPull));
  BOOST_TEST((feed.format == FeedFormat::kNinjs));
  BOOST_TEST(feed.connect.size() == 2u);
  BOOST_TEST(feed.frame_bytes_max == 1u << 20);
  BOOST_TEST(config->publish.replay == "ipc:///run/copytaster/replay");
  BOOST_TEST(config->journal.keep_days == 1.5);
  BOOST_TEST(config->journal.keep_bytes == std::uint64_t{20} << 30);
  BOOST_TEST(!config->journal.sync);
  BOOST_TEST(config->chain.workers == 3u);
  BOOST_REQUIRE(config->filters.size() == 2u);
  const auto& settings = config->filters[0].settings;
  BOOST_TEST(settings.source == "/etc/copytaster/desk.toml");
  BOOST_TEST(std::get<double>(settings.entries.at("hold_at").value) == 0.9);
  BOOST_TEST(std::get<bool>(settings.entries.at("strict").value));
  BOOST_TEST(std::get<std::int64_t>(settings.entries.at("most").value) == 4);
  BOOST_TEST(std::get<std::vector<std::string>>(settings.entries.at("words").value).size() == 2u);
  BOOST_TEST(settings.entries.at("hold_at").line == 28u);
  BOOST_TEST(settings.entries.at("hold_at").column == 14u);
  BOOST_TEST(config->filters[1].settings.entries.at("window_days").line == 33u);
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_the_embedded_default_on_loopback) {
  setenv("XDG_STATE_HOME", "/somewhere/state", 1);
  unsetenv("STATE_DIRECTORY");
  const auto config = parseConfig("", "desk.toml");
  BOOST_REQUIRE(config);
  BOOST_TEST(config->feeds.size() == 2u);
  BOOST_TEST(config->filters.size() == 3u);
  BOOST_TEST(config->filters[0].name == "garble");
  BOOST_TEST(config->journal.path == "/somewhere/state/copytaster");
  for (const FeedConfig& feed : config->feeds)
    BOOST_TEST(feed.bind.starts_with("tcp://127.0.0.1:"));
}

BOOST_AUTO_TEST_CASE(an_empty_list_of_filters_is_a_chain_of_none) {
  BOOST_TEST(parseConfig("filter = []\n", "desk.toml")->filters.empty());
}

BOOST_AUTO_TEST_CASE(under_systemd_the_journal_lies_in_its_state_directory) {
  setenv("STATE_DIRECTORY", "/var/lib/copytaster:/other", 1);
  BOOST_TEST(defaultConfig().journal.path == "/var/lib/copytaster");
  unsetenv("STATE_DIRECTORY");
}

BOOST_AUTO_TEST_CASE(paths_are_meant_from_the_files_folder) {
  const auto config = parseConfig("[journal]\npath = \"journal\"\n[chain]\nplugins = \"../lib\"\n",
                                  "/etc/ct/desk.toml");
  BOOST_REQUIRE(config);
  BOOST_TEST(config->journal.path == "/etc/ct/journal");
  BOOST_TEST(config->chain.plugins == "/etc/lib");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_named_with_its_place_and_the_nearest_known_one) {
  BOOST_TEST(errorOf("[journal]\npath = \"/x\"\nkeep_byte = \"1GiB\"\n") ==
             "desk.toml:3:1: [journal] has no key `keep_byte`; did you mean `keep_bytes`?");
  BOOST_TEST(errorOf("[jurnal]\n").find("did you mean `journal`?") != std::string::npos);
  BOOST_TEST(errorOf("[journal]\nfrequency = 1\n") ==
             "desk.toml:2:1: [journal] has no key `frequency`");
}

BOOST_AUTO_TEST_CASE(all_mistakes_are_told_at_once_in_order_of_place) {
  const std::string what = errorOf(
      "[chain]\nworkers = \"two\"\n[[feed]]\nname = \"a b\"\nkind = \"sup\"\nbind = "
      "\"tcp://127.0.0.1:1\"\n"
      "[http]\nbnd = \"127.0.0.1:1\"\n");
  BOOST_TEST(
      what ==
      "desk.toml:2:1: `workers` in [chain] is a text, wanted an integer\n"
      "desk.toml:4:1: feed name \"a b\" is not one word of letters, digits, - and _ (64 at most)\n"
      "desk.toml:5:1: `kind` in [[feed]] is \"sup\", wanted one of: sub, pull, post; did you mean "
      "`sub`?\n"
      "desk.toml:8:1: [http] has no key `bnd`; did you mean `bind`?");
}

struct Wrong {
  std::string_view toml, says;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.toml;
}

const Wrong kWrongs[] = {
    {"[journal\n", "desk.toml:1:"},
    {"feed = 1\n", "`feed` in the file is an integer, wanted a list of tables: [[feed]]"},
    {"[feed]\nname = \"x\"\n", "wanted a list of tables: [[feed]]"},
    {"journal = []\n", "wanted a table: [journal]"},
    {"[[feed]]\nbind = \"tcp://127.0.0.1:1\"\n", "[[feed]] needs a `name`"},
    {"[[feed]]\nname = \"w\"\n", "feed \"w\" needs either `bind` or `connect`"},
    {"[[feed]]\nname = \"w\"\nbind = \"tcp://127.0.0.1:1\"\nconnect = [\"tcp://h:1\"]\n", "either"},
    {"[[feed]]\nname = \"w\"\nkind = \"post\"\nconnect = [\"tcp://h:1\"]\n", "give it `bind`"},
    {"[[feed]]\nname = \"w\"\nkind = \"pull\"\nbind = \"ipc://x\"\ntopics = [\"\"]\n",
     "is no sub feed"},
    {"[[feed]]\nname = \"w\"\nbind = \"ipc://x\"\ntopics = []\n", "would get nothing"},
    {"[[feed]]\nname = \"w\"\nbind = \"ipc://x\"\nreplay = \"ipc://y\"\n", "follows another"},
    {"[[feed]]\nname = \"w\"\nconnect = [\"ipc://x\", \"ipc://z\"]\nreplay = \"ipc://y\"\n",
     "one `connect`"},
    {"[[feed]]\nname = \"w\"\nconnect = [\"ipc://x\"]\nreplay = \"y\"\n", "replay = \"y\""},
    {"[[feed]]\nname = \"w\"\nconnect = [\"ipc://x\"]\nreplay = \"ipc://y\"\nformat = \"json\"\n",
     "speaks protobuf"},
    {"[[feed]]\nname = \"w\"\nconnect = \"tcp://h:1\"\n", "is a text, wanted a list of texts"},
    {"[[feed]]\nname = \"w\"\nconnect = [\"h:1\"]\n", "wanted tcp://HOST:PORT or ipc://PATH"},
    {"[[feed]]\nname = \"w\"\nbind = \"tcp://127.0.0.1:99999\"\n", "`99999` is no port"},
    {"[[feed]]\nname = \"w\"\nbind = \"tcp://127.0.0.1\"\n", "wanted HOST:PORT"},
    {"[[feed]]\nname = \"w\"\nbind = \"tcp://*:7551\"\n", "no CURVE"},
    {"[[feed]]\nname = \"w\"\nbind = \"tcp://192.168.1.4:7551\"\n", "say insecure = true"},
    {"[[feed]]\nname = \"w\"\nbind = \"ipc://a\"\n[[feed]]\nname = \"w\"\nbind = \"ipc://b\"\n",
     "desk.toml:5:1: two feeds are named \"w\""},
    {"[[feed]]\nname = \"a\"\nbind = \"ipc://x\"\n[[feed]]\nname = \"b\"\nbind = \"ipc://x\"\n",
     "is bound twice: by feed \"a\" and feed \"b\""},
    {"[publish]\nbind = \"tcp://0.0.0.0:7552\"\n", "no CURVE"},
    {"[publish]\nbind = \"tcp://127.0.0.1:1\"\nreplay = \"tcp://127.0.0.1:1\"\n", "is bound twice"},
    {"[publish]\ncurve = { server_key = \"x\" }\n", "curve needs `secret_file`"},
    {"[http]\nbind = \"0.0.0.0:7550\"\n", "without a password"},
    {"[http]\nbind = \"7550\"\n", "wanted HOST:PORT"},
    {"[journal]\nkeep_bytes = \"20 gigs\"\n", "\"20 gigs\" is no size"},
    {"[journal]\nkeep_bytes = \"1kB\"\n", "or more"},
    {"[journal]\nkeep_days = -1\n", "wanted 0.01 to"},
    {"[journal]\nkeep_days = nan\n", "wanted 0.01 to"},
    {"[journal]\nsync = \"yes\"\n", "is a text, wanted true or false"},
    {"[chain]\nworkers = -1\n", "wanted 0 to 256"},
    {"[chain]\nworkers = 1.5\n", "is a number, wanted an integer"},
    {"[log]\nlevel = \"warn\"\n", "did you mean `warning`?"},
    {"[[filter]]\npath = \"x.so\"\n", "[[filter]] needs a `name`"},
    {"[[filter]]\nname = \"dedup\"\n[[filter]]\nname = \"dedup\"\n",
     "two filters are named \"dedup\""},
    {"[[filter]]\nname = \"dedup\"\nrun = \"worker\"\n", "cannot do yet: run = \"inside\""},
    {"[[filter]]\nname = \"dedup\"\nrun = \"insde\"\n", "did you mean `inside`?"},
    {"[[filter]]\nname = \"dedup\"\nsettings = { at = 2020-01-01 }\n",
     "desk.toml:3:14: setting `at`"},
    {"[[filter]]\nname = \"dedup\"\nsettings = { list = [1, 2] }\n", "setting `list`"},
};

BOOST_DATA_TEST_CASE(a_mistake_is_told_with_what_to_do, data::make(kWrongs), wrong) {
  const std::string what = errorOf(wrong.toml);
  BOOST_TEST(what.starts_with("desk.toml:"), what);
  BOOST_TEST(what.find(wrong.says) != std::string::npos, what);
}

BOOST_AUTO_TEST_CASE(a_bind_beyond_loopback_stands_with_curve_or_when_said_to_be_insecure) {
  BOOST_TEST(errorOf("[publish]\nbind = \"tcp://*:7552\"\nreplay = \"\"\ninsecure = true\n") == "");
  BOOST_TEST(
      errorOf("[publish]\nbind = \"tcp://*:7552\"\ncurve = { secret_file = \"/etc/key\" }\n") ==
      "");
  BOOST_TEST(errorOf("[http]\nbind = \"[::1]:7550\"\n") == "");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_not_found) {
  const auto config = readConfig("/nonexistent/desk.toml");
  BOOST_REQUIRE(!config);
  BOOST_TEST((config.error().code == ErrorCode::kNotFound));
  BOOST_TEST(config.error().what.find("/nonexistent/desk.toml") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sizes_are_read_as_people_write_them) {
  BOOST_TEST(*parseBytes("4096") == 4096u);
  BOOST_TEST(*parseBytes("512kB") == 512'000u);
  BOOST_TEST(*parseBytes("1.5 GiB") == 3u << 29);
  BOOST_TEST(*parseBytes("20GiB") == std::uint64_t{20} << 30);
  for (const char* wrong : {"", "GiB", "-1", "1XB", "1 GiB!", "1e40", "0x10", "inf", "nan"})
    BOOST_TEST(!parseBytes(wrong), wrong);
}

}  // namespace
}  // namespace copytaster
