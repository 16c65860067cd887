#include <nlohmann/json.hpp>
#include <thread>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "copytaster/v1/wire.pb.h"
#include "daemon/tool/commands.h"
#include "tests/daemon/tool/files.h"
#include "tests/daemon/tool/journal_files.h"

namespace copytaster {
namespace {

BOOST_AUTO_TEST_SUITE(letters_command)

BOOST_AUTO_TEST_CASE(list_names_the_reason_and_show_gives_the_bytes) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  const std::string journal = " --journal " + folder.path("j");
  const auto listed =
      nlohmann::json::parse(runCommand(addLetters, "letters list --json" + journal).out);
  BOOST_TEST(listed["reason"] == "no id");
  BOOST_TEST(listed["bytes"] == 9);
  const std::string id = std::to_string(listed["id"].get<int>());
  BOOST_TEST(runCommand(addLetters, "letters show " + id + journal).out == "the frame");
  BOOST_TEST(runCommand(addLetters, "letters list" + journal).out.find("no id") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_letter_that_is_not_there_is_status_1) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  BOOST_TEST(runCommand(addLetters, "letters show 99 --journal " + folder.path("j")).status ==
             kExitFailed);
  BOOST_TEST(runCommand(addLetters, "letters list --journal " + folder.path("none")).status ==
             kExitFailed);
}

// A post feed that answers one frame.
class Answering {
 public:
  explicit Answering(v1::Receipt::Status status) : router_(context_, zmq::socket_type::router) {
    router_.bind("tcp://127.0.0.1:*");
    address = router_.get(zmq::sockopt::last_endpoint);
    thread_ = std::thread([this, status] {
      std::vector<zmq::message_t> frames;
      if (!zmq::recv_multipart(router_, std::back_inserter(frames))) return;
      got = frames.back().to_string();
      v1::Receipt receipt;
      receipt.set_status(status);
      receipt.set_reason("no id");
      const std::string bytes = receipt.SerializeAsString();
      frames.back().rebuild(bytes.data(), bytes.size());
      zmq::send_multipart(router_, frames);
    });
  }
  ~Answering() { join(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  std::string address, got;

 private:
  zmq::context_t context_;
  zmq::socket_t router_;
  std::thread thread_;
};

BOOST_AUTO_TEST_CASE(retry_posts_the_frame_again_and_says_what_became_of_it) {
  const TestFolder folder;
  makeJournal(folder.path("j"));
  const std::string journal = " --journal " + folder.path("j");
  Answering yes(v1::Receipt::ACCEPTED), no(v1::Receipt::REJECTED);
  const auto accepted = runCommand(addLetters, "letters retry --to " + yes.address + journal);
  yes.join();
  BOOST_TEST(yes.got == "the frame");
  BOOST_TEST(accepted.status == kExitDone);
  BOOST_TEST(accepted.out.find("1 accepted") != std::string::npos);
  const auto refused = runCommand(addLetters, "letters retry 1 --to " + no.address + journal);
  BOOST_TEST(refused.status == kExitFailed);
  BOOST_TEST(refused.out.find("1 rejected (no id)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace copytaster
