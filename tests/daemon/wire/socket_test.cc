// The sockets themselves: which addresses stay on this machine, and options that come in time.
#include "daemon/wire/socket.h"

#include <boost/test/unit_test.hpp>

using namespace copytaster;

BOOST_AUTO_TEST_SUITE(sockets)

BOOST_AUTO_TEST_CASE(loopback_ipc_and_inproc_are_local_and_nothing_else_is) {
  for (const char* address : {"tcp://127.0.0.1:1", "tcp://127.9.9.9:*", "tcp://localhost:1",
                              "tcp://[::1]:1", "ipc:///run/x", "inproc://x"})
    BOOST_TEST(isLocal(address), address);
  for (const char* address :
       {"tcp://*:1", "tcp://0.0.0.0:1", "tcp://[::]:1", "tcp://eth0:1", "tcp://10.0.0.1:1", "x"})
    BOOST_TEST(!isLocal(address), address);
}

BOOST_AUTO_TEST_CASE(a_wildcard_port_is_told_as_the_port_it_became) {
  WireContext context;
  Socket socket(context, zmq::socket_type::pull, {});
  const auto address = socket.bind("tcp://127.0.0.1:*");
  BOOST_REQUIRE(address);
  BOOST_TEST(address->find('*') == std::string::npos);
  BOOST_TEST(address->starts_with("tcp://127.0.0.1:"));
}

BOOST_AUTO_TEST_CASE(options_are_set_before_anything_is_bound) {
  WireContext context;
  SocketOptions options;
  options.receive_frames_max = 17;
  options.frame_bytes_max = 12'345;
  Socket socket(context, zmq::socket_type::pull, options);
  BOOST_TEST(socket.zmq().get(zmq::sockopt::rcvhwm) == 17);
  BOOST_TEST(socket.zmq().get(zmq::sockopt::maxmsgsize) == 12'345);
  BOOST_TEST(socket.zmq().get(zmq::sockopt::linger) == 0);
  BOOST_TEST(socket.zmq().get(zmq::sockopt::heartbeat_ivl) > 0);
}

BOOST_AUTO_TEST_CASE(an_address_that_is_none_is_a_reason) {
  WireContext context;
  Socket socket(context, zmq::socket_type::pull, {});
  const auto address = socket.bind("tcp:/127.0.0.1");
  BOOST_REQUIRE(!address);
  BOOST_TEST((address.error().code == ErrorCode::kInvalid));
}

BOOST_AUTO_TEST_SUITE_END()
