// A daemon's lives, by the thousand: a seed decides what is sent, in which order each thread comes
// to its turn, what goes wrong, and when. What is promised must hold for every seed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "tests/faults/simulation/life.h"

namespace copytaster::simulation {
namespace {

struct Report {
  std::uint64_t lives = 0, articles = 0, kills = 0, fulls = 0, stops = 0;
};

constexpr std::uint64_t kBurst = 60;  // articles that make a filter fail one after the other

// A seed's measures. One in fifty is long enough for a breaker to open and to close again.
struct Plan {
  explicit Plan(World& world, std::uint64_t seed)
      : is_long(seed % 50 == 0),
        posts(is_long ? 2'400 : 40 + world.chance() % 160),
        belt_bytes(world.oneIn(3) ? 8'000 : std::size_t{16} << 20) {}
  bool is_long;
  std::uint64_t posts;
  std::size_t belt_bytes;
  [[nodiscard]] std::uint64_t burst() const { return is_long ? kBurst : 0; }
};

Faults planFaults(World& world) {
  Faults faults;
  if (world.oneIn(2)) faults.kill_at = 1 + world.chance() % 30;
  faults.after_commit = world.oneIn(2);
  if (world.oneIn(2)) {
    faults.full_at = 1 + world.chance() % 300;
    faults.full_tries = 1 + world.chance() % 6;
    faults.full_at_commit = world.oneIn(2);
  }
  return faults;
}

// What the upstream does in one step: resends first, then anything.
void sendSome(World& world, Life& life, std::deque<std::size_t>& resends, const Plan& plan) {
  for (auto left = 1 + world.chance() % 12; left > 0 && !life.isBlocked(); --left) {
    if (!resends.empty()) {
      life.post(resends.front());
      resends.pop_front();
    } else if (world.oneIn(10) && world.upstream.count() > 0) {
      life.post(world.chance() % world.upstream.count());  // again, for no reason
    } else if (world.oneIn(5) && world.upstream.count() > plan.burst()) {
      life.pull();
    } else if (world.upstream.count() < plan.posts) {
      life.post(world.upstream.write(plan.burst()));
    }
  }
  life.waitForIntake();
}

void moveClock(World& world) {
  const auto step = static_cast<Micros>(world.chance() % 5'000'000);
  world.clock.set(world.clock.now() + (world.oneIn(4) ? -step * 50 : step));
}

// Until a fault ends it, or the seed says so: then it is killed between two steps.
void live(World& world, Life& life, Faults& faults, const Plan& plan, Report& report) {
  const auto unanswered = world.upstream.unanswered();
  std::deque<std::size_t> resends(unanswered.begin(), unanswered.end());
  for (auto steps = 50 + world.chance() % (plan.is_long ? 3'000 : 300); steps > 0; --steps) {
    switch (world.chance() % 8) {
      case 0:
      case 1:
        sendSome(world, life, resends, plan);
        break;
      case 2:
      case 3:
        life.examineSome();
        break;
      case 4:
        if (world.oneIn(40)) {
          Faults corrupt;
          corrupt.corrupt_at = 1 + world.chance() % 12;
          if (life.stopsOver(corrupt)) {
            ++report.stops;
            return;
          }
        }
        [[fallthrough]];
      case 5:
        life.settle(faults);
        break;
      case 6:
        life.publishSome();
        if (!world.oneIn(4)) life.readReceipts();
        break;
      default:
        moveClock(world);
    }
    life.count();
  }
}

// The last life: nothing happens to it, and everything comes to rest.
void rest(World& world, Life& life) {
  Faults none;
  const auto unanswered = world.upstream.unanswered();
  std::deque<std::size_t> resends(unanswered.begin(), unanswered.end());
  while (!resends.empty() || !life.isIdle()) {
    if (!resends.empty() && !life.isBlocked()) {
      life.post(resends.front());
      resends.pop_front();
    }
    life.waitForIntake();
    life.examineSome();
    life.settle(none);
    life.publishSome();
    life.readReceipts();
  }
  const std::size_t again = world.chance() % world.upstream.count();
  if (world.oneIn(20) && world.upstream.isArticle(again)) {
    life.postUnreadable(again);
    while (!life.isIdle()) {
      life.examineSome();
      life.settle(none);
      life.publishSome();
      life.readReceipts();
    }
  }
  life.count();
  life.end();
}

void run(std::uint64_t seed, WireContext& context, Report& report) {
  World world(seed);
  const Plan plan(world, seed);
  while (world.upstream.count() < plan.posts) {
    Faults faults = planFaults(world);
    Life life(world, context, plan.belt_bytes);
    try {
      live(world, life, faults, plan, report);
    } catch (const Killed&) {
    }
    report.kills += faults.kills;
    report.fulls += faults.fulls;
  }
  {
    Life life(world, context, plan.belt_bytes);
    rest(world, life);
  }
  { const Life again(world, context, plan.belt_bytes); }
  judge(world);
  report.lives += world.lives;
  report.articles += world.subscriber.position();
}

int simulate(std::uint64_t from, std::uint64_t count, const char* program) {
  WireContext context;
  Report report;
  for (std::uint64_t seed = from; seed < from + count; ++seed) {
    try {
      run(seed, context, report);
    } catch (const std::exception& broken) {
      fmt::print(stderr, "seed {}: does not hold: {}\nagain: {} --from {} --seeds 1\n", seed,
                 broken.what(), program, seed);
      return 1;
    }
    if ((seed - from + 1) % 500 == 0) {
      fmt::print("{} seeds\n", seed - from + 1);
      std::fflush(stdout);
    }
  }
  fmt::print(
      "{} seeds from {}: {} lives, {} killed at a commit, {} stopped over a journal that does not "
      "read back, {} tries on a full disk; {} articles, none lost, doubled or changed\n",
      count, from, report.lives, report.kills, report.stops, report.fulls, report.articles);
  return 0;
}

}  // namespace
}  // namespace copytaster::simulation

int main(int argc, char** argv) {
  CLI::App app("Simulates daemons under faults, a run a seed.");
  std::uint64_t from = 1, seeds = 200;
  app.add_option("--from", from, "first seed")->capture_default_str();
  app.add_option("--seeds", seeds, "how many")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return copytaster::simulation::simulate(from, seeds, argv[0]);
}
