// The HTTP server over a real loopback socket on a port of the system's choice.
#include "daemon/desk/http.h"

#include <httplib.h>
#include <spdlog/sinks/null_sink.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <string>

namespace copytaster {
namespace {

struct Desk {
  Log log{
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>())};
  Counters counters;
  std::atomic<bool> full{false};
  std::unique_ptr<HttpServer> server;

  Desk() {
    HttpParts parts;
    parts.ready = [this] {
      return full ? std::string("the journal's disk is full") : std::string();
    };
    parts.pages["/"] = {"text/html; charset=utf-8",
                        [] { return std::string("<h1>wire desk</h1>"); }};
    auto opened = HttpServer::open("127.0.0.1:0", counters, std::move(parts), log);
    BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().what));
    server = std::move(*opened);
  }

  [[nodiscard]] httplib::Result get(const std::string& path) const {
    return httplib::Client("127.0.0.1", server->port()).Get(path);
  }
};

BOOST_AUTO_TEST_CASE(a_daemon_that_is_well_is_live_and_ready) {
  const Desk desk;
  BOOST_TEST(desk.get("/livez")->status == 200);
  BOOST_TEST(desk.get("/readyz")->status == 200);
  BOOST_TEST(desk.server->address() == "http://127.0.0.1:" + std::to_string(desk.server->port()));
}

BOOST_AUTO_TEST_CASE(a_daemon_that_takes_nothing_is_live_and_says_why_it_is_not_ready) {
  Desk desk;
  desk.full = true;
  BOOST_TEST(desk.get("/livez")->status == 200);
  const auto answer = desk.get("/readyz");
  BOOST_TEST(answer->status == 503);
  BOOST_TEST(answer->body == "the journal's disk is full\n");
}

BOOST_AUTO_TEST_CASE(metrics_are_the_counters_of_the_moment) {
  Desk desk;
  Counter& received = desk.counters.total("received_articles", {}, "articles", "taken in");
  received.add(5);
  const auto answer = desk.get("/metrics");
  BOOST_TEST(answer->get_header_value("Content-Type").starts_with("text/plain; version=0.0.4"));
  BOOST_TEST(answer->body.find("copytaster_received_articles_total 5\n") != std::string::npos);
  received.add();
  BOOST_TEST(desk.get("/metrics")->body.find("copytaster_received_articles_total 6\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(pages_are_served_and_anything_else_is_not_there) {
  const Desk desk;
  BOOST_TEST(desk.get("/")->body == "<h1>wire desk</h1>");
  BOOST_TEST(desk.get("/nothing")->status == 404);
  BOOST_TEST(desk.get("/../etc/passwd")->status == 404);
}

BOOST_AUTO_TEST_CASE(a_body_sent_to_us_is_refused) {
  const Desk desk;
  httplib::Client client("127.0.0.1", desk.server->port());
  const auto answer = client.Post("/metrics", std::string(100'000, 'x'), "text/plain");
  BOOST_TEST((!answer || answer->status >= 400));
  BOOST_TEST(desk.get("/livez")->status == 200);
}

BOOST_AUTO_TEST_CASE(a_client_that_would_stay_is_asked_to_go) {
  const Desk desk;
  httplib::Client client("127.0.0.1", desk.server->port());
  client.set_keep_alive(true);
  BOOST_TEST(client.Get("/livez")->get_header_value("Connection") == "close");
  BOOST_TEST(client.Get("/livez")->status == 200);
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_an_error_not_a_second_server) {
  Desk desk;
  const auto second = HttpServer::open("127.0.0.1:" + std::to_string(desk.server->port()),
                                       desk.counters, {}, desk.log);
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == ErrorCode::kBusy));
}

BOOST_AUTO_TEST_CASE(an_address_that_is_none_is_an_error) {
  Desk desk;
  for (const char* wrong : {"", "7550", ":7550", "127.0.0.1:http", "127.0.0.1:70000"}) {
    const auto opened = HttpServer::open(wrong, desk.counters, {}, desk.log);
    BOOST_REQUIRE(!opened);
    BOOST_TEST((opened.error().code == ErrorCode::kInvalid), wrong);
  }
}

}  // namespace
}  // namespace copytaster
