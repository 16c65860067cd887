// One copytaster reads another: nothing is lost and nothing comes twice, whichever of them is
// killed.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "daemon/desk/control.h"
#include "daemon/record/journal.h"
#include "daemon/record/reader.h"
#include "daemon/record/upstream.h"
#include "daemon/wire/keys.h"
#include "tests/end_to_end/daemon_process.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

// Sockets in the file system: they have the same names after a restart.
struct Chained {
  explicit Chained(bool closed = false) {
    const std::string at = "ipc://" + up_folder.path();
    up_settings.kind = "post";
    up_settings.feed_at = "bind = \"" + at + "/post\"";
    up_settings.publish_at = at + "/publish";
    up_settings.replay_at = at + "/replay";
    down_settings.kind = "sub";
    down_settings.feed_at = "connect = [\"" + at + "/publish\"]\nreplay = \"" + at + "/replay\"";
    if (closed) close();
    startUp();
    startDown();
  }
  // Keys on both sockets between the two.
  void close() {
    const KeyPair upper = makeKeys(), lower = makeKeys();
    ::umask(077);
    std::ofstream(up_folder.path() + "/secret") << upper.secret << '\n';
    std::ofstream(up_folder.path() + "/allowed") << lower.public_key << " down subscribe replay\n";
    std::ofstream(down_folder.path() + "/secret") << lower.secret << '\n';
    up_settings.publish_more = "curve = { secret_file = \"secret\", clients_file = \"allowed\" }\n";
    down_settings.feed_more =
        "curve = { secret_file = \"secret\", server_key = '" + upper.public_key + "' }\n";
  }
  void startUp() { up.emplace(up_folder.path(), up_settings); }
  void startDown() { down.emplace(down_folder.path(), down_settings); }

  // Posts articles [from, to] and waits for each receipt.
  void post(int from, int to) {
    auto socket = connectTo(context, zmq::socket_type::dealer, up->address("feed wire (post)"));
    for (int i = from; i <= to; ++i) {
      socket.send(zmq::message_t(), zmq::send_flags::sndmore);
      socket.send(zmq::buffer(makeBytes(i)), zmq::send_flags::none);
    }
    for (int i = from; i <= to; ++i) BOOST_REQUIRE_EQUAL(framesOf(socket).size(), 2);
  }
  // Until the one downstream has committed so many.
  bool comesTo(std::uint64_t sequence) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    while (std::chrono::steady_clock::now() < until) {
      const auto status = askDaemon(down_folder.path() + "/journal/control", {"status", {}});
      if (status && nlohmann::json::parse(*status)["sequence"] == sequence) return true;
    }
    return false;
  }
  // Downstream has articles [1, count], in order, with the bytes that were posted.
  void expectAll(int count) {
    BOOST_TEST(comesTo(static_cast<std::uint64_t>(count)));
    BOOST_TEST(down->stop() == 0);
    const auto journal = Journal::openToRead(down_folder.path() + "/journal").value();
    const auto reader = journal.read().value();
    BOOST_TEST(reader.stat().articles == static_cast<std::uint64_t>(count));
    BOOST_TEST(reader.stat().letters == 0);
    for (int n = 1; n <= count; ++n) {
      const auto article = reader.article(static_cast<std::uint64_t>(n));
      BOOST_REQUIRE(article);
      BOOST_REQUIRE(article->bytes == makeBytes(n));
    }
    BOOST_TEST(upstreamPosition(reader, "wire")->sequence == static_cast<std::uint64_t>(count));
  }

  Folder up_folder, down_folder;
  DaemonSettings up_settings, down_settings;
  zmq::context_t context;
  std::optional<DaemonProcess> up, down;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_of_two)

BOOST_AUTO_TEST_CASE(all_comes_once_and_in_order_whoever_is_killed) {
  constexpr int kBatch = 80, kRounds = 9;
  Chained chained;
  for (int round = 0; round < kRounds; ++round) {
    if (round % 3 == 0) chained.down->kill();  // it is away while these are published
    chained.post(round * kBatch + 1, round * kBatch + kBatch / 2);
    if (round % 3 == 0) chained.startDown();
    chained.post(round * kBatch + kBatch / 2 + 1, (round + 1) * kBatch);
    if (round % 3 == 1) {  // acknowledged, and perhaps not published
      chained.up->kill();
      chained.startUp();
    }
    if (round % 3 == 2) {  // in the middle of taking them
      chained.down->kill();
      chained.up->kill();
      chained.startDown();
      chained.startUp();
    }
  }
  chained.expectAll(kBatch * kRounds);
}

BOOST_AUTO_TEST_CASE(one_that_comes_late_has_all_from_the_first_on) {
  Chained chained;
  chained.down->kill();
  std::filesystem::remove_all(chained.down_folder.path() + "/journal");
  chained.post(1, 500);
  chained.startDown();
  chained.post(501, 520);
  chained.expectAll(520);
}

BOOST_AUTO_TEST_CASE(what_was_missed_is_fetched_through_closed_sockets_too) {
  Chained chained(true);
  chained.down->kill();
  chained.post(1, 100);
  chained.startDown();
  chained.post(101, 120);
  chained.expectAll(120);
}

BOOST_AUTO_TEST_CASE(another_journal_upstream_is_read_after_the_first_from_its_oldest) {
  Chained chained;
  chained.post(1, 30);
  BOOST_TEST(chained.comesTo(30));
  chained.up->kill();
  std::filesystem::remove_all(chained.up_folder.path() + "/journal");
  chained.startUp();
  chained.post(31, 50);
  BOOST_TEST(chained.comesTo(50));
}

BOOST_AUTO_TEST_SUITE_END()
