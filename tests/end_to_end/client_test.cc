// The C++ client against a real daemon: everything once and in order, over restarts of either side.
#include "copytaster/client.h"

#include <boost/test/unit_test.hpp>

#include "tests/end_to_end/daemon_process.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

DaemonSettings post() {
  DaemonSettings settings;
  settings.kind = "post";
  return settings;
}

// Posts articles [from, to] and waits for each receipt.
void postArticles(DaemonProcess& daemon, int from, int to) {
  zmq::context_t context;
  auto socket = connectTo(context, zmq::socket_type::dealer, daemon.address("feed wire (post)"));
  for (int i = from; i <= to; ++i) {
    socket.send(zmq::message_t(), zmq::send_flags::sndmore);
    socket.send(zmq::buffer(makeBytes(i)), zmq::send_flags::none);
  }
  for (int i = from; i <= to; ++i) BOOST_REQUIRE_EQUAL(framesOf(socket).size(), 2);
}

ClientOptions optionsFor(const DaemonProcess& daemon, const std::string& folder) {
  ClientOptions options;
  options.publish = daemon.address("publish");
  options.replay = daemon.address("replay");
  options.position_file = folder + "/position";
  options.from_oldest = true;
  options.credit = 70;
  return options;
}

void expect(Client& client, int from, int to) {
  for (int i = from; i <= to; ++i) {
    const auto article = client.next(std::chrono::milliseconds(kPatienceMs));
    BOOST_REQUIRE(article);
    BOOST_REQUIRE_EQUAL(article->sequence(), i);
    BOOST_REQUIRE_EQUAL(article->article().id(), "article-" + std::to_string(i));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client)

BOOST_AUTO_TEST_CASE(what_was_published_before_it_came_is_fetched_then_the_live_wire_follows) {
  Folder folder;
  DaemonProcess daemon(folder.path(), post());
  postArticles(daemon, 1, 500);
  Client client(optionsFor(daemon, folder.path()));
  expect(client, 1, 500);
  postArticles(daemon, 501, 700);
  expect(client, 501, 700);
  BOOST_TEST(client.lost() == 0);
}

BOOST_AUTO_TEST_CASE(it_goes_on_where_it_was_when_either_side_was_away) {
  Folder folder;
  for (int round = 0; round < 3; ++round) {
    DaemonProcess daemon(folder.path(), post());
    postArticles(daemon, round * 200 + 1, round * 200 + 200);
    Client client(optionsFor(daemon, folder.path()));
    // The last one of the round before was not yet said to be handled.
    if (round > 0) expect(client, round * 200, round * 200);
    expect(client, round * 200 + 1, round * 200 + 200);
    daemon.kill();
  }
}

BOOST_AUTO_TEST_CASE(topics_choose_and_nothing_of_them_is_lost) {
  Folder folder;
  DaemonProcess daemon(folder.path(), post());
  postArticles(daemon, 1, 300);
  auto options = optionsFor(daemon, folder.path());
  options.topics = {"PASS.en."};
  Client client(options);
  expect(client, 1, 300);
  postArticles(daemon, 301, 320);
  expect(client, 301, 320);
  options.topics = {"SPIKE."};
  options.position_file += "2";
  Client none(options);
  while (none.position() < 320)
    BOOST_REQUIRE(!none.next(std::chrono::milliseconds(200)));  // covers them, takes none
}

BOOST_AUTO_TEST_CASE(another_journal_behind_the_endpoint_is_read_from_its_oldest) {
  Folder folder, other;
  {
    DaemonProcess daemon(folder.path(), post());
    postArticles(daemon, 1, 50);
    Client client(optionsFor(daemon, folder.path()));
    expect(client, 1, 50);
    client.handled();
  }
  DaemonProcess daemon(other.path(), post());
  postArticles(daemon, 1, 20);
  Client client(optionsFor(daemon, folder.path()));
  expect(client, 1, 20);
}

BOOST_AUTO_TEST_CASE(it_begins_at_a_sequence_or_a_time_and_goes_on_live) {
  Folder folder;
  DaemonProcess daemon(folder.path(), post());
  postArticles(daemon, 1, 200);
  auto options = optionsFor(daemon, folder.path());
  options.position_file.clear();
  options.from_oldest = false;
  options.from_sequence = 150;
  Client by_sequence(options);
  expect(by_sequence, 150, 200);
  options.from_sequence = 0;
  options.from_time = 1;
  Client from_all(options);
  expect(from_all, 1, 200);
  // Some moment between the first article and the last.
  Client again(options);
  const auto first = again.next(std::chrono::milliseconds(kPatienceMs));
  postArticles(daemon, 201, 202);
  expect(by_sequence, 201, 202);
  expect(from_all, 201, 201);
  const auto last = from_all.next(std::chrono::milliseconds(kPatienceMs));
  BOOST_REQUIRE(first && last);
  const auto& at = last->received_at();
  options.from_time = at.seconds() * 1'000'000 + at.nanos() / 1'000;
  Client by_time(options);
  const auto found = by_time.next(std::chrono::milliseconds(kPatienceMs));
  BOOST_REQUIRE(found);
  BOOST_TEST(found->sequence() > first->sequence());
  BOOST_TEST(found->received_at().seconds() == at.seconds());
  BOOST_TEST(by_time.lost() == 0);
}

BOOST_AUTO_TEST_CASE(tap_since_tells_the_past_and_then_the_present_without_a_gap) {
  Folder folder;
  DaemonProcess daemon(folder.path(), post());
  postArticles(daemon, 1, 300);
  const std::string command = COPYTASTER_BINARY_DIR
                              "/bin/copytaster tap --quiet --json --patience 60 "
                              "--from " +
                              daemon.address("publish") + " --replay " + daemon.address("replay");
  const auto lines = [&](const std::string& more, int wanted, auto&& meanwhile) {
    FILE* out = ::popen((command + more).c_str(), "r");
    BOOST_REQUIRE(out != nullptr);
    std::vector<std::string> all;
    char* line = nullptr;
    std::size_t size = 0;
    while (::getline(&line, &size, out) > 0) {
      all.emplace_back(line);
      if (static_cast<int>(all.size()) == wanted) meanwhile();
    }
    ::free(line);
    BOOST_TEST(::pclose(out) == 0);
    return all;
  };
  const auto all = lines(" --since 11 --count 390", 290, [&] { postArticles(daemon, 301, 400); });
  BOOST_REQUIRE_EQUAL(all.size(), 390);
  for (std::size_t i = 0; i < all.size(); ++i)
    BOOST_REQUIRE(all[i].find("\"sequence\":\"" + std::to_string(i + 11) + "\"") !=
                  std::string::npos);
  BOOST_TEST(lines(" --since 1h --count 400", 0, [] {}).size() == 400);
  BOOST_TEST(lines(" --since 1h --topic PASS.en --count 20", 0, [] {}).size() == 20);
}

BOOST_AUTO_TEST_SUITE_END()
