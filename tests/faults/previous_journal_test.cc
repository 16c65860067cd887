// Journals as earlier releases left them (tests/faults/previous, each made by the release itself):
// this one opens them, reads every message, and its filters go on as if it had been there all
// along.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "daemon/record/journal.h"
#include "daemon/record/reader.h"
#include "daemon/wire/stored.h"
#include "tests/end_to_end/daemon_process.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

const std::vector<std::string> kReleases{"0.1.0"};

DaemonSettings settings() {
  DaemonSettings settings;
  settings.kind = "post";
  return settings;
}

struct Kept {
  std::vector<std::string> articles, messages;  // as received; as a subscriber compares them
};

Kept keptIn(const std::string& folder) {
  Kept kept;
  const auto journal = Journal::openToRead(folder + "/journal");
  BOOST_REQUIRE(journal);
  std::string bytes;
  journal->read()->walkEach(1, [&](const ArticleRecord& article, const NotesRecord* notes) {
    BOOST_REQUIRE(notes != nullptr);
    writeStored(article, *notes, bytes);
    v1::EnrichedArticle message;
    BOOST_REQUIRE(message.ParseFromString(bytes));
    kept.articles.emplace_back(article.bytes);
    kept.messages.push_back(comparable(message));
    return true;
  });
  return kept;
}

v1::Receipt post(zmq::socket_t& socket, const std::string& article) {
  socket.send(zmq::message_t(), zmq::send_flags::sndmore);
  socket.send(zmq::buffer(article), zmq::send_flags::none);
  const auto frames = framesOf(socket);
  BOOST_REQUIRE_EQUAL(frames.size(), 2);
  v1::Receipt receipt;
  BOOST_REQUIRE(receipt.ParseFromString(frames[1]));
  return receipt;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(previous_journal)

BOOST_DATA_TEST_CASE(a_journal_of_an_earlier_release_goes_on,
                     boost::unit_test::data::make(kReleases), release) {
  Folder old, fresh;
  const std::string archive =
      COPYTASTER_SOURCE_DIR "/tests/faults/previous/journal-" + release + ".tar.gz";
  BOOST_REQUIRE_EQUAL(std::system(("tar -xzf " + archive + " -C " + old.path()).c_str()), 0);
  const Kept before = keptIn(old.path());
  BOOST_REQUIRE_EQUAL(before.articles.size(), 60);

  zmq::context_t context;
  const DaemonProcess daemon(old.path(), settings()), young(fresh.path(), settings());
  BOOST_REQUIRE(daemon.started());
  auto poster = connectTo(context, zmq::socket_type::dealer, daemon.address("feed wire (post)"));
  auto young_poster =
      connectTo(context, zmq::socket_type::dealer, young.address("feed wire (post)"));
  for (const std::string& article : before.articles) {
    BOOST_TEST((post(young_poster, article).status() == v1::Receipt::ACCEPTED));
    BOOST_TEST((post(poster, article).status() == v1::Receipt::REPEATED));  // it knows them all
  }
  BOOST_TEST(post(poster, makeBytes(1)).sequence() == 61U);
  BOOST_TEST(post(young_poster, makeBytes(1)).sequence() == 61U);
  // The new article's notes carry what the filter had seen before, in both.
  const Kept now = keptIn(old.path()), young_now = keptIn(fresh.path());
  BOOST_TEST(now.messages == young_now.messages);
  BOOST_TEST(std::equal(before.messages.begin(), before.messages.end(), now.messages.begin()));
}

BOOST_AUTO_TEST_SUITE_END()
