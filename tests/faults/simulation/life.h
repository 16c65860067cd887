// One life of a daemon: the real journal, chain, belt, walk and intake, put together as main.cc
// does, over inproc sockets; the publishing socket and the threads of the walk are the driver's
// own calls, in an order that the seed gives. The intake has its thread, and the driver waits for
// it after each step that it has a part in, so that a seed is a run.
#pragma once

#include <memory>
#include <optional>
#include <vector>
#include <zmq.hpp>

#include "daemon/walk/walk.h"
#include "daemon/wire/intake.h"
#include "tests/faults/simulation/faults.h"
#include "tests/faults/simulation/world.h"

namespace copytaster::simulation {

class Life {
 public:
  // Starts as the daemon does: recalls, and publishes again what the last life may not have.
  Life(World& world, WireContext& context, std::size_t belt_bytes);
  ~Life();  // gone at once, as by kill -9, unless it was ended
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  // The belt is full and the intake holds a frame: nothing may be sent.
  [[nodiscard]] bool isBlocked() const { return blocked_; }
  void post(std::size_t n);            // the upstream's frame n
  void postUnreadable(std::size_t n);  // while no snapshot of the journal can be had
  void pull();
  // Until what was sent and published has come to rest. After posts and pulls, before all else.
  void waitForIntake();
  void examineSome();
  void settle(Faults& faults);  // throws Killed
  // Settles where the journal does not read back: true where the process stopped at that.
  [[nodiscard]] bool stopsOver(Faults faults);
  void publishSome();
  void readReceipts();
  [[nodiscard]] bool isIdle() const;
  // Conservation: every frame is somewhere, once.
  void count() const;
  // SIGTERM: takes what has come, ends in order.
  void end();

 private:
  void send(zmq::socket_t& socket, const std::string& frame);
  void note(const std::string& frame);
  void publishAgain();
  void goRoundUnseen();

  World& world_;
  std::size_t belt_bytes_;
  Log log_{"off"};
  Counters counters_;
  Journal journal_;
  std::unique_ptr<Chain> chain_;
  Belt belt_;
  Walk walk_;
  std::unique_ptr<Intake> intake_;
  std::optional<zmq::socket_t> poster_, pusher_;
  std::deque<std::size_t> sizes_;  // of the frames sent and not yet published, in order
  std::size_t bytes_ = 0;          // their sum
  std::size_t sent_ = 0, counted_ = 0;
  zmq::socket_t* last_ = nullptr;  // sent on
  std::vector<Copy*> taken_;       // off the belt, to be examined
  std::size_t unexamined_ = 0, examined_ = 0, receipts_due_ = 0;
  std::uint64_t published_to_ = 0;
  bool blocked_ = false, ended_ = false;
};

}  // namespace copytaster::simulation
