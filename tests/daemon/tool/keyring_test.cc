#include "daemon/tool/keyring.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "daemon/wire/keys.h"
#include "tests/daemon/tool/files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(keyring)

struct Keys {
  TestFolder folder;
  KeyPair ours = makeKeys(), theirs = makeKeys();
  std::string secret = folder.write("ours.secret", ours.secret + "\n");
  Keys() { ::chmod(secret.c_str(), 0600); }
};

BOOST_AUTO_TEST_CASE(the_other_sides_key_is_given_as_it_is_or_as_a_file) {
  const Keys keys;
  const std::string file = keys.folder.write("theirs.public", keys.theirs.public_key + "\n");
  for (const std::string& server_key : {keys.theirs.public_key, file}) {
    const auto taken = takeKeys({keys.secret, server_key});
    BOOST_REQUIRE_MESSAGE(taken, (taken ? "" : taken.error().what));
    BOOST_TEST(taken->secret == keys.ours.secret);
    BOOST_TEST(taken->public_key == keys.ours.public_key);
    BOOST_TEST(taken->server_key == keys.theirs.public_key);
  }
}

BOOST_AUTO_TEST_CASE(without_a_secret_there_are_no_keys) {
  BOOST_TEST(takeKeys({}).value().secret.empty());
}

BOOST_AUTO_TEST_CASE(a_file_without_one_key_is_a_reason) {
  const Keys keys;
  BOOST_TEST((takeKeys({keys.secret, "/nonexistent"}).error().code == ErrorCode::kNotFound));
  for (const char* text : {"", "nonsense\n"}) {
    const auto taken = takeKeys({keys.secret, keys.folder.write("wrong", text)});
    BOOST_REQUIRE(!taken);
    BOOST_TEST((taken.error().code == ErrorCode::kInvalid));
  }
}

BOOST_AUTO_TEST_CASE(a_server_key_without_a_secret_is_a_usage_error) {
  CLI::App app;
  KeyOptions options;
  addKeyOptions(app, options);
  BOOST_CHECK_THROW(app.parse("--server-key x"), CLI::ParseError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
