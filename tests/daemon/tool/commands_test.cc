#include "daemon/tool/commands.h"

#include <boost/test/unit_test.hpp>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(color_is_one_of_three_words) {
  CLI::App app;
  ColorChoice color = ColorChoice::kAuto;
  addColor(app, color);
  app.parse("--color always");
  BOOST_CHECK(color == ColorChoice::kAlways);
  app.parse("--color never");
  BOOST_CHECK(color == ColorChoice::kNever);
  BOOST_CHECK_THROW(app.parse("--color loud"), CLI::ParseError);
}

}  // namespace
}  // namespace copytaster
