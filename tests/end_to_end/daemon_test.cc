// The real daemon from outside: what goes in comes out, once, in order, with the same bytes however
// many workers there are; what is bad becomes a dead letter; and it ends as it should.
#include <boost/test/unit_test.hpp>

#include "daemon/record/group.h"
#include "daemon/record/journal.h"
#include "daemon/record/reader.h"
#include "tests/end_to_end/daemon_process.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

constexpr int kArticles = 2'000;

struct Wire {
  explicit Wire(const std::string& folder, const DaemonSettings& settings = {})
      : daemon(folder, settings),
        upstream(connectTo(
            context, settings.kind == "post" ? zmq::socket_type::dealer : zmq::socket_type::push,
            daemon.address("feed wire (" + settings.kind + ")"))),
        subscriber(context, daemon.address("publish")) {}
  void send(const std::string& bytes) {
    BOOST_REQUIRE(upstream.send(zmq::buffer(bytes), zmq::send_flags::none).has_value());
  }

  zmq::context_t context;
  DaemonProcess daemon;
  zmq::socket_t upstream;
  Subscriber subscriber;
};

std::vector<std::string> runThrough(unsigned workers) {
  Folder folder;
  DaemonSettings settings;
  settings.workers = workers;
  Wire wire(folder.path(), settings);
  for (int i = 1; i <= kArticles; ++i) wire.send(makeBytes(i));
  std::vector<std::string> out;
  for (int i = 1; i <= kArticles; ++i) {
    const auto article = wire.subscriber.nextArticle();
    BOOST_REQUIRE_EQUAL(article.sequence(), i);
    BOOST_REQUIRE_EQUAL(article.article().id(), "article-" + std::to_string(i));
    out.push_back(comparable(article));
  }
  BOOST_TEST(wire.daemon.stop() == 0);
  return out;
}

