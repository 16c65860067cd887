// The real daemon on a disk that fills up, twenty times: it says so, takes nothing, goes on by
// itself when there is room, and nobody can tell afterwards from what went out.
#include <httplib.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstring>
#include <functional>

#include "daemon/record/journal.h"
#include "daemon/record/reader.h"
#include "tests/end_to_end/daemon_process.h"

using namespace copytaster;
using namespace copytaster::test;

namespace {

constexpr int kFillings = 20;
constexpr int kArticlesMax = 20'000;  // in one filling; far more than there is room for
constexpr int kInFlight = 60;

DaemonSettings settings() {
  DaemonSettings settings;
  settings.kind = "post";
  settings.http = true;
  return settings;
}

std::string bytesOf(int number) {
  v1::Article article = makeArticle(number);
  article.mutable_body()->append(2'000, static_cast<char>('a' + number % 26));
  return article.SerializeAsString();
}

// The upstream: posts, and counts the receipts, which must come in order.
class Poster {
 public:
  Poster(zmq::context_t& context, const DaemonProcess& daemon)
      : socket_(connectTo(context, zmq::socket_type::dealer, daemon.address("feed wire (post)"))) {}
  void post() {
    socket_.send(zmq::message_t(), zmq::send_flags::sndmore);
    BOOST_REQUIRE(socket_.send(zmq::buffer(bytesOf(posted_)), zmq::send_flags::none).has_value());
    ++posted_;
  }
  // Takes receipts, for the first of which it waits so long.
  void take(int wait_ms) {
    while (socket_.get(zmq::sockopt::events) & ZMQ_POLLIN || waits(wait_ms)) {
      wait_ms = 0;
      const auto frames = framesOf(socket_);
      BOOST_REQUIRE_EQUAL(frames.size(), 2);
      v1::Receipt receipt;
      BOOST_REQUIRE(receipt.ParseFromString(frames[1]));
      BOOST_REQUIRE(receipt.status() == v1::Receipt::ACCEPTED);
      BOOST_REQUIRE_EQUAL(receipt.id(), "article-" + std::to_string(acknowledged_));
      BOOST_REQUIRE_EQUAL(receipt.sequence(), static_cast<std::uint64_t>(++acknowledged_));
    }
  }
  void takeAll() {
    while (acknowledged_ < posted_) {
      const int before = acknowledged_;
      take(kPatienceMs);
      BOOST_REQUIRE_GT(acknowledged_, before);
    }
  }
  [[nodiscard]] int posted() const { return posted_; }
  [[nodiscard]] int unanswered() const { return posted_ - acknowledged_; }

 private:
  bool waits(int wait_ms) {
    zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLIN, 0};
    return wait_ms > 0 && zmq::poll(&item, 1, std::chrono::milliseconds(wait_ms)) > 0;
  }
  zmq::socket_t socket_;
  int posted_ = 0, acknowledged_ = 0;
};

bool isReady(const DaemonProcess& daemon) {
  httplib::Client client(daemon.address("health, metrics, status"));
  const auto answer = client.Get("/readyz");
  BOOST_REQUIRE(answer);
  return answer->status == 200;
}

std::vector<std::string> publishedBy(Subscriber& subscriber, int count) {
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) {
    const auto article = subscriber.nextArticle();
    BOOST_REQUIRE_EQUAL(article.sequence(), static_cast<std::uint64_t>(i + 1));
    out.push_back(comparable(article));
  }
  return out;
}

std::vector<std::string> undisturbed(int count) {
  Folder folder;
  zmq::context_t context;
  const DaemonProcess daemon(folder.path(), settings());
  Subscriber subscriber(context, daemon.address("publish"));
  Poster poster(context, daemon);
  while (poster.posted() < count) {
    poster.post();
    if (poster.unanswered() == kInFlight) poster.take(kPatienceMs);
  }
  return publishedBy(subscriber, count);
}

// `fill` takes the room, `clear` gives it back.
void runThrough(const std::string& folder, const std::function<void(const DaemonProcess&)>& fill,
                const std::function<void(const DaemonProcess&)>& clear) {
  zmq::context_t context;
  DaemonProcess daemon(folder, settings());
  BOOST_REQUIRE(daemon.started());
  Subscriber subscriber(context, daemon.address("publish"));
  Poster poster(context, daemon);
  for (int filling = 0; filling < kFillings; ++filling) {
    fill(daemon);
    const int bound = poster.posted() + kArticlesMax;
    while (isReady(daemon) && poster.posted() < bound) {
      while (poster.unanswered() < kInFlight) poster.post();
      poster.take(20);
    }
    BOOST_REQUIRE_LT(poster.posted(), bound);
    BOOST_REQUIRE_GT(poster.unanswered(), 0);  // what does not fit is not acknowledged
    clear(daemon);
    poster.takeAll();
    while (!isReady(daemon)) {  // by itself, once it sees that nothing waits
    }
  }
  const auto published = publishedBy(subscriber, poster.posted());
  BOOST_TEST_MESSAGE(poster.posted() << " articles over " << kFillings << " fillings");
  BOOST_TEST(published == undisturbed(poster.posted()));
  daemon.kill();
  const auto journal = Journal::openToRead(folder + "/journal");
  BOOST_REQUIRE(journal);
  BOOST_TEST(journal->read()->stat().articles == static_cast<std::uint64_t>(poster.posted()));
}

// A disk in memory over a folder.
class SmallDisk {
 public:
  explicit SmallDisk(std::string folder)
      : folder_(std::move(folder)),
        mounted_(::mount("none", folder_.c_str(), "tmpfs", 0, "size=48m") == 0) {}
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }

 private:
  std::string folder_;
  bool mounted_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(full_disk)

// The system lets the daemon's files grow no further, and then lets them again.
BOOST_AUTO_TEST_CASE(a_daemon_whose_files_may_not_grow_waits_and_goes_on) {
  Folder folder;
  const auto limit = [](const DaemonProcess& daemon, rlim_t bytes) {
    rlimit now{};
    BOOST_REQUIRE(::prlimit(daemon.pid(), RLIMIT_FSIZE, nullptr, &now) == 0);
    now.rlim_cur = std::min(bytes, now.rlim_max);
    BOOST_REQUIRE(::prlimit(daemon.pid(), RLIMIT_FSIZE, &now, nullptr) == 0);
  };
  runThrough(
      folder.path(),
      [&](const DaemonProcess& daemon) {
        limit(daemon, std::filesystem::file_size(folder.path() + "/journal/data.mdb"));
      },
      [&](const DaemonProcess& daemon) { limit(daemon, RLIM_INFINITY); });
}

BOOST_AUTO_TEST_CASE(a_daemon_on_a_disk_without_room_waits_and_goes_on) {
  Folder folder;
  const SmallDisk disk(folder.path());
  if (!disk.mounted()) {
    BOOST_TEST_MESSAGE("skipped: no disk may be mounted here: " << std::strerror(errno));
    return;
  }
  const std::string ballast = folder.path() + "/ballast";
  runThrough(
      folder.path(),
      [&](const DaemonProcess&) {
        std::ofstream file(ballast);
        const std::string chunk(4'096, 'x');
        while (file.write(chunk.data(), static_cast<std::streamsize>(chunk.size())).flush()) {
        }
      },
      [&](const DaemonProcess&) { std::filesystem::remove(ballast); });
}

BOOST_AUTO_TEST_SUITE_END()
