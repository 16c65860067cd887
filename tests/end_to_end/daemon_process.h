// A daemon in a process of its own, and the two sides of its wire.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>
#include <zmq.hpp>

#include "copytaster/v1/enriched.pb.h"
#include "copytaster/v1/wire.pb.h"

namespace copytaster::test {

// What a test may set; the rest is the same for all.
struct DaemonSettings {
  std::string kind = "pull";
  std::string format = "protobuf";
  unsigned workers = 2;
  bool sync = false;
  bool http = false;
  unsigned publish_queue = 100'000;
  // Of the feed; TOML, because one connects where another binds.
  std::string feed_at = "bind = \"tcp://127.0.0.1:*\"";
  std::string publish_at = "tcp://127.0.0.1:*", replay_at = "tcp://127.0.0.1:*";
  std::string feed_more, publish_more;  // TOML in those two tables
  std::string more;                     // TOML at the end
};

class DaemonProcess {
 public:
  DaemonProcess(const std::string& folder, const DaemonSettings& settings) {
    const std::string path = folder + "/copytaster.toml";
    std::ofstream(path) << config(folder, settings);
    int out[2];
    BOOST_REQUIRE(::pipe(out) == 0);
    const auto started = std::chrono::steady_clock::now();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(out[1], 1);
      ::close(out[0]);
      ::close(out[1]);
      const std::string program = COPYTASTER_BINARY_DIR "/bin/copytasterd";
      ::execl(program.c_str(), program.c_str(), "--config", path.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(out[1]);
    stdout_ = ::fdopen(out[0], "r");
    readEndpoints();
    ready_after = std::chrono::steady_clock::now() - started;
  }
  ~DaemonProcess() {
    if (pid_ > 0) kill();
    ::fclose(stdout_);
  }
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) { ::kill(pid_, number); }
  // Exit status; 128 + signal where one ended it.
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  void kill() {
    signal(SIGKILL);
    wait();
  }
  int stop() {
    signal(SIGTERM);
    return wait();
  }
  [[nodiscard]] bool started() const { return !addresses_.empty(); }
  [[nodiscard]] const std::string& address(const std::string& role) const {
    return addresses_.at(role);
  }
  [[nodiscard]] std::size_t residentBytes() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
    std::size_t all = 0, resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  }

  std::chrono::steady_clock::duration ready_after{};

 private:
  static std::string config(const std::string& folder, const DaemonSettings& s) {
    return "[[feed]]\nname = \"wire\"\nkind = \"" + s.kind + "\"\nformat = \"" + s.format + "\"\n" +
           s.feed_at + "\nframe_bytes_max = 100000\n" + s.feed_more + "[publish]\nbind = \"" +
           s.publish_at + "\"\nreplay = \"" + s.replay_at +
           "\"\nqueue_frames_max = " + std::to_string(s.publish_queue) + "\n" + s.publish_more +
           "[journal]\npath = \"" + folder + "/journal\"\nsync = " + (s.sync ? "true" : "false") +
           "\nkeep_bytes = \"1GiB\"\n[http]\nbind = \"" + (s.http ? "127.0.0.1:0" : "") +
           "\"\n[chain]\nworkers = " + std::to_string(s.workers) +
           "\nplugins = \"" COPYTASTER_BINARY_DIR
           "/test_filters\"\n[log]\nlevel = \"error\"\n[[filter]]\nname = \"ledger\"\n" +
           s.more;
  }

  // Its lines: "  ROLE   bound to ADDRESS", until the one that names the filters.
  void readEndpoints() {
    char* line = nullptr;
    std::size_t size = 0;
    while (::getline(&line, &size, stdout_) > 0) {
      const std::string text(line);
      if (const auto at = text.find("bound to "); at != std::string::npos) {
        const auto role_end = text.find_last_not_of(' ', at - 1);
        addresses_[text.substr(2, role_end - 1)] = text.substr(at + 9, text.size() - at - 10);
      }
      if (text.starts_with("  filters")) break;
    }
    ::free(line);
  }

  pid_t pid_ = -1;
  FILE* stdout_ = nullptr;
  std::map<std::string, std::string> addresses_;
};

// A folder for one test's daemon, gone with it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "copytasterd-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

constexpr int kPatienceMs = 60'000;

inline zmq::socket_t connectTo(zmq::context_t& context, zmq::socket_type type,
                               const std::string& address) {
  zmq::socket_t socket(context, type);
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::rcvhwm, 0);
  socket.set(zmq::sockopt::sndhwm, 0);
  socket.set(zmq::sockopt::rcvtimeo, kPatienceMs);
  socket.set(zmq::sockopt::sndtimeo, kPatienceMs);
  if (type == zmq::socket_type::sub) socket.set(zmq::sockopt::subscribe, "");
  socket.connect(address);
  return socket;
}

inline std::vector<std::string> framesOf(zmq::socket_t& socket) {
  std::vector<std::string> frames;
  for (;;) {
    zmq::message_t frame;
    if (!socket.recv(frame)) return frames;
    frames.emplace_back(static_cast<const char*>(frame.data()), frame.size());
    if (!frame.more()) return frames;
  }
}

// A subscriber that is known to be subscribed: it has heard something. That is a beat, or from a
// daemon that was killed and goes on, an article it had taken and not yet published.
class Subscriber {
 public:
  Subscriber(zmq::context_t& context, const std::string& address)
      : socket_(connectTo(context, zmq::socket_type::sub, address)), heard_(framesOf(socket_)) {
    BOOST_REQUIRE(!heard_.empty());
  }
  // Topic and bytes of the next article; empty: none came in time.
  std::vector<std::string> next() {
    for (;;) {
      auto frames = heard_.empty() ? framesOf(socket_) : std::exchange(heard_, {});
      if (frames.empty() || !frames[0].starts_with('~')) return frames;
    }
  }
  v1::EnrichedArticle nextArticle() {
    const auto frames = next();
    BOOST_REQUIRE_EQUAL(frames.size(), 2);
    v1::EnrichedArticle article;
    BOOST_REQUIRE(article.ParseFromString(frames[1]));
    return article;
  }

 private:
  zmq::socket_t socket_;
  std::vector<std::string> heard_;  // the first message, until next() has given it
};

// What of a message two runs must agree on: all but the clock's readings and the journal's name.
inline std::string comparable(v1::EnrichedArticle article) {
  article.clear_epoch();
  article.clear_received_at();
  for (auto& run : *article.mutable_runs()) run.clear_microseconds();
  return article.SerializeAsString();
}

inline v1::Article makeArticle(int number) {
  v1::Article article;
  article.set_id("article-" + std::to_string(number));
  article.set_provider("Test Wire");
  article.set_language("en");
  article.set_headline("Headline number " + std::to_string(number));
  std::string body;
  // Bodies of differing length, so that workers finish out of turn.
  for (int i = 0; i < 5 + number * 7 % 90; ++i)
    body += "Sentence " + std::to_string(i) + " of report " + std::to_string(number % 700) + ".\n";
  article.set_body(body);
  return article;
}

inline std::string makeBytes(int number) {
  return makeArticle(number).SerializeAsString();
}

}  // namespace copytaster::test