Reader readJournal(const std::string& folder, std::optional<Journal>& journal) {
  journal.emplace(Journal::openToRead(folder + "/journal").value());
  return journal->read().value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(end_to_end)

BOOST_AUTO_TEST_CASE(two_thousand_articles_come_out_once_in_order_alike_with_1_and_8_workers) {
  const auto one = runThrough(1);
  const auto eight = runThrough(8);
  BOOST_TEST((one == eight));
}

BOOST_AUTO_TEST_CASE(the_articles_bytes_go_out_as_they_came_unknown_fields_too) {
  Folder folder;
  Wire wire(folder.path());
  const std::string sent = makeBytes(1) + "\xfa\x3e\x03new" + "\xc0\x3e\x07";
  wire.send(sent);
  const auto frames = wire.subscriber.next();
  BOOST_REQUIRE_EQUAL(frames.size(), 2);
  BOOST_TEST(frames[1].find(sent) != std::string::npos);
  BOOST_TEST(frames[0].starts_with("PASS.en."));
}

BOOST_AUTO_TEST_CASE(every_kind_of_bad_input_is_a_dead_letter_and_the_wire_goes_on) {
  Folder folder;
  std::vector<std::string> bad = {"", "not an article", makeBytes(1).substr(0, 60),
                                  std::string(150'000, 'x')};
  v1::Article article;
  article.set_body("no id");
  bad.push_back(article.SerializeAsString());
  article.Clear();
  article.set_id("no text");
  bad.push_back(article.SerializeAsString());
  {
    Wire wire(folder.path());
    int number = 0;
    for (const std::string& frame : bad) {
      wire.send(frame);
      wire.send(makeBytes(++number));
      const auto out = wire.subscriber.nextArticle();
      BOOST_TEST(out.sequence() == static_cast<std::uint64_t>(number));
    }
    BOOST_TEST(wire.daemon.stop() == 0);
  }
  std::optional<Journal> journal;
  const Reader reader = readJournal(folder.path(), journal);
  const auto letters = reader.letters(0, 100);
  BOOST_REQUIRE_EQUAL(letters.size(), bad.size());
  for (std::size_t i = 0; i < bad.size(); ++i) {
    BOOST_TEST(letters[i].frame == bad[i]);
    BOOST_TEST(!letters[i].reason.empty());
    BOOST_TEST(letters[i].feed == "wire");
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_goes_out_held_valid_and_with_the_bytes_received) {
  Folder folder;
  Wire wire(folder.path());
  const std::string sent =
      "\x0a\x01"
      "a"
      "\x2a\x0c"
      "A caf\xe9 here.";
  wire.send(sent);
  const auto out = wire.subscriber.nextArticle();
  BOOST_TEST(out.article().body() == "A caf\xc3\xa9 here.");
  BOOST_TEST(out.raw() == sent);
  BOOST_TEST(out.verdict() == v1::EnrichedArticle::HOLD);
}

BOOST_AUTO_TEST_CASE(json_and_ninjs_feeds_come_out_as_articles) {
  for (const auto& [format, text] :
       {std::pair<std::string, std::string>{"json", R"({"id": "a", "body": "In JSON."})"},
        {"ninjs", R"({"uri": "a", "bodies": [{"value": "In JSON."}]})"}}) {
    Folder folder;
    DaemonSettings settings;
    settings.format = format;
    Wire wire(folder.path(), settings);
    wire.send(text);
    BOOST_TEST(wire.subscriber.nextArticle().article().body() == "In JSON.");
  }
}

BOOST_AUTO_TEST_CASE(sigterm_lets_everything_taken_go_out) {
  Folder folder;
  Wire wire(folder.path());
  for (int i = 1; i <= kArticles; ++i) wire.send(makeBytes(i));
  std::uint64_t last = wire.subscriber.nextArticle().sequence();
  wire.daemon.signal(SIGTERM);
  BOOST_TEST(wire.daemon.wait() == 0);
  std::optional<Journal> journal;
  const JournalStat stat = readJournal(folder.path(), journal).stat();
  BOOST_TEST(stat.articles == stat.last_sequence);
  BOOST_TEST(stat.published_to == stat.last_sequence);
  while (last < stat.last_sequence)
    BOOST_REQUIRE_EQUAL(wire.subscriber.nextArticle().sequence(), ++last);
}

BOOST_AUTO_TEST_CASE(a_killed_daemon_goes_on_where_it_was_as_if_nothing_had_been) {
  constexpr int count = 300;
  const auto post = [](Wire& wire, int from, int to) {
    for (int i = from; i <= to; ++i) {
      wire.upstream.send(zmq::message_t(), zmq::send_flags::sndmore);
      wire.send(makeBytes(i));
    }
    for (int i = from; i <= to; ++i) {
      const auto frames = framesOf(wire.upstream);
      BOOST_REQUIRE_EQUAL(frames.size(), 2);
    }
  };
  DaemonSettings settings;
  settings.kind = "post";
  Folder folder, undisturbed;
  {
    Wire wire(folder.path(), settings);
    post(wire, 1, count);
    wire.daemon.kill();
  }
  {
    Wire wire(folder.path(), settings);
    post(wire, count, 2 * count);  // the last one again: it was acknowledged, and is known
    BOOST_TEST(wire.daemon.stop() == 0);
  }
  {
    Wire wire(undisturbed.path(), settings);
    post(wire, 1, 2 * count);
    BOOST_TEST(wire.daemon.stop() == 0);
  }
  std::optional<Journal> one, two;
  const Reader killed = readJournal(folder.path(), one),
               whole = readJournal(undisturbed.path(), two);
  BOOST_TEST(killed.stat().articles == 2 * count);
  const auto notesOf = [](const Reader& reader, std::uint64_t n) {
    v1::EnrichedArticle article;
    BOOST_REQUIRE(article.ParseFromString(std::string(reader.notes(n).value().bytes)));
    return comparable(article);
  };
  for (std::uint64_t n = 1; n <= 2 * count; ++n) {
    BOOST_REQUIRE(killed.article(n)->bytes == whole.article(n)->bytes);
    BOOST_REQUIRE(notesOf(killed, n) == notesOf(whole, n));
  }
}

BOOST_AUTO_TEST_CASE(an_idle_daemon_is_small) {
  Folder folder;
  Wire wire(folder.path());
  BOOST_TEST_MESSAGE(
      "ready after "
      << std::chrono::duration_cast<std::chrono::milliseconds>(wire.daemon.ready_after).count()
      << " ms, resident " << wire.daemon.residentBytes() / 1'000 << " kB");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  BOOST_TEST(wire.daemon.residentBytes() < 60'000'000);
#endif
}

BOOST_AUTO_TEST_CASE(a_second_daemon_on_the_same_journal_ends_with_a_reason) {
  Folder folder;
  DaemonProcess first(folder.path(), {}), second(folder.path(), {});
  BOOST_TEST(first.started());
  BOOST_TEST(!second.started());
  BOOST_TEST(second.wait() == 1);
  BOOST_TEST(first.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
