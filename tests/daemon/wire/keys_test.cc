// Key files: what is a key, and that a secret which others can read is refused.
#include "daemon/wire/keys.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

namespace copytaster {
namespace {

struct KeyFile {
  std::string path = (std::filesystem::temp_directory_path() / "copytaster-key-XXXXXX").string();

  explicit KeyFile(const std::string& text, mode_t mode = 0600) {
    const int fd = mkstemp(path.data());
    BOOST_REQUIRE(fd >= 0);
    close(fd);
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
  }
  ~KeyFile() { std::filesystem::remove(path); }
};

BOOST_AUTO_TEST_CASE(the_public_half_is_computed_from_the_secret) {
  const KeyPair pair = makeKeys();
  const KeyFile file("# of the desk\n" + pair.secret + "\n");
  const auto keys = readKeys(file.path, "");
  BOOST_REQUIRE_MESSAGE(keys, (keys ? "" : keys.error().what));
  BOOST_TEST(keys->secret == pair.secret);
  BOOST_TEST(keys->public_key == pair.public_key);
}

BOOST_AUTO_TEST_CASE(a_secret_that_others_can_read_is_refused) {
  const KeyFile file(makeKeys().secret, 0644);
  const auto keys = readKeys(file.path, "");
  BOOST_REQUIRE(!keys);
  BOOST_TEST((keys.error().code == ErrorCode::kRefused));
  BOOST_TEST(keys.error().what.find("chmod 600") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_key_is_refused) {
  BOOST_TEST((readKeys("/nonexistent/key", "").error().code == ErrorCode::kNotFound));
  for (const std::string& text : {std::string(), std::string("short"), std::string(40, '"'),
                                  makeKeys().secret + "\n" + makeKeys().secret + "\n"}) {
    const KeyFile file(text);
    BOOST_TEST((readKeys(file.path, "").error().code == ErrorCode::kInvalid), text);
  }
  const KeyFile good(makeKeys().secret);
  BOOST_TEST((readKeys(good.path, "not a key").error().code == ErrorCode::kInvalid));
}

BOOST_AUTO_TEST_CASE(comments_and_empty_lines_are_no_lines) {
  const std::string key = makeKeys().public_key;
  const KeyFile file("# who may come in\n\n  " + key + "  a  b\n#" + key + "\n", 0644);
  const auto lines = readKeyLines(file.path);
  BOOST_REQUIRE(lines);
  BOOST_REQUIRE_EQUAL(lines->size(), 1);
  BOOST_TEST(lines->front().number == 3);
  BOOST_TEST(lines->front().words == (std::vector<std::string>{key, "a", "b"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_key_begins_with_the_sign_of_a_comment) {
  BOOST_TEST(isKey(std::string(40, '0')));
  BOOST_TEST(!isKey("#" + std::string(39, '0')));
}

}  // namespace
}  // namespace copytaster
