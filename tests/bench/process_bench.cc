// The daemon as a process over tcp, beside a plain zmq_proxy in the same run: articles a second,
// and the process's CPU time an article, both warm. Every article is new, as on a wire. Rates move
// with what else the machine does, their ratio less.
//
//   bench_process ROUNDS ARTICLES     one line of JSON on standard output
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <zmq.hpp>

#include "daemon/base/clock.h"
#include "daemon/tool/feeding.h"
#include "daemon/tool/tapping.h"
#include "tests/bench/corpus.h"

namespace copytaster::bench {
namespace {

constexpr std::size_t kWarm = 10'000;  // fill caches and touch the filters' memory
constexpr std::chrono::seconds kPatience(120);

struct Measured {
  double articles_per_second = 0, cpu_micros_per_article = 0;
};

// A process that forwards: it writes "in ENDPOINT" and "out ENDPOINT" lines of its own kind.
struct Forwarder {
  pid_t pid = -1;
  std::string in, out;
};

template <class Body>
Forwarder start(Body&& body, const char* in_role, const char* out_role) {
  int ends[2];
  if (::pipe(ends) != 0) std::exit(1);
  Forwarder forwarder{::fork(), "", ""};
  if (forwarder.pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    body();
    ::_exit(1);
  }
  ::close(ends[1]);
  FILE* lines = ::fdopen(ends[0], "r");
  char line[1024];
  while ((forwarder.in.empty() || forwarder.out.empty()) && std::fgets(line, sizeof line, lines)) {
    const std::string text = line;
    const auto at = text.find("tcp://");
    if (at == std::string::npos) continue;
    const std::string address = text.substr(at, text.find_first_of(" \n", at) - at);
    if (text.find(in_role) != std::string::npos) forwarder.in = address;
    if (text.find(out_role) != std::string::npos) forwarder.out = address;
  }
  return forwarder;
}

Forwarder startProxy() {
  return start(
      [] {
        zmq::context_t context;
        zmq::socket_t in(context, zmq::socket_type::xsub), out(context, zmq::socket_type::xpub);
        in.set(zmq::sockopt::rcvhwm, 0);
        out.set(zmq::sockopt::sndhwm, 0);
        in.bind("tcp://127.0.0.1:*");
        out.bind("tcp://127.0.0.1:*");
        fmt::print("proxy in {}\nproxy out {}\n", in.get(zmq::sockopt::last_endpoint),
                   out.get(zmq::sockopt::last_endpoint));
        std::fflush(stdout);
        zmq::proxy(in, out);
      },
      "proxy in", "proxy out");
}

// `chain`: a line of TOML; "" is the default chain, "filter = []" the delivery alone.
Forwarder startDaemon(const std::string& folder, const char* chain) {
  const std::string config = folder + "/copytaster.toml";
  std::filesystem::remove_all(folder + "/journal");
  std::ofstream(config) << chain
                        << "\n[[feed]]\nname = \"wire\"\nbind = \"tcp://127.0.0.1:*\"\n"
                           "[publish]\nbind = \"tcp://127.0.0.1:*\"\nreplay = \"\"\n"
                           "queue_frames_max = 10000000\n[http]\nbind = \"\"\n[journal]\npath = \""
                        << folder << "/journal\"\n";
  return start(
      [&] {
        ::execl(COPYTASTER_BINARY_DIR "/bin/copytasterd", "copytasterd", "--config", config.c_str(),
                nullptr);
      },
      "feed wire", "publish");
}

// User and system time so far; the clock ticks a hundred times a second.
double cpuMicros(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  std::istringstream fields(text.substr(text.rfind(')') + 1));  // from the third on
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Of the articles after the first kWarm.
Measured measure(const Forwarder& forwarder, const std::vector<std::string>& articles) {
  auto tapping = Tapping::open({forwarder.out, {}, {}});
  FeedingOptions options;
  options.endpoint = forwarder.in;
  auto feeding = Feeding::open(options);
  if (!tapping || !feeding || !(*feeding)->awaitPeer()) std::exit(1);
  Tapping::Message message;
  const auto pass = [&](std::size_t first, std::size_t last) {
    std::jthread sending([&] {
      for (std::size_t i = first; i < last; ++i)
        if (!(*feeding)->send(articles[i])) return;
    });
    for (std::size_t i = first; i < last;) {
      if (!(*tapping)->next(message, kPatience)) return false;
      i += message.topic.starts_with('~') ? 0 : 1;
    }
    return true;
  };
  bool all = pass(0, kWarm);
  const Micros began = steadyMicros();
  const double used = cpuMicros(forwarder.pid);
  all = all && pass(kWarm, articles.size());
  const double seconds = static_cast<double>(steadyMicros() - began) / 1e6;
  const double cpu = cpuMicros(forwarder.pid) - used;
  ::kill(forwarder.pid, SIGTERM);
  ::waitpid(forwarder.pid, nullptr, 0);
  if (!all) fmt::print(stderr, "bench_process: not every article came out\n"), std::exit(1);
  const auto n = static_cast<double>(articles.size() - kWarm);
  return {n / seconds, cpu / n};
}

int run(int rounds, std::size_t count) {
  const auto articles = corpus(COPYTASTER_SOURCE_DIR "/tests/sample/wire.jsonl", kWarm + count);
  std::string folder = (std::filesystem::temp_directory_path() / "copytaster.XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  nlohmann::ordered_json out;
  std::vector<double> rates, ratios, costs, delivered;
  for (int round = 0; round < rounds; ++round) {
    const Measured proxy = measure(startProxy(), articles);
    const Measured daemon = measure(startDaemon(folder, ""), articles);
    const Measured delivery = measure(startDaemon(folder, "filter = []"), articles);
    rates.push_back(daemon.articles_per_second);
    ratios.push_back(daemon.articles_per_second / proxy.articles_per_second);
    costs.push_back(daemon.cpu_micros_per_article / proxy.cpu_micros_per_article);
    delivered.push_back(delivery.articles_per_second);
    const auto told = [](const Measured& m) {
      return fmt::format("{:.0f}/s {:.1f} us", m.articles_per_second, m.cpu_micros_per_article);
    };
    fmt::print(stderr, "round {}: proxy {}, daemon {}, without filters {}\n", round + 1,
               told(proxy), told(daemon), told(delivery));
  }
  const auto median = [](std::vector<double>& values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
  };
  out["process/articles_per_second"] = median(rates);
  out["process/rate_to_proxy"] = median(ratios);
  out["process/cpu_to_proxy"] = median(costs);
  out["process/delivery_articles_per_second"] = median(delivered);
  std::cout << out << '\n';
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace copytaster::bench

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 3;
  const auto articles = static_cast<std::size_t>(count > 2 ? std::atoll(arguments[2]) : 40'000);
  return copytaster::bench::run(rounds, articles);
}
